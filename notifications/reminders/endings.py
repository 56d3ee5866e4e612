"""Kind words when a proposal or a match has ended, to those who had a part in it and did not end it themselves."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from matching.lifecycle import MatchState, ProposalState
from matching.models import Consent, Match, MatchEvent, Proposal, ProposalEvent
from matching.models.proposal import Answer, Party
from notifications.reminders.due import Due
from notifications.reminders.readers import rows_with_reader, to_contact, to_helper

PROPOSAL_ENDED: Final = "proposal_ended"
MATCH_ENDED: Final = "match_ended"
NEWS_FOR: Final = timedelta(days=3)
ENDED: Final = (ProposalState.DECLINED, ProposalState.WITHDRAWN, ProposalState.EXPIRED)

WAYS: Final = (to_contact("family"), *to_helper("helper"))


def proposal_ended(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """Whatever ended it, for three days: to the family's contact and the helper, if a coordinator had said yes.

    Always the same words: who said no, a hold or a lapsed check is nobody's business. Not to who ended it.
    """
    ended = Proposal.objects.filter(
        _answer(Party.COORDINATOR, Answer.YES), state__in=ENDED, closed_at__gt=now - NEWS_FOR
    ).annotate(by=Subquery(_last_moves().values("actor")[:1]))
    if about is not None:
        ended = ended.filter(uuid=about)
    for way in WAYS:
        asked = ended.filter(~_answer(way.party, Answer.NO))
        for row in rows_with_reader(asked, way, "uuid", "closed_at", "by"):
            if row["by"] != row["reader"]:
                yield Due(
                    rule=PROPOSAL_ENDED,
                    subject=f"proposal:{row['uuid']}",
                    occurrence="once",
                    recipient_id=row["reader"],
                    template=f"{PROPOSAL_ENDED}_{way.party}",
                    due_at=row["closed_at"],
                    expires_at=row["closed_at"] + NEWS_FOR,
                )


def match_ended(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """Whatever ended it, for three days: to the family's contact and the helper, in always the same words.

    Not to who ended it, and nothing of a match that is suspended.
    """
    last_moves = MatchEvent.objects.filter(match=OuterRef("pk"), version=OuterRef("version"))
    ended = Match.objects.filter(state=MatchState.ENDED, is_suspended=False, ended_at__gt=now - NEWS_FOR).annotate(
        by=Subquery(last_moves.values("actor")[:1])
    )
    if about is not None:
        ended = ended.filter(uuid=about)
    for way in WAYS:
        for row in rows_with_reader(ended, way, "uuid", "ended_at", "by"):
            if row["by"] != row["reader"]:
                yield Due(
                    rule=MATCH_ENDED,
                    subject=f"match:{row['uuid']}",
                    occurrence="once",
                    recipient_id=row["reader"],
                    template=f"{MATCH_ENDED}_{way.party}",
                    due_at=row["ended_at"],
                    expires_at=row["ended_at"] + NEWS_FOR,
                )


def _answer(party: Party, answer: Answer) -> Exists:
    return Exists(Consent.objects.filter(proposal=OuterRef("pk"), party=party, answer=answer))


def _last_moves() -> QuerySet[ProposalEvent]:
    return ProposalEvent.objects.filter(proposal=OuterRef("pk"), version=OuterRef("version"))
