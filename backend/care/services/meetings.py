"""Meetings: a family and its helper, or their coordinator, plan when and in what kind of place they meet."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, Value

from backend.care.access import ASKED_IN, place_to_act, row_to_change
from backend.care.models import Meeting
from backend.care.models.meeting import PlaceKind
from backend.errors import Conflict, Invalid
from backend.people.models import Person
from matching.models import Match

SHORTEST: Final = 10
LONGEST: Final = 1440  # minutes; the database refuses more
FARTHEST: Final = timedelta(days=366)

_TAKES: Final = ExpressionWrapper(F("minutes") * Value(timedelta(minutes=1)), output_field=DurationField())


@transaction.atomic(durable=True)
def plan_meeting(
    *, actor: Person, match_uuid: UUID, starts_at: datetime, minutes: int, place_kind: PlaceKind, now: datetime
) -> Meeting:
    """Plan a meeting of a match that goes on, within a year from `now`.

    The match is locked, so of two that overlap one is refused. Raises NotFound, Invalid (meeting_in_the_past,
    meeting_too_far, minutes_impossible), Conflict (match_not_going_on, meeting_overlaps).
    """
    match = place_to_act(actor, match_uuid).match
    _refuse(match, starts_at, minutes, now=now)
    return Meeting.objects.create(
        organisation_id=match.organisation_id,
        match=match,
        starts_at=starts_at,
        minutes=minutes,
        place_kind=place_kind,
        planned_by=actor,
        planned_at=now,
    )


@transaction.atomic(durable=True)
def move_meeting(
    *, actor: Person, meeting_uuid: UUID, starts_at: datetime, minutes: int, place_kind: PlaceKind, now: datetime
) -> Meeting:
    """Move a meeting that has not begun to another time or place. Raises what `plan_meeting` does, and Conflict
    (meeting_cancelled, meeting_over)."""
    meeting = _to_change(actor, meeting_uuid, now)
    _refuse(meeting.match, starts_at, minutes, now=now, besides=meeting)
    meeting.starts_at, meeting.minutes, meeting.place_kind = starts_at, minutes, place_kind
    meeting.version += 1
    meeting.save(update_fields=["starts_at", "minutes", "place_kind", "version"])
    return meeting


@transaction.atomic(durable=True)
def cancel_meeting(*, actor: Person, meeting_uuid: UUID, now: datetime) -> Meeting:
    """Cancel a meeting that has not begun; its row stays. Raises NotFound, Conflict (meeting_cancelled, meeting_over)."""
    meeting = _to_change(actor, meeting_uuid, now)
    meeting.cancelled_at = now
    meeting.version += 1
    meeting.save(update_fields=["cancelled_at", "version"])
    return meeting


def _to_change(actor: Person, meeting_uuid: UUID, now: datetime) -> Meeting:
    meeting, place = row_to_change(actor, Meeting.objects.all(), meeting_uuid, what="meeting")
    meeting.match = place.match
    if meeting.cancelled_at is not None:
        raise Conflict("this meeting is cancelled", code="meeting_cancelled")
    if meeting.starts_at <= now:
        raise Conflict("this meeting has begun", code="meeting_over")
    return meeting


def _refuse(match: Match, starts_at: datetime, minutes: int, *, now: datetime, besides: Meeting | None = None) -> None:
    if match.state not in ASKED_IN:
        raise Conflict(
            "meetings are planned while a match goes on", code="match_not_going_on", facts={"state": match.state}
        )
    if starts_at <= now:
        raise Invalid("this time is past", code="meeting_in_the_past", facts={"field": "starts_at"})
    if starts_at > now + FARTHEST:
        raise Invalid("more than a year ahead", code="meeting_too_far", facts={"field": "starts_at"})
    if not SHORTEST <= minutes <= LONGEST:
        raise Invalid("10 minutes to a day", code="minutes_impossible", facts={"field": "minutes"})
    others = Meeting.objects.filter(match=match, cancelled_at=None).exclude(pk=besides.pk if besides else 0)
    ends_at = starts_at + timedelta(minutes=minutes)
    if others.annotate(ends_at=F("starts_at") + _TAKES).filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Conflict("they meet at that time already", code="meeting_overlaps")
