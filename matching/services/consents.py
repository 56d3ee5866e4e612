"""Consents: each of the three says yes or no; the third yes makes the match."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.errors import Conflict, Invalid
from backend.people.models import Family, Person
from backend.people.models.helper import HelperKind
from backend.people.services.group_moves import group_matched
from backend.people.time_zones import local_date
from matching.access import needs_other_eyes, proposal_to_answer
from matching.lifecycle import MatchMove, MatchState, ProposalMove, ProposalState
from matching.models import Consent, Match, MatchEvent, Proposal
from matching.models.proposal import Answer, NoReason, Party
from matching.services.ends import lock_match_of_stand_in
from matching.services.moves import lock_helpers, move_proposal
from matching.services.votes import require_group_agrees
from matching.snapshot import ready_helpers

CONSENT_TEXT_VERSION: Final = "2026-11"


@transaction.atomic(durable=True)
def answer_proposal(
    *, actor: Person, proposal_uuid: UUID, answer: Answer, reason: str = "", text_language: str, now: datetime
) -> Proposal:
    """Record the answer of `actor`'s part. A no closes the proposal; the third yes makes the match.

    `text_language` is the language in which `actor` read what they answer to.
    Raises NotFound, NotAllowed, Invalid (reason_missing, reason_not_wanted) or
    Conflict (proposal_closed, too_late, already_answered, one_person_one_part, four_eyes, not_possible_now; for the lead
    of a sponsor group quorum_has_not_voted, group_voted_no).
    """
    _require_sound(answer, reason)
    lock_match_of_stand_in(proposal_uuid)
    proposal, party = proposal_to_answer(actor, proposal_uuid)
    _require_open_question(proposal, party, actor, now)
    if answer == Answer.YES:
        _require_yes_is_theirs(proposal, party, actor, now)
    Consent.objects.create(
        organisation_id=proposal.organisation_id,
        proposal=proposal,
        party=party,
        person=actor,
        answer=answer,
        reason=reason,
        text_language=text_language,
        text_version=CONSENT_TEXT_VERSION,
        at=now,
    )
    if answer == Answer.NO:
        return move_proposal(proposal, ProposalMove.DECLINE, actor=actor, reason=reason, now=now)
    if proposal.consents.filter(answer=Answer.YES).count() == len(Party):
        _make_match(proposal, actor, now)
    return proposal


def _require_sound(answer: Answer, reason: str) -> None:
    if answer == Answer.NO and reason not in NoReason.values:
        raise Invalid("say why not: choose a reason", code="reason_missing", facts={"field": "reason"})
    if answer == Answer.YES and reason:
        raise Invalid("a yes needs no reason", code="reason_not_wanted", facts={"field": "reason"})


def _require_open_question(proposal: Proposal, party: Party, actor: Person, now: datetime) -> None:
    # How it was closed is for staff: to the others it would tell who said no.
    facts = {"state": str(proposal.state)} if party == Party.COORDINATOR else {}
    if proposal.state != ProposalState.OPEN:
        raise Conflict("this proposal is closed", code="proposal_closed", facts=facts)
    if proposal.answer_by <= now:
        raise Conflict("the time to answer is over", code="too_late", facts=facts)
    for consent in proposal.consents.all():
        if consent.party == party:
            raise Conflict("this has been answered already", code="already_answered", facts={"answer": consent.answer})
        if consent.person_id == actor.pk:
            raise Conflict("you have answered this in another part", code="one_person_one_part")


def _require_other_eyes(proposal: Proposal, actor: Person) -> None:
    if needs_other_eyes(actor, proposal):
        raise Conflict("you proposed this pair: somebody else must approve it", code="four_eyes")


def _require_yes_is_theirs(proposal: Proposal, party: Party, actor: Person, now: datetime) -> None:
    if party == Party.COORDINATOR:
        _require_other_eyes(proposal, actor)
    if party == Party.HELPER and proposal.helper_kind == HelperKind.SPONSOR_GROUP:
        require_group_agrees(proposal, actor, now=now)


def _make_match(proposal: Proposal, actor: Person, now: datetime) -> None:
    lock_helpers([proposal.helper_id])
    family = Family.objects.select_for_update(no_key=True).get(pk=proposal.family_id)
    today = local_date(proposal.organisation.time_zone, now)
    ready = ready_helpers(proposal.organisation, proposal.helper_kind, on=today)
    is_over = proposal.stands_in_for is not None and proposal.stands_in_for.state != MatchState.PAUSED
    if is_over or family.is_on_hold or not ready.filter(pk=proposal.helper_id).exists():
        # Which of the two it is, and why, is not for the other side to know.
        raise Conflict("this cannot become a match now", code="not_possible_now")
    move_proposal(proposal, ProposalMove.AGREE, actor=actor, now=now)
    match = Match.objects.create(
        organisation_id=proposal.organisation_id,
        proposal=proposal,
        family_id=proposal.family_id,
        helper_id=proposal.helper_id,
        helper_kind=proposal.helper_kind,
        stands_in_for_id=proposal.stands_in_for_id,
        started_at=now,
    )
    MatchEvent.objects.create(
        match=match, version=1, move=MatchMove.INTRODUCE, state=MatchState.INTRODUCED, actor=actor, at=now
    )
    if match.helper_kind == HelperKind.SPONSOR_GROUP:
        group_matched(match.helper_id, actor=actor, now=now)
