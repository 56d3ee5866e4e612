"""What happened to a helper, for staff; and, for helpers, how they themselves stand."""

from typing import Any, Final
from uuid import UUID

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import PolledEndpoint
from backend.api.helper_moves import HELPER_STATE_EXAMPLE, HelperStateOut
from backend.api.organisations import ORGANISATION_EXAMPLE, OrganisationNameOut, organisation_name
from backend.api.staff import StaffEndpoint
from backend.people.access import in_care
from backend.people.histories import history_of_helper, holds_of
from backend.people.lifecycle import HelperMove, HelperState
from backend.people.models import Helper, Person
from backend.people.models.helper import HelperKind
from backend.people.models.hold import HoldReason
from backend.people.selectors import helper_for_reading, helpers_answered_for


class HelperEventOut(serializers.Serializer[Any]):
    version = serializers.IntegerField()
    move = serializers.ChoiceField(choices=[move.value for move in HelperMove])
    state = serializers.ChoiceField(choices=[state.value for state in HelperState], help_text="After it.")
    by = serializers.CharField(allow_null=True, help_text="Who made it; null for the calendar.")
    reason = serializers.CharField(allow_blank=True, help_text="Code, if one was given.")
    at = serializers.DateTimeField()


class HoldOut(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=HoldReason.values)
    set_by = serializers.CharField()
    set_at = serializers.DateTimeField()
    lifted_by = serializers.CharField(allow_null=True)
    lifted_at = serializers.DateTimeField(allow_null=True)


class HelperHistoryOut(serializers.Serializer[Any]):
    is_on_hold = serializers.BooleanField()
    events = HelperEventOut(many=True, help_text="Newest first.")
    holds = HoldOut(many=True, help_text="Newest first.")


class OwnHelperOut(HelperStateOut):
    kind = serializers.ChoiceField(choices=HelperKind.values)
    name = serializers.CharField(help_text="Your own, or of the group.")
    organisation = OrganisationNameOut()


_HISTORY_EXAMPLE: Final = {
    "is_on_hold": True,
    "events": [
        {
            "version": 3,
            "move": "approve",
            "state": "approved",
            "by": "Els De Smet",
            "reason": "",
            "at": "2026-03-02T12:00:00Z",
        }
    ],
    "holds": [
        {
            "reason": "illness",
            "set_by": "Els De Smet",
            "set_at": "2026-03-04T12:00:00Z",
            "lifted_by": None,
            "lifted_at": None,
        }
    ],
}
_OWN_EXAMPLE: Final = HELPER_STATE_EXAMPLE | {
    "kind": "volunteer",
    "name": "Lieve Peeters",
    "organisation": ORGANISATION_EXAMPLE,
}


class HelperHistory(StaffEndpoint):
    @extend_schema(
        operation_id="get_history_of_helper",
        summary="What happened to a helper",
        tags=["people"],
        responses=HelperHistoryOut,
        examples=[examples.answer(_HISTORY_EXAMPLE)],
    )
    def get(self, request: Request, helper_id: UUID) -> Response:
        """For staff of its organisation: each move with who made it, and its holds."""
        actor = acting(request)
        helper = in_care(actor, helper_for_reading(actor, helper_id))
        events = [
            {"by": _name(event.actor), **_fields(event, "version", "move", "state", "reason", "at")}
            for event in history_of_helper(helper)
        ]
        holds = [
            {
                "set_by": hold.set_by.name,
                "lifted_by": _name(hold.lifted_by),
                **_fields(hold, "reason", "set_at", "lifted_at"),
            }
            for hold in holds_of(helper)
        ]
        told = {"is_on_hold": helper.is_on_hold, "events": events, "holds": holds}
        return Response(HelperHistoryOut(told).data)


class MyHelpers(PolledEndpoint):
    @extend_schema(
        operation_id="list_my_helpers",
        summary="How you stand as a helper",
        tags=["me"],
        responses=inline_serializer("MyHelpersOut", {"results": OwnHelperOut(many=True)}),
        examples=[examples.answer({"results": [_OWN_EXAMPLE]})],
    )
    def get(self, request: Request) -> Response:
        """As a volunteer, and for groups that you lead. To change it: `helpers/{id}/away`, `…/come-back`,
        `…/capacity`, `…/leave`, `…/reapply`."""
        shown = [_own(helper) for helper in helpers_answered_for(acting(request))]
        return Response({"results": OwnHelperOut(shown, many=True).data})


def _own(helper: Helper) -> dict[str, Any]:
    is_volunteer = helper.kind == HelperKind.VOLUNTEER
    return {
        "name": helper.volunteer.person.name if is_volunteer else helper.sponsor_group.name,
        "organisation": organisation_name(helper.organisation),
        **_fields(helper, "uuid", "kind", "state", "capacity", "away_from", "away_until"),
    }


def _name(person: Person | None) -> str | None:
    return None if person is None else person.name


def _fields(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
