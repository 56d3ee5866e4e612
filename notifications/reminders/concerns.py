"""Messages about concerns: that one waits. To its readers only; they say nothing but that somebody should look."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from backend.care.concern_access import with_readers
from backend.care.lifecycle import ConcernState
from backend.care.models import Concern
from notifications.reminders.due import Due

CONCERN_WAITING: Final = "concern_waiting"
CONCERN_OVERDUE: Final = "concern_overdue"
WEEK: Final = timedelta(days=7)


def concern_waiting(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """As soon as it is raised, until its deadline: to its readers, while nobody has taken it up."""
    for row in _untouched(now, about):
        yield _due(CONCERN_WAITING, row, occurrence="once", due_at=row["raised_at"], expires_at=row["look_by"])


def concern_overdue(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """When its deadline has passed, and every week from then on: to its readers, now also administrators."""
    for row in _untouched(now, about).filter(look_by__lte=now):
        weeks = (now - row["look_by"]) // WEEK
        due_at = row["look_by"] + weeks * WEEK
        occurrence = due_at.date().isoformat()
        yield _due(CONCERN_OVERDUE, row, occurrence=occurrence, due_at=due_at, expires_at=due_at + WEEK)


def _untouched(now: datetime, about: UUID | None) -> QuerySet[Any, dict[str, Any]]:
    concerns = Concern.objects.filter(state=ConcernState.OPEN)
    if about is not None:
        concerns = concerns.filter(uuid=about)
    rows: QuerySet[Any] = with_readers(concerns, now=now)  # the type checker knows no annotation of another module
    return rows.values("uuid", "raised_at", "look_by", "reader")


def _due(rule: str, row: dict[str, Any], *, occurrence: str, due_at: datetime, expires_at: datetime) -> Due:
    return Due(
        rule=rule,
        subject=f"concern:{row['uuid']}",
        occurrence=occurrence,
        recipient_id=row["reader"],
        template="somebody_waits",
        due_at=due_at,
        expires_at=expires_at,
    )
