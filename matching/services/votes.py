"""Votes: the members of a sponsor group say what they think of a proposal, before their lead answers for all."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.errors import Conflict
from backend.people.models import Person
from matching.access import proposal_to_vote_on
from matching.lifecycle import ProposalState
from matching.models import GroupVote, Proposal
from matching.models.proposal import Answer, Party
from matching.services.moves import lock_helpers
from matching.votes import Tally, tally_of


@transaction.atomic(durable=True)
def vote(*, actor: Person, proposal_uuid: UUID, answer: Answer, now: datetime) -> Tally:
    """Record what `actor` thinks of the proposal, as a member of its group, and return how the votes stand.

    They may vote anew until their lead has answered. Raises NotFound, NotAllowed (no_vote_of_yours) or
    Conflict (proposal_closed, too_late, already_answered).
    """
    proposal = proposal_to_vote_on(actor, proposal_uuid)
    if proposal.state != ProposalState.OPEN:
        raise Conflict("this proposal is closed", code="proposal_closed")
    if proposal.answer_by <= now:
        raise Conflict("the time to answer is over", code="too_late")
    if proposal.consents.filter(party=Party.HELPER).exists():
        raise Conflict("the lead has answered already", code="already_answered")
    _record(proposal, actor, answer, now)
    return tally_of(proposal, actor)


def require_group_agrees(proposal: Proposal, lead: Person, *, now: datetime) -> None:
    """Refuse the lead's yes to a proposal for a sponsor group unless its members want it; the yes is the lead's own
    vote, too.

    Part of a use case: call it inside its transaction, with the proposal locked. It locks the group's helper: nobody
    joins or leaves meanwhile. Raises Conflict (quorum_has_not_voted, group_voted_no), each with how the votes stand.
    """
    lock_helpers([proposal.helper_id])
    _record(proposal, lead, Answer.YES, now)
    tally = tally_of(proposal, lead)
    facts = {"votes": tally.votes, "needed": tally.needed, "yes": tally.yes, "no": tally.no}
    if not tally.is_quorate:
        raise Conflict("not enough members have voted yet", code="quorum_has_not_voted", facts=facts)
    if not tally.is_yes:
        raise Conflict("the members do not want this", code="group_voted_no", facts=facts)


def _record(proposal: Proposal, person: Person, answer: Answer, now: datetime) -> None:
    GroupVote.objects.update_or_create(
        proposal=proposal,
        person=person,
        defaults={"organisation_id": proposal.organisation_id, "answer": answer, "at": now},
    )
