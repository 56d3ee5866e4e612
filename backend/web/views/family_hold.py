"""A family on hold, in the console."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.flows.holds import hold_family, lift_hold_of_family
from backend.web.doors import acting, staff_page


@require_POST
@staff_page(back="web:family", is_back_to_same=True)
def hold(request: HttpRequest, family_uuid: UUID) -> HttpResponse:
    """Let the family have no proposals for now."""
    reason = request.POST.get("reason", "")
    hold_family(actor=acting(request), family_uuid=family_uuid, reason=reason, now=timezone.now())
    messages.success(request, _("On hold. Open proposals have ended."))
    return redirect("web:family", family_uuid)


@require_POST
@staff_page(back="web:family", is_back_to_same=True)
def lift_hold(request: HttpRequest, family_uuid: UUID) -> HttpResponse:
    """Let the family have proposals again."""
    lift_hold_of_family(actor=acting(request), family_uuid=family_uuid, now=timezone.now())
    messages.success(request, _("Not on hold any more."))
    return redirect("web:family", family_uuid)
