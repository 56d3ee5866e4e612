"""Meetings of a match: planned, moved, cancelled, and as a calendar file."""

from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint, PolledEndpoint
from backend.api.idempotency import idempotent
from backend.care.calendar_file import calendar_file
from backend.care.models import Meeting
from backend.care.models.meeting import PlaceKind
from backend.care.selectors import meetings_of_match
from backend.care.services.meetings import LONGEST, SHORTEST, cancel_meeting, move_meeting, plan_meeting
from backend.care.texts import CALENDAR_TITLE


class MeetingOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    minutes = serializers.IntegerField()
    place_kind = serializers.ChoiceField(
        choices=PlaceKind.values, help_text="Never an address: that they tell each other."
    )
    is_cancelled = serializers.BooleanField()
    calendar_file = serializers.CharField(
        help_text="iCalendar (RFC 5545), to be saved as `.ics`. It says when, and names nobody."
    )


class MeetingIn(serializers.Serializer[None]):
    starts_at = serializers.DateTimeField(help_text="With its offset; within a year.")
    minutes = serializers.IntegerField(min_value=SHORTEST, max_value=LONGEST, default=60)
    place_kind = serializers.ChoiceField(choices=PlaceKind.values)


_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.OTHER,
    "starts_at": "2026-03-10T17:30:00Z",
    "minutes": 60,
    "place_kind": "library",
    "is_cancelled": False,
    "calendar_file": "BEGIN:VCALENDAR\r\n…",
}
_ASKED: Final = {"starts_at": "2026-03-10T18:30:00+01:00", "minutes": 60, "place_kind": "library"}


class MatchMeetings(PolledEndpoint):
    @extend_schema(
        operation_id="list_meetings",
        summary="The meetings of a match",
        tags=["care"],
        responses=inline_serializer("MeetingsOut", {"results": MeetingOut(many=True)}),
        examples=[examples.answer({"results": [_EXAMPLE]})],
    )
    def get(self, request: Request, match_id: UUID) -> Response:
        """From yesterday on, soonest first, cancelled ones too. For both sides while the match runs, and its staff."""
        found = meetings_of_match(acting(request), match_id, now=timezone.now())
        return Response({"results": [_shown(meeting) for meeting in found]})

    @extend_schema(
        operation_id="plan_meeting",
        summary="Plan a meeting",
        tags=["care"],
        request=MeetingIn,
        responses={201: MeetingOut},
        examples=[examples.asked(_ASKED), examples.answer(_EXAMPLE, 201)],
    )
    @idempotent
    def post(self, request: Request, match_id: UUID) -> Response:
        """409 `meeting_overlaps`, `match_not_going_on` (a pause) or `match_moved_on` (the end)."""
        planned = plan_meeting(
            actor=acting(request), match_uuid=match_id, **_parsed(MeetingIn(data=request.data)), now=timezone.now()
        )
        return Response(_shown(planned), status=201)


class MeetingMove(Endpoint):
    @extend_schema(
        operation_id="move_meeting",
        summary="Move a meeting",
        tags=["care"],
        request=MeetingIn,
        responses=MeetingOut,
        examples=[examples.asked(_ASKED), examples.answer(_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, meeting_id: UUID) -> Response:
        """Each side may. 409 `meeting_overlaps`, `meeting_cancelled`, or `meeting_over` once it has begun."""
        moved = move_meeting(
            actor=acting(request), meeting_uuid=meeting_id, **_parsed(MeetingIn(data=request.data)), now=timezone.now()
        )
        return Response(_shown(moved))


class MeetingCancellation(Endpoint):
    @extend_schema(
        operation_id="cancel_meeting",
        summary="Cancel a meeting",
        tags=["care"],
        request=None,
        responses=MeetingOut,
        examples=[examples.answer(_EXAMPLE | {"is_cancelled": True})],
    )
    @idempotent
    def post(self, request: Request, meeting_id: UUID) -> Response:
        """Each side may. 409 `meeting_cancelled`, or `meeting_over` once it has begun."""
        return Response(_shown(cancel_meeting(actor=acting(request), meeting_uuid=meeting_id, now=timezone.now())))


def _parsed(body: serializers.Serializer[None]) -> dict[str, Any]:
    body.is_valid(raise_exception=True)
    return {**body.validated_data, "place_kind": PlaceKind(body.validated_data["place_kind"])}


def _shown(meeting: Meeting) -> dict[str, Any]:
    shown = {
        "id": meeting.uuid,
        "starts_at": meeting.starts_at,
        "minutes": meeting.minutes,
        "place_kind": meeting.place_kind,
        "is_cancelled": meeting.cancelled_at is not None,
        # Stamped when it was planned: what has not changed is the same answer each time.
        "calendar_file": calendar_file(meeting, title=str(CALENDAR_TITLE), now=meeting.planned_at),
    }
    return dict(MeetingOut(shown).data)
