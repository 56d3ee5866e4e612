"""Reminders of open proposals: to those who have not answered, and to those who have not judged."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from matching.lifecycle import ProposalState
from matching.models import Consent, Proposal
from matching.models.proposal import Answer, Party
from notifications.reminders.due import Due
from notifications.reminders.readers import Way, rows_with_reader, staff_of, to_contact, to_helper

ANSWER_WANTED: Final = "answer_wanted"
ANSWER_WANTED_SOON: Final = "answer_wanted_soon"
JUDGEMENT_WANTED_SOON: Final = "judgement_wanted_soon"

SOON: Final = timedelta(days=2)
BREATHER: Final = timedelta(days=1)  # nobody is asked twice within a day

WAYS: Final = (to_contact("family"), *to_helper("helper"))


def answer_wanted(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """As soon as the coordinator has said yes: to the family's contact and the helper who have not answered."""
    for row, way in _waiting(_open(now, about)):
        soon_at = row["answer_by"] - SOON
        expires_at = soon_at if _is_asked_again(row) else row["answer_by"]
        yield _due(ANSWER_WANTED, row, way, due_at=row["asked_at"], expires_at=expires_at)


def answer_wanted_soon(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """Two days before the deadline: once more to those who still have not answered."""
    for row, way in _waiting(_open(now, about).filter(answer_by__lte=now + SOON)):
        if _is_asked_again(row):
            yield _due(ANSWER_WANTED_SOON, row, way, due_at=row["answer_by"] - SOON, expires_at=row["answer_by"])


def judgement_wanted_soon(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """Two days before proposals run out that no coordinator has answered: to the staff of the organisation.

    One message for all proposals of one organisation that run out on one day (UTC), not one for each.
    """
    unjudged = _open(now, None).filter(~_answered(Party.COORDINATOR), answer_by__lte=now + SOON)
    if about is not None:
        unjudged = unjudged.filter(organisation__uuid=about)
    days = unjudged.values("organisation", "organisation__uuid", day=TruncDate("answer_by", tzinfo=UTC)).annotate(
        first=Min("answer_by"), last=Max("answer_by")
    )
    staff = staff_of(unjudged.values("organisation"))
    for row in days:
        for person_id in staff.get(row["organisation"], []):
            yield Due(
                rule=JUDGEMENT_WANTED_SOON,
                subject=f"organisation:{row['organisation__uuid']}",
                occurrence=row["day"].isoformat(),
                recipient_id=person_id,
                template="judgement_wanted_soon",
                due_at=row["first"] - SOON,
                expires_at=row["last"],
            )


def _open(now: datetime, about: UUID | None) -> QuerySet[Proposal]:
    proposals = Proposal.objects.filter(state=ProposalState.OPEN, answer_by__gt=now)
    return proposals if about is None else proposals.filter(uuid=about)


def _answered(party: Party) -> Exists:
    return Exists(Consent.objects.filter(proposal=OuterRef("pk"), party=party))


def _waiting(proposals: QuerySet[Proposal]) -> Iterator[tuple[dict[str, Any], Way]]:
    """Yield each proposal that the coordinator has said yes to, `asked_at` then, with each party still to answer."""
    asked = proposals.filter(consents__party=Party.COORDINATOR, consents__answer=Answer.YES).annotate(
        asked_at=F("consents__at")
    )
    for way in WAYS:
        for row in rows_with_reader(asked.filter(~_answered(way.party)), way, "uuid", "answer_by", "asked_at"):
            yield row, way


def _is_asked_again(row: dict[str, Any]) -> bool:
    """Return whether there is time for a second message; then the first ends where the second begins."""
    return bool(row["asked_at"] <= row["answer_by"] - SOON - BREATHER)


def _due(rule: str, row: dict[str, Any], way: Way, *, due_at: datetime, expires_at: datetime) -> Due:
    return Due(
        rule=rule,
        subject=f"proposal:{row['uuid']}",
        occurrence=row["answer_by"].date().isoformat(),
        recipient_id=row["reader"],
        template=f"{rule}_{way.party}",
        due_at=due_at,
        expires_at=expires_at,
    )
