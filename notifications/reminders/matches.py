"""Messages about matches: that one has begun, whether both go on, that some are for a coordinator to look at."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, Min, OuterRef
from django.db.models.functions import TruncDate

from matching.lifecycle import RUNNING_MATCH, MatchState
from matching.models import Match, MatchConfirmation
from notifications.reminders.due import Due
from notifications.reminders.readers import rows_with_reader, staff_of, to_contact, to_helper, told_of_match

MATCH_MADE: Final = "match_made"
REVIEW_WANTED: Final = "review_wanted"
TRIAL_ANSWER_WANTED: Final = "trial_answer_wanted"
NEWS_FOR: Final = timedelta(days=3)
ASKED_BEFORE: Final = timedelta(days=7)
ASKED_FOR: Final = timedelta(days=14)

WAYS: Final = (to_contact("family"), *to_helper("helper"))


def match_made(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """When all three have agreed, for three days: to the family's contact and to the helper."""
    begun = Match.objects.filter(**told_of_match(), started_at__gt=now - NEWS_FOR)
    if about is not None:
        begun = begun.filter(uuid=about)
    for way in WAYS:
        for row in rows_with_reader(begun, way, "uuid", "started_at"):
            yield Due(
                rule=MATCH_MADE,
                subject=f"match:{row['uuid']}",
                occurrence="once",
                recipient_id=row["reader"],
                template=f"{MATCH_MADE}_{way.party}",
                due_at=row["started_at"],
                expires_at=row["started_at"] + NEWS_FOR,
            )


def trial_answer_wanted(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """A week before the last day of a trial, for two weeks: to each side that has not said whether they go on."""
    first, last = now.date() - ASKED_FOR + ASKED_BEFORE, now.date() + ASKED_BEFORE
    trials = Match.objects.filter(**told_of_match()).filter(state=MatchState.TRIAL, trial_until__range=(first, last))
    if about is not None:
        trials = trials.filter(uuid=about)
    for way in WAYS:
        said = MatchConfirmation.objects.filter(match=OuterRef("pk"), party=way.party)
        for row in rows_with_reader(trials.filter(~Exists(said)), way, "uuid", "trial_until"):
            due_at = datetime.combine(row["trial_until"] - ASKED_BEFORE, time.min, tzinfo=UTC)
            yield Due(
                rule=TRIAL_ANSWER_WANTED,
                subject=f"match:{row['uuid']}",
                occurrence=row["trial_until"].isoformat(),
                recipient_id=row["reader"],
                template=TRIAL_ANSWER_WANTED,
                due_at=due_at,
                expires_at=due_at + ASKED_FOR,
            )


def review_wanted(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """When running matches are put up for review, for three days until they are looked at: to the staff of the family's
    organisation, one message for each day (UTC)."""
    flagged = Match.objects.filter(state__in=sorted(RUNNING_MATCH), review_since__gt=now - NEWS_FOR)
    if about is not None:
        flagged = flagged.filter(organisation__uuid=about)
    days = flagged.values("organisation", "organisation__uuid", day=TruncDate("review_since", tzinfo=UTC)).annotate(
        first=Min("review_since")
    )
    staff = staff_of(flagged.values("organisation"))
    for row in days:
        for person_id in staff.get(row["organisation"], []):
            yield Due(
                rule=REVIEW_WANTED,
                subject=f"organisation:{row['organisation__uuid']}",
                occurrence=row["day"].isoformat(),
                recipient_id=person_id,
                template="matches_to_look_at",
                due_at=row["first"],
                expires_at=row["first"] + NEWS_FOR,
            )
