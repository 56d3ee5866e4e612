"""The entrance: where everybody lands, and the choice of the language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from backend.errors import DomainError
from backend.people.access import is_staff_somewhere
from backend.people.models import Person
from backend.people.services.profile import change_profile
from backend.web.refusals import refusal_page


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Send people to their own first page; tell everybody else what this is and let them sign in."""
    if not isinstance(request.user, Person):
        return render(request, "web/start.html")
    return redirect("web:today" if is_staff_somewhere(request.user) else "web:home")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show everything in the language chosen: from now on for a person, in this browser for a guest."""
    if isinstance(request.user, Person):
        try:
            change_profile(actor=request.user, language=request.POST.get("language", ""))
        except DomainError as refusal:
            return refusal_page(request, refusal)
    return set_language(request)
