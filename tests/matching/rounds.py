"""One round of each race over proposals and matches, with real threads; `make test` runs ten, the campaign 200."""

from collections import Counter
from datetime import timedelta

from backend.people.models import Disclosure, Helper
from matching.lifecycle import MatchState, ProposalState
from matching.models import Consent, Match, MatchEvent, Proposal, ProposalEvent
from matching.models.match import EndReason, PauseReason
from matching.models.proposal import Answer, Party
from matching.services.by_hand import propose_by_hand
from matching.services.consents import answer_proposal
from matching.services.disclosure import contacts_of
from matching.services.ends import end_match
from matching.services.matches import confirm_match, resume_match
from matching.services.proposals import expire_due
from tests.campaign.test_races import all_at_once, answering
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_judged_proposal, a_match, a_proposal, entitled
from tests.factories.people import a_coordinator, a_family, a_volunteer, an_organisation, contact_of


def twenty_propose_on_two_places():
    organisation = an_organisation()
    helper, coordinator = a_volunteer(organisation, capacity=2), a_coordinator(organisation)

    def proposing(family):
        return lambda: (
            propose_by_hand(actor=coordinator, family_uuid=family.uuid, helper_uuid=helper.uuid, now=NOON).state
        )

    told = Counter(all_at_once(*(proposing(a_family(organisation)) for _ in range(20))))
    assert told == {ProposalState.OPEN: 2, "not_possible": 18}
    assert Helper.objects.get(pk=helper.pk).places_taken == Proposal.objects.filter(helper=helper).count() == 2


def twenty_accept_on_two_places():
    helper = a_volunteer(capacity=2)
    proposals = [a_judged_proposal(a_family(helper.organisation), helper) for _ in range(2)]
    for proposal in proposals:
        a_consent(proposal, Party.FAMILY)
    accepts = [answering(proposal, Party.HELPER) for proposal in proposals for _ in range(10)]
    told = all_at_once(*accepts)
    assert sum(isinstance(answer, Proposal) for answer in told) == 2
    assert {answer for answer in told if not isinstance(answer, Proposal)} <= {"proposal_closed", "already_answered"}
    assert Match.objects.filter(helper=helper).count() == Helper.objects.get(pk=helper.pk).places_taken == 2


def two_coordinators_approve():
    proposal = a_proposal()
    both = [a_coordinator(proposal.organisation) for _ in range(2)]

    def approving(actor):
        return lambda: (
            answer_proposal(
                actor=actor, proposal_uuid=proposal.uuid, answer=Answer.YES, text_language="en", now=NOON
            ).state
        )

    assert Counter(all_at_once(*map(approving, both))) == {ProposalState.OPEN: 1, "already_answered": 1}
    assert Consent.objects.filter(proposal=proposal).count() == 1


def the_last_yes_against_expiry():
    proposal = a_judged_proposal(answer_by=NOON + timedelta(seconds=1))
    a_consent(proposal, Party.FAMILY)
    all_at_once(answering(proposal, Party.HELPER), lambda: expire_due(now=proposal.answer_by))
    proposal.refresh_from_db()
    is_matched = Match.objects.filter(proposal=proposal).exists()
    assert proposal.state == (ProposalState.AGREED if is_matched else ProposalState.EXPIRED)
    assert Helper.objects.get(pk=proposal.helper_id).places_taken == int(is_matched)
    assert ProposalEvent.objects.filter(proposal=proposal).count() == 1


def an_end_against_readers():
    match = a_match(state=MatchState.ACTIVE)
    reader, coordinator = contact_of(match.family), a_coordinator(match.organisation)

    def reading():
        return sum(len(card.details) for card in contacts_of(actor=reader, language="en", now=NOON))

    def ending():
        end_match(actor=coordinator, match_uuid=match.uuid, reason=EndReason.MOVED, now=NOON)
        return reading()

    *read, after_the_end = all_at_once(*[reading] * 4, ending)
    assert after_the_end == 0
    assert set(read) <= {0, 2}
    assert Disclosure.objects.filter(reader=reader).count() == sum(read)


def going_on_against_the_last_yes_of_who_would_stand_in():
    match = a_match(state=MatchState.PAUSED, paused_at=NOON, pause_reason=PauseReason.ILLNESS)
    asked = a_judged_proposal(match.family, a_volunteer(match.organisation), stands_in_for=match)
    a_consent(asked, Party.FAMILY)
    family = contact_of(match.family)
    all_at_once(
        answering(asked, Party.HELPER), lambda: resume_match(actor=family, match_uuid=match.uuid, now=NOON).state
    )
    asked.refresh_from_db()
    made = Match.objects.filter(proposal=asked).first()
    assert asked.state == (ProposalState.AGREED if made else ProposalState.WITHDRAWN)
    assert made is None or made.end_reason == EndReason.STOOD_IN
    assert Match.objects.get(pk=match.pk).state == MatchState.ACTIVE
    assert Helper.objects.get(pk=asked.helper_id).places_taken == 0


def both_sides_go_on():
    match = a_match(state=MatchState.TRIAL)

    def confirming(party):
        actor = entitled(match.proposal, party)
        return lambda: confirm_match(actor=actor, match_uuid=match.uuid, answer=Answer.YES, now=NOON).state

    told = all_at_once(*(confirming(party) for party in (Party.FAMILY, Party.HELPER)))
    assert sorted(told) == [MatchState.ACTIVE, MatchState.TRIAL]
    assert MatchEvent.objects.filter(match=match, move="confirm").count() == 1


ROUNDS = [
    twenty_propose_on_two_places,
    twenty_accept_on_two_places,
    two_coordinators_approve,
    the_last_yes_against_expiry,
    an_end_against_readers,
    going_on_against_the_last_yes_of_who_would_stand_in,
    both_sides_go_on,
]
