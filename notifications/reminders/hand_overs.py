"""Messages about hand-overs: to staff of who is asked to take a family over, and to who offered it when there is an answer."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import F, QuerySet

from backend.people.lifecycle import HandOverState
from backend.people.models import HandOver
from notifications.reminders.due import Due

HAND_OVER_OFFERED: Final = "hand_over_offered"
HAND_OVER_ANSWERED: Final = "hand_over_answered"
NEWS_FOR: Final = timedelta(days=7)
ANSWERS: Final = (HandOverState.ACCEPTED, HandOverState.DECLINED)


def hand_over_offered(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """As soon as a family is offered, for a week while nobody has answered: to all staff of who was asked."""
    offered = _among(HandOver.objects.filter(state=HandOverState.OFFERED, offered_at__gt=now - NEWS_FOR), about)
    staff = offered.filter(to_organisation__memberships__person__is_active=True)
    for row in staff.values("uuid", "offered_at", reader=F("to_organisation__memberships__person")):
        yield _due(HAND_OVER_OFFERED, HAND_OVER_OFFERED, row["uuid"], row["reader"], row["offered_at"])


def hand_over_answered(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """When it is accepted or declined, for a week: to who offered it, while they are on that staff."""
    answered = _among(HandOver.objects.filter(state__in=ANSWERS, answered_at__gt=now - NEWS_FOR), about)
    still_there = answered.filter(offered_by__is_active=True, organisation__memberships__person=F("offered_by"))
    for row in still_there.values("uuid", "state", "answered_at", "offered_by"):
        template = f"hand_over_{row['state']}"
        yield _due(HAND_OVER_ANSWERED, template, row["uuid"], row["offered_by"], row["answered_at"] or now)


def _among(hand_overs: QuerySet[HandOver], about: UUID | None) -> QuerySet[HandOver]:
    return hand_overs if about is None else hand_overs.filter(uuid=about)


def _due(rule: str, template: str, uuid: UUID, reader: int, at: datetime) -> Due:
    return Due(
        rule=rule,
        subject=f"hand_over:{uuid}",
        occurrence="once",
        recipient_id=reader,
        template=template,
        due_at=at,
        expires_at=at + NEWS_FOR,
    )
