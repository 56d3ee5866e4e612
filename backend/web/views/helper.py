"""One helper in the console: who it is, what happened, and what staff decide about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.flows.absences import come_back, go_away
from backend.flows.departures import decline_helper, leave
from backend.flows.holds import hold_helper, lift_hold_of_helper
from backend.people.access import in_care, is_helper_of
from backend.people.histories import history_of_helper, holds_of
from backend.people.models.helper import HelperKind
from backend.people.selectors import helper_for_reading
from backend.people.services.admissions import approve_helper, reapply, start_checks
from backend.people.time_zones import local_date
from backend.web.check_cards import staff_card
from backend.web.days import chosen_day, chosen_day_or_none
from backend.web.document_cards import card_for_staff
from backend.web.doors import acting, staff_page
from backend.web.helper_cards import DECLINE_REASONS, HOLD_REASONS, history_lines, possible_moves, waits_for_checks
from backend.web.leave_reasons import LEAVE_REASONS
from backend.web.pages import reading
from backend.web.people_cards import helper_cards

to_helper_page = staff_page(back="web:helper", is_back_to_same=True)


@require_safe
@staff_page()
def helper(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Show one helper of my organisation."""
    actor, now = acting(request), timezone.now()
    found = in_care(actor, helper_for_reading(actor, helper_uuid))
    today = local_date(found.organisation.time_zone, now)
    context = {
        "card": helper_cards([found], reading())[0],
        "is_group": found.kind == HelperKind.SPONSOR_GROUP,
        "may_decide": not is_helper_of(actor, found),
        "waits_for_checks": waits_for_checks(found, today),
        "moves": possible_moves(found, today),
        "checks": staff_card(actor, found, reading(), now=now),
        "today": today,
        "documents": card_for_staff(actor, found),
        "history": history_lines(history_of_helper(found), holds_of(found)),
        "decline_reasons": DECLINE_REASONS.items(),
        "hold_reasons": HOLD_REASONS.items(),
        "leave_reasons": LEAVE_REASONS.items(),
        "section": "helpers",
    }
    return render(request, "web/helper.html", context)


@require_POST
@to_helper_page
def begin_checks(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Begin with the checks."""
    return _done(request, helper_uuid, start_checks, _("The checks have begun."))


@require_POST
@to_helper_page
def approve(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Let the helper meet families."""
    return _done(request, helper_uuid, approve_helper, _("Approved: this helper can meet families now."))


@require_POST
@to_helper_page
def decline(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Do not go on with the helper."""
    return _done(request, helper_uuid, decline_helper, _("Declined. What was open has ended."), reason=_reason(request))


@require_POST
@to_helper_page
def hold(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Let the helper have no proposals for now."""
    return _done(request, helper_uuid, hold_helper, _("On hold. Open proposals have ended."), reason=_reason(request))


@require_POST
@to_helper_page
def lift_hold(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Let the helper have proposals again."""
    return _done(request, helper_uuid, lift_hold_of_helper, _("Not on hold any more."))


@require_POST
@to_helper_page
def record_leave(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Record that the helper stops."""
    return _done(request, helper_uuid, leave, _("Recorded. What was open has ended."), reason=_reason(request))


@require_POST
@to_helper_page
def record_reapplication(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Record that the helper applies again."""
    return _done(request, helper_uuid, reapply, _("Recorded: they have applied again."))


@require_POST
@to_helper_page
def record_absence(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Record when the helper is away."""
    days = {
        "away_from": chosen_day(request, "away_from"),
        "away_until": chosen_day_or_none(request, "away_until"),
    }
    return _done(request, helper_uuid, go_away, _("Recorded when they are away."), **days)


@require_POST
@to_helper_page
def record_return(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Record that the helper is back."""
    return _done(request, helper_uuid, come_back, _("Recorded: they are here."))


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")


def _done(
    request: HttpRequest, helper_uuid: UUID, use_case: Callable[..., Any], said: str, **given: object
) -> HttpResponse:
    use_case(actor=acting(request), helper_uuid=helper_uuid, now=timezone.now(), **given)
    messages.success(request, said)
    return redirect("web:helper", helper_uuid)
