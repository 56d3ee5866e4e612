"""Makers of proposals and matches. They move `places_taken` as the use cases do."""

from datetime import timedelta
from typing import Any

from django.db.models import F

from backend.people.lifecycle import GroupState
from backend.people.models import Family, Helper, Membership, Person, SponsorGroup
from matching.lifecycle import MatchMove, MatchState, ProposalMove, ProposalState
from matching.models import Consent, GroupVote, Match, MatchEvent, Proposal, ProposalEvent
from matching.models.proposal import Answer, Party
from tests.factories.clock import NOON
from tests.factories.people import a_coordinator, a_family, a_volunteer, contact_of, lead_of


def a_proposal(family: Family | None = None, helper: Helper | None = None, **over: Any) -> Proposal:
    """Return a new proposal, open and unanswered until two weeks after NOON; it takes a place of the helper."""
    family = family or a_family()
    helper = helper or a_volunteer(family.organisation)
    given = {
        "organisation": family.organisation,
        "helper_organisation": helper.organisation,
        "helper_kind": helper.kind,
        "fit": 0.75,
        "reasons": [],
        "created_at": NOON,
        "answer_by": NOON + timedelta(days=14),
    }
    given |= over
    if given.get("state", ProposalState.OPEN) == ProposalState.OPEN:
        _take_place(helper)
    else:
        given.setdefault("closed_at", NOON)
    return Proposal.objects.create(family=family, helper=helper, **given)


def a_judged_proposal(family: Family | None = None, helper: Helper | None = None, **over: Any) -> Proposal:
    """Return a new open proposal that a coordinator has said yes to, so that the others are asked."""
    proposal = a_proposal(family, helper, **over)
    a_consent(proposal, Party.COORDINATOR)
    return proposal


def all_vote(proposal: Proposal, answer: Answer = Answer.YES) -> None:
    """Let every member of the proposal's sponsor group vote, the lead too."""
    for member in proposal.helper.sponsor_group.members.all():
        a_vote(proposal, member.person, answer)


def a_vote(proposal: Proposal, person: Person, answer: Answer = Answer.YES) -> GroupVote:
    """Return a new vote of one member of the proposal's sponsor group."""
    return GroupVote.objects.create(
        organisation=proposal.organisation, proposal=proposal, person=person, answer=answer, at=NOON
    )


def a_consent(proposal: Proposal, party: Party, *, person: Person | None = None, **over: Any) -> Consent:
    """Return a new yes of `party`, given by the person who is entitled to."""
    given = {
        "organisation": proposal.organisation,
        "person": person or entitled(proposal, party),
        "answer": Answer.YES,
        "text_language": "en",
        "text_version": "1",
        "at": NOON,
    }
    return Consent.objects.create(proposal=proposal, party=party, **given | over)


def a_match(family: Family | None = None, helper: Helper | None = None, **over: Any) -> Match:
    """Return a new match, introduced, with its agreed proposal and the three consents; it takes a place."""
    proposal = a_proposal(family, helper, state=ProposalState.AGREED, version=2)
    ProposalEvent.objects.create(
        proposal=proposal, version=2, move=ProposalMove.AGREE, state=ProposalState.AGREED, at=NOON
    )
    for party in Party:
        a_consent(proposal, party)
    given: dict[str, Any] = {"state": MatchState.INTRODUCED, "started_at": NOON} | over
    if given["state"] != MatchState.ENDED:
        _take_place(proposal.helper)
        SponsorGroup.objects.filter(helper=proposal.helper, state=GroupState.APPROVED).update(state=GroupState.MATCHED)
    match = Match.objects.create(
        organisation=proposal.organisation,
        proposal=proposal,
        family=proposal.family,
        helper=proposal.helper,
        helper_kind=proposal.helper_kind,
        **given,
    )
    if given.get("version", 1) > 1:
        move = MatchMove.END if match.state == MatchState.ENDED else MatchMove.MEET
        MatchEvent.objects.create(match=match, version=match.version, move=move, state=match.state, at=NOON)
    return match


def entitled(proposal: Proposal, party: Party) -> Person:
    """Return the person who may answer `proposal` for `party`; a coordinator is made if there is none."""
    match party:
        case Party.FAMILY:
            return contact_of(proposal.family)
        case Party.HELPER:
            return lead_of(proposal.helper)
        case Party.COORDINATOR:
            staff = Membership.objects.filter(organisation=proposal.organisation).select_related("person").first()
            return staff.person if staff else a_coordinator(proposal.organisation)


def _take_place(helper: Helper) -> None:
    Helper.objects.filter(pk=helper.pk).update(places_taken=F("places_taken") + 1)
    helper.refresh_from_db(fields=["places_taken"])
