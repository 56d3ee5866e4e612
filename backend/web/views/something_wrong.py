"""Saying that something is wrong: the same calm form for everybody, from every page. Its title gives nothing away."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from backend.care.services.concerns import raise_concern
from backend.web.doors import acting, member_page
from backend.web.help_form import HelpForm, subjects_of
from backend.web.pages import reading


@require_http_methods(["GET", "HEAD", "POST"])
@member_page()
def help_form(request: HttpRequest) -> HttpResponse:
    """Show the form; take what was told. What cannot be taken comes back as it was written."""
    actor = acting(request)
    subjects = subjects_of(actor, reading(), looked_after=_match_asked_about(request))
    form = HelpForm(request.POST if request.method == "POST" else None, subjects=subjects, actor=actor)
    if form.is_valid():
        received = raise_concern(actor=actor, told=form.told(), now=timezone.now())
        return redirect("web:help_received" if received.has_reader else "web:help_elsewhere")
    return render(request, "web/help.html", {"form": form}, status=400 if form.is_bound else 200)


@require_safe
@member_page()
def help_received(request: HttpRequest) -> HttpResponse:
    """Say thank you, and what happens next."""
    return render(request, "web/help_received.html", {"has_reader": True})


@require_safe
@member_page()
def help_elsewhere(request: HttpRequest) -> HttpResponse:
    """Say thank you, and honestly that nobody there can look now: whom to call instead."""
    return render(request, "web/help_received.html", {"has_reader": False})


def _match_asked_about(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("match", ""))
    except ValueError:
        return None
