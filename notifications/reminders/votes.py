"""Members of sponsor groups are told that there is something to vote on."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from backend.people.models.helper import HelperKind
from backend.people.models.sponsor_group import GroupRole
from matching.lifecycle import ProposalState
from matching.models import Consent, GroupVote, Proposal
from matching.models.proposal import Answer, Party
from notifications.reminders.due import Due
from notifications.reminders.readers import REACHED, Way, rows_with_reader

VOTE_WANTED: Final = "vote_wanted"

# Not to the lead, who is asked for the answer; not to who is only joining.
MEMBERS: Final = Way(
    Party.HELPER,
    "helper__sponsor_group__members__person",
    {
        "helper__state__in": REACHED,
        "helper__is_suspended": False,
        "helper__sponsor_group__members__is_joining": False,
        "helper__sponsor_group__members__role__in": [role for role in GroupRole.values if role != GroupRole.LEAD],
    },
)


def vote_wanted(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """As soon as the coordinator has said yes: to the members of the group who have not voted, until their lead has
    answered. Two queries."""
    answered = Exists(Consent.objects.filter(proposal=OuterRef("pk"), party=Party.HELPER))
    waiting = Proposal.objects.filter(
        ~answered,
        consents__party=Party.COORDINATOR,
        consents__answer=Answer.YES,
        helper_kind=HelperKind.SPONSOR_GROUP,
        state=ProposalState.OPEN,
        answer_by__gt=now,
    ).annotate(asked_at=F("consents__at"))
    if about is not None:
        waiting = waiting.filter(uuid=about)
    voted = set(GroupVote.objects.filter(proposal__in=waiting.values("pk")).values_list("proposal__uuid", "person_id"))
    for row in rows_with_reader(waiting, MEMBERS, "uuid", "answer_by", "asked_at"):
        if (row["uuid"], row["reader"]) not in voted:
            yield Due(
                rule=VOTE_WANTED,
                subject=f"proposal:{row['uuid']}",
                occurrence=row["answer_by"].date().isoformat(),
                recipient_id=row["reader"],
                template=VOTE_WANTED,
                due_at=row["asked_at"],
                expires_at=row["answer_by"],
            )
