"""What helpers say of themselves on the phone home: how many families, when they are away, that they stop."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.flows.absences import come_back, go_away
from backend.flows.capacity import set_capacity
from backend.flows.departures import leave
from backend.people.services.admissions import reapply
from backend.web.days import chosen_day, chosen_day_or_none
from backend.web.doors import acting, member_page


@require_POST
@member_page(back="web:home")
def capacity(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Take so many families at once."""
    said = request.POST.get("capacity", "")
    number = int(said) if said in ("1", "2", "3") else 0
    set_capacity(actor=acting(request), helper_uuid=helper_uuid, capacity=number, now=timezone.now())
    messages.success(request, _("Saved. Thank you!"))
    return redirect("web:home")


@require_POST
@member_page(back="web:home")
def away(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Be away on these days."""
    go_away(
        actor=acting(request),
        helper_uuid=helper_uuid,
        away_from=chosen_day(request, "away_from"),
        away_until=chosen_day_or_none(request, "away_until"),
        now=timezone.now(),
    )
    messages.success(request, _("Saved. Thank you!"))
    return redirect("web:home")


@require_POST
@member_page(back="web:home")
def back(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Be here again, or stay after all."""
    come_back(actor=acting(request), helper_uuid=helper_uuid, now=timezone.now())
    messages.success(request, _("Good that you are here!"))
    return redirect("web:home")


@require_POST
@member_page(back="web:home")
def stop(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Stop helping."""
    reason = request.POST.get("reason", "")
    leave(actor=acting(request), helper_uuid=helper_uuid, reason=reason, now=timezone.now())
    messages.success(request, _("Thank you for all you did!"))
    return redirect("web:home")


@require_POST
@member_page(back="web:home")
def again(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Apply again."""
    reapply(actor=acting(request), helper_uuid=helper_uuid, now=timezone.now())
    messages.success(request, _("Thank you! We will get in touch with you."))
    return redirect("web:home")
