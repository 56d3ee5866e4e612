"""What is decided about a helper, and what a helper says of themselves: one operation for each."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint
from backend.api.idempotency import idempotent
from backend.flows.absences import come_back, go_away
from backend.flows.capacity import MOST, set_capacity
from backend.flows.departures import decline_helper, leave
from backend.people.lifecycle import HelperState
from backend.people.models import Helper
from backend.people.models.helper import DeclineReason, LeaveReason
from backend.people.services.admissions import approve_helper, reapply, start_checks


class HelperStateOut(serializers.Serializer[Any]):
    """How the helper stands after your move."""

    id = serializers.UUIDField(source="uuid")
    state = serializers.ChoiceField(choices=[state.value for state in HelperState])
    capacity = serializers.IntegerField(help_text="How many families at once.")
    away_from = serializers.DateField(allow_null=True, help_text="First day away.")
    away_until = serializers.DateField(allow_null=True, help_text="Last day away; null for an open end.")


class DeclineIn(serializers.Serializer[None]):
    reason = serializers.ChoiceField(choices=DeclineReason.values, help_text="Read by staff only.")


class LeaveIn(serializers.Serializer[None]):
    reason = serializers.ChoiceField(
        choices=LeaveReason.values, required=False, default="", help_text="If they want to say; read by staff only."
    )


class AwayIn(serializers.Serializer[None]):
    away_from = serializers.DateField(help_text="First day away; today or later, where the organisation is.")
    away_until = serializers.DateField(required=False, default=None, allow_null=True, help_text="Last day away.")


class CapacityIn(serializers.Serializer[None]):
    capacity = serializers.IntegerField(min_value=1, max_value=MOST, help_text="How many families at once.")


HELPER_STATE_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.HELPER,
    "state": "approved",
    "capacity": 2,
    "away_from": None,
    "away_until": None,
}


def _documented(name: str, summary: str, body: Any = None, **shown: Any) -> Callable[[Any], Any]:
    """Return the decorator that documents one move; `shown` is what its example answers besides."""
    asked = [examples.asked(shown.pop("asked"))] if body else []
    return extend_schema(
        operation_id=name,
        summary=summary,
        tags=["people"],
        request=body,
        responses=HelperStateOut,
        examples=[*asked, examples.answer(HELPER_STATE_EXAMPLE | shown)],
    )


def state_of(helper: Helper) -> Response:
    """Return how the helper stands, as an answer."""
    return Response(HelperStateOut(helper).data)


def _said(body: serializers.Serializer[None]) -> dict[str, Any]:
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


class ChecksStart(Endpoint):
    @_documented("start_checks_of_helper", "Begin with the checks of a helper", state="checking")
    @idempotent
    def post(self, request: Request, helper_id: UUID) -> Response:
        """For staff, of a helper who applied. 409 `helper_moved_on`; 403 `own_cause` about yourself."""
        return state_of(start_checks(actor=acting(request), helper_uuid=helper_id, now=timezone.now()))


class HelperApproval(Endpoint):
    @_documented("approve_helper", "Let a helper meet families")
    @idempotent
    def post(self, request: Request, helper_id: UUID) -> Response:
        """For staff, once everything that is asked is met: 409 `not_cleared`, `helper_moved_on`; 403 `own_cause`."""
        return state_of(approve_helper(actor=acting(request), helper_uuid=helper_id, now=timezone.now()))


class HelperDecline(Endpoint):
    @_documented(
        "decline_helper", "Do not go on with a helper", DeclineIn, asked={"reason": "not_suitable"}, state="declined"
    )
    @idempotent
    def post(self, request: Request, helper_id: UUID) -> Response:
        """For staff, of who is not approved, or not any more; matches that still run end. 409 `helper_moved_on`."""
        said = _said(DeclineIn(data=request.data))
        return state_of(decline_helper(actor=acting(request), helper_uuid=helper_id, now=timezone.now(), **said))


class HelperLeaving(Endpoint):
    @_documented("leave_helper", "Stop being a helper", LeaveIn, asked={"reason": "no_time"}, state="left")
    @idempotent
    def post(self, request: Request, helper_id: UUID) -> Response:
        """For the helper (group: its lead) and for staff. Open proposals and running matches end at once; nobody is
        told why. 409 `helper_moved_on`."""
        said = _said(LeaveIn(data=request.data))
        return state_of(leave(actor=acting(request), helper_uuid=helper_id, now=timezone.now(), **said))


class HelperReapplication(Endpoint):
    @_documented("reapply_helper", "Apply again", state="applied")
    @idempotent
    def post(self, request: Request, helper_id: UUID) -> Response:
        """For who left or was declined, and for staff. 409 `helper_moved_on`."""
        return state_of(reapply(actor=acting(request), helper_uuid=helper_id, now=timezone.now()))


class HelperAbsence(Endpoint):
    @_documented(
        "go_away_helper",
        "Be away for some days",
        AwayIn,
        asked={"away_from": "2026-07-01", "away_until": "2026-07-21"},
        away_from="2026-07-01",
        away_until="2026-07-21",
    )
    @idempotent
    def post(self, request: Request, helper_id: UUID) -> Response:
        """For the helper (group: its lead) and for staff. No proposals on these days; open ones end when they begin;
        matches go on. 400 `away_in_the_past`, `away_ends_before_it_begins`; 409 `helper_moved_on`."""
        said = _said(AwayIn(data=request.data))
        return state_of(go_away(actor=acting(request), helper_uuid=helper_id, now=timezone.now(), **said))


class HelperReturn(Endpoint):
    @_documented("come_back_helper", "Be back, or stay after all")
    @idempotent
    def post(self, request: Request, helper_id: UUID) -> Response:
        """For the helper (group: its lead) and for staff. 409 `not_away`."""
        return state_of(come_back(actor=acting(request), helper_uuid=helper_id, now=timezone.now()))


class HelperCapacity(Endpoint):
    @_documented("set_capacity_of_helper", "Say how many families at once", CapacityIn, asked={"capacity": 2})
    @idempotent
    def post(self, request: Request, helper_id: UUID) -> Response:
        """For the helper (group: its lead) and for staff. Not below the families helped now: 409 `capacity_in_use`
        with `running`. Open proposals that no longer fit end, newest first."""
        said = _said(CapacityIn(data=request.data))
        return state_of(set_capacity(actor=acting(request), helper_uuid=helper_id, now=timezone.now(), **said))
