"""Recording and taking back on a helper's page what is met, who is exempt, and who lives there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.people.services.checks import grant_exemption, record_check, revoke_exemption, withdraw_check
from backend.people.services.household import add_household_member, remove_household_member
from backend.web.check_forms import CheckRecord, ExemptionGrant, Recorded, home_member_sent, understood
from backend.web.doors import acting
from backend.web.views.helper import to_helper_page


@require_POST
@to_helper_page
def check_recorded(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Record that something was met."""
    form = CheckRecord(request.POST)
    sent = understood(form)
    record_check(
        actor=acting(request),
        whom=form.whom(helper_uuid),
        code=sent["code"],
        met_on=sent["met_on"],
        note=sent["note"],
        now=timezone.now(),
    )
    return _done(request, helper_uuid, _("Recorded. It counts from now on."))


@require_POST
@to_helper_page
def check_withdrawn(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Take back what was recorded by mistake."""
    sent = understood(Recorded(request.POST))
    withdraw_check(actor=acting(request), check_uuid=sent["recorded"], now=timezone.now())
    return _done(request, helper_uuid, _("Taken back. It stays on record and counts nowhere."))


@require_POST
@to_helper_page
def exemption_granted(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Let somebody do without something for a while."""
    form = ExemptionGrant(request.POST)
    sent = understood(form)
    grant_exemption(
        actor=acting(request),
        whom=form.whom(helper_uuid),
        code=sent["code"],
        reason=sent["reason"],
        ends_on=sent["ends_on"],
        now=timezone.now(),
    )
    return _done(request, helper_uuid, _("The exemption counts from now on."))


@require_POST
@to_helper_page
def exemption_revoked(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """End an exemption before its day."""
    sent = understood(Recorded(request.POST))
    revoke_exemption(actor=acting(request), exemption_uuid=sent["recorded"], now=timezone.now())
    return _done(request, helper_uuid, _("The exemption has ended."))


@require_POST
@to_helper_page
def lives_there(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Write down who lives with the helper."""
    name, born = home_member_sent(request)
    add_household_member(
        actor=acting(request), helper_uuid=helper_uuid, given_name=name, birth_date=born, now=timezone.now()
    )
    return _done(request, helper_uuid, _("Written down."))


@require_POST
@to_helper_page
def lives_elsewhere(request: HttpRequest, helper_uuid: UUID) -> HttpResponse:
    """Write down that somebody moved out."""
    member = understood(Recorded(request.POST))["recorded"]
    remove_household_member(actor=acting(request), helper_uuid=helper_uuid, member_uuid=member, now=timezone.now())
    return _done(request, helper_uuid, _("Written down."))


def _done(request: HttpRequest, helper_uuid: UUID, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("web:helper", helper_uuid)
