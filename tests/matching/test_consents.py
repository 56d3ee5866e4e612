"""Three yeses of three people make a match; anything else does not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction

from backend.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.people.lifecycle import HelperState
from backend.people.models import Family, Helper, SponsorGroupMember
from backend.people.models.sponsor_group import GroupRole
from matching.lifecycle import MatchState, ProposalState
from matching.models import Consent, Match, MatchEvent, ProposalEvent
from matching.models.proposal import Answer, NoReason, Party
from matching.services.consents import answer_proposal
from tests.factories.checks import a_requirement
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_judged_proposal, a_proposal, all_vote, entitled
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_member,
    a_person,
    a_sponsor_group,
    a_volunteer,
    contact_of,
    lead_of,
)

pytestmark = pytest.mark.django_db


def answers(proposal, party, answer=Answer.YES, reason="", now=NOON, actor=None):
    return answer_proposal(
        actor=actor or entitled(proposal, party),
        proposal_uuid=proposal.uuid,
        answer=answer,
        reason=reason,
        text_language="en",
        now=now,
    )


COORDINATOR_FIRST = (Party.COORDINATOR, Party.FAMILY, Party.HELPER)


@pytest.mark.parametrize("said", list(product([True, False], repeat=3)))
def test_only_three_yeses_make_a_match(said):
    proposal = a_proposal()
    for party, is_yes in zip(COORDINATOR_FIRST, said, strict=True):
        if is_yes and (said[0] or party == Party.COORDINATOR):
            answers(proposal, party)
    assert Match.objects.filter(proposal=proposal).exists() == all(said)
    proposal.refresh_from_db()
    assert proposal.state == (ProposalState.AGREED if all(said) else ProposalState.OPEN)


@pytest.mark.parametrize("party", [Party.FAMILY, Party.HELPER])
def test_nobody_is_asked_before_a_coordinator_has_looked(party):
    proposal = a_proposal()
    with pytest.raises(NotFound):
        answers(proposal, party)


@pytest.mark.parametrize("order", [(Party.FAMILY, Party.HELPER), (Party.HELPER, Party.FAMILY)])
def test_family_and_helper_answer_in_any_order(order):
    proposal = a_judged_proposal()
    for party in order:
        answers(proposal, party)
    assert Match.objects.get(proposal=proposal).state == MatchState.INTRODUCED


def test_a_match_keeps_the_place_that_the_proposal_took():
    proposal = a_proposal()
    for party in COORDINATOR_FIRST:
        answers(proposal, party)
    assert Helper.objects.get(pk=proposal.helper_id).places_taken == 1


@pytest.mark.parametrize("party", list(Party))
def test_a_no_closes_the_proposal_and_frees_the_place(party):
    proposal = a_proposal() if party == Party.COORDINATOR else a_judged_proposal()
    closed = answers(proposal, party, Answer.NO, NoReason.NOT_NOW)
    assert closed.state == ProposalState.DECLINED
    assert Helper.objects.get(pk=proposal.helper_id).places_taken == 0
    event = ProposalEvent.objects.get(proposal=proposal, version=2)
    assert (event.state, event.reason) == (ProposalState.DECLINED, NoReason.NOT_NOW)


def test_an_answer_keeps_the_time_and_the_language_of_the_text():
    proposal = a_judged_proposal()
    contact = contact_of(proposal.family)
    answer_proposal(actor=contact, proposal_uuid=proposal.uuid, answer=Answer.YES, text_language="ar", now=NOON)
    consent = Consent.objects.get(proposal=proposal, party=Party.FAMILY)
    assert (consent.party, consent.person, consent.text_language, consent.at) == (Party.FAMILY, contact, "ar", NOON)


def test_a_no_needs_a_reason_and_a_yes_has_none():
    proposal = a_proposal()
    for answer, reason in [(Answer.NO, ""), (Answer.NO, "because"), (Answer.YES, NoReason.NOT_NOW)]:
        with pytest.raises(Invalid):
            answers(proposal, Party.FAMILY, answer, reason)


def test_nobody_answers_twice():
    proposal = a_judged_proposal()
    answers(proposal, Party.FAMILY)
    with pytest.raises(Conflict) as refusal:
        answers(proposal, Party.FAMILY, Answer.NO, NoReason.NOT_NOW)
    assert refusal.value.code == "already_answered"


def test_nobody_answers_too_late():
    proposal = a_judged_proposal()
    with pytest.raises(Conflict) as refusal:
        answers(proposal, Party.FAMILY, now=proposal.answer_by)
    assert refusal.value.code == "too_late"


def test_a_closed_proposal_takes_no_answer_and_only_staff_learn_how_it_was_closed():
    proposal = a_judged_proposal()
    answers(proposal, Party.HELPER, Answer.NO, NoReason.TOO_FAR)
    for party, facts in ((Party.FAMILY, {}), (Party.COORDINATOR, {"state": "declined"})):
        with pytest.raises(Conflict) as refusal:
            answers(proposal, party)
        assert (refusal.value.code, refusal.value.facts) == ("proposal_closed", facts)


def test_a_stranger_does_not_learn_that_it_exists():
    proposal = a_proposal()
    for stranger in (a_person(), a_coordinator(), contact_of(a_family()), lead_of(a_volunteer())):
        with pytest.raises(NotFound):
            answers(proposal, Party.FAMILY, actor=stranger)


def test_only_the_lead_answers_for_a_group():
    group = a_sponsor_group()
    proposal = a_judged_proposal(a_family(group.organisation), group)
    member = group.sponsor_group.members.exclude(role=GroupRole.LEAD)[0].person
    with pytest.raises(NotAllowed):
        answers(proposal, Party.HELPER, actor=member)
    all_vote(proposal)
    answers(proposal, Party.HELPER, actor=lead_of(group))
    assert Consent.objects.filter(proposal=proposal, party=Party.HELPER).count() == 1


def test_whoever_is_on_a_side_never_judges_it():
    coordinator = a_coordinator()
    organisation = coordinator.memberships.get().organisation
    group = a_sponsor_group(organisation)
    SponsorGroupMember.objects.create(organisation=organisation, group=group.sponsor_group, person=coordinator)
    as_member = a_proposal(a_family(organisation), group)
    as_volunteer = a_proposal(a_family(organisation), a_volunteer(organisation, person=coordinator))
    family = a_family(organisation)
    a_member(family, person=coordinator)
    as_relative = a_proposal(family, a_volunteer(organisation))
    for proposal in (as_member, as_relative):
        with pytest.raises(NotAllowed):
            answers(proposal, Party.COORDINATOR, actor=coordinator)
    answers(as_volunteer, Party.HELPER, actor=coordinator)
    for proposal in (as_member, as_volunteer, as_relative):
        assert not Consent.objects.filter(proposal=proposal, party=Party.COORDINATOR).exists()


def _lapse(proposal):
    Helper.objects.filter(pk=proposal.helper_id).update(state=HelperState.LAPSED)


def _lose_a_check(proposal):
    a_requirement(proposal.helper_organisation, "criminal_record", helper_kind=proposal.helper_kind)


def _go_away(proposal):
    Helper.objects.filter(pk=proposal.helper_id).update(away_from=NOON.date())


def _put_on_hold(proposal):
    Family.objects.filter(pk=proposal.family_id).update(is_on_hold=True)


@pytest.mark.parametrize("happens", [_lapse, _lose_a_check, _go_away, _put_on_hold])
def test_what_is_not_allowed_any_more_makes_no_match_and_nobody_learns_why(happens):
    proposal = a_judged_proposal()
    answers(proposal, Party.HELPER)
    happens(proposal)
    with pytest.raises(Conflict) as refusal:
        answers(proposal, Party.FAMILY)
    assert refusal.value.code == "not_possible_now"
    assert Consent.objects.filter(proposal=proposal).count() == 2


def test_the_database_itself_refuses_a_match_with_two_yeses():
    proposal = a_proposal()
    a_consent(proposal, Party.FAMILY)
    a_consent(proposal, Party.HELPER)
    with pytest.raises(IntegrityError, match="three yeses"), transaction.atomic():
        Match.objects.create(
            organisation=proposal.organisation,
            proposal=proposal,
            family=proposal.family,
            helper=proposal.helper,
            helper_kind=proposal.helper_kind,
            started_at=NOON,
        )


def test_every_version_has_exactly_one_event():
    proposal = a_proposal()
    for party in COORDINATOR_FIRST:
        answers(proposal, party)
    match = Match.objects.get(proposal=proposal)
    assert list(ProposalEvent.objects.filter(proposal=proposal).values_list("version", "state")) == [
        (2, ProposalState.AGREED)
    ]
    assert list(MatchEvent.objects.filter(match=match).values_list("version", "state")) == [(1, MatchState.INTRODUCED)]


@pytest.mark.django_db(transaction=True)
def test_of_many_answers_at_once_one_counts():
    proposal = a_judged_proposal()
    contact = contact_of(proposal.family)

    def say_yes(_):
        try:
            answers(proposal, Party.FAMILY, actor=contact, now=NOON + timedelta(hours=1))
        except Conflict:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(say_yes, range(8))) == 1
    assert Consent.objects.filter(proposal=proposal, party=Party.FAMILY).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_two_yeses_at_once_make_one_match():
    proposal = a_proposal()
    a_consent(proposal, Party.COORDINATOR)
    people = {party: entitled(proposal, party) for party in (Party.FAMILY, Party.HELPER)}

    def say_yes(party):
        try:
            answers(proposal, party, actor=people[party])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(say_yes, people))
    assert Match.objects.filter(proposal=proposal).count() == 1
