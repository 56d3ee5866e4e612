"""How I can be reached: my contact details, what of them I share, and who has seen them."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.people.selectors import contact_details_of
from backend.people.services.contact_details import (
    add_contact_detail,
    change_contact_detail,
    remove_contact_detail,
)
from backend.web.detail_form import NewDetail
from backend.web.doors import acting, member_page
from backend.web.labels import CONTACT_KINDS, DETAIL_KINDS
from matching.services.disclosure import reads_of

READS_SHOWN: Final = 20


@require_safe
@member_page()
def my_details(request: HttpRequest) -> HttpResponse:
    """Show my contact details, with what I can do with each, and who was shown them."""
    actor = acting(request)
    context = {
        "details": [(detail, DETAIL_KINDS[detail.kind]) for detail in contact_details_of(actor)],
        "reads": [(read, CONTACT_KINDS[read.kind]) for read in reads_of(actor=actor)[:READS_SHOWN]],
        "form": NewDetail(),
    }
    return render(request, "web/my_details.html", context)


@require_POST
@member_page(back="web:my_details")
def add(request: HttpRequest) -> HttpResponse:
    """Add a way to reach me."""
    add_contact_detail(actor=acting(request), **NewDetail(request.POST).asked())
    return _noted(request)


@require_POST
@member_page(back="web:my_details")
def share(request: HttpRequest, detail_uuid: UUID) -> HttpResponse:
    """Share a detail, or stop it."""
    is_shared = bool(request.POST.get("is_shared"))
    change_contact_detail(actor=acting(request), detail_uuid=detail_uuid, is_shared=is_shared)
    return _noted(request)


@require_POST
@member_page(back="web:my_details")
def change(request: HttpRequest, detail_uuid: UUID) -> HttpResponse:
    """Correct a detail."""
    change_contact_detail(actor=acting(request), detail_uuid=detail_uuid, value=request.POST.get("value", ""))
    return _noted(request)


@require_POST
@member_page(back="web:my_details")
def remove(request: HttpRequest, detail_uuid: UUID) -> HttpResponse:
    """Remove a detail."""
    remove_contact_detail(actor=acting(request), detail_uuid=detail_uuid)
    return _noted(request)


def _noted(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Thank you. It is noted."))
    return redirect("web:my_details")
