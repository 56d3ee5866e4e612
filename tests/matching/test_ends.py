"""How matches end: by choice, because of something else, and with them who stood in."""

import pytest

from backend.errors import Conflict, Invalid, NotFound
from backend.people.models import Helper
from matching.lifecycle import MatchState, ProposalState
from matching.models import Match, MatchEvent, Proposal, ProposalEvent
from matching.models.match import EndReason, PauseReason
from matching.models.proposal import Party
from matching.services.ends import CHOSEN_ENDS, end_match, end_matches_of
from matching.services.matches import resume_match
from tests.factories.clock import NOON
from tests.factories.matching import a_match, a_proposal, entitled
from tests.factories.people import a_family, a_person, a_volunteer, contact_of, lead_of

pytestmark = pytest.mark.django_db


def a_paused_match(**over):
    return a_match(state=MatchState.PAUSED, paused_at=NOON, pause_reason=PauseReason.HELPER_AWAY, **over)


def a_stand_in(match, **over):
    return a_match(match.family, a_volunteer(match.organisation), state=MatchState.ACTIVE, stands_in_for=match, **over)


@pytest.mark.parametrize("party", list(Party))
def test_each_of_the_three_can_end_it(party):
    match = a_match()
    actor = entitled(match.proposal, party)
    ended = end_match(actor=actor, match_uuid=match.uuid, reason=EndReason.MOVED, now=NOON)
    assert (ended.state, ended.end_reason, ended.ended_at) == (MatchState.ENDED, EndReason.MOVED, NOON)
    event = MatchEvent.objects.get(match=match, version=2)
    assert (event.actor, event.reason) == (actor, EndReason.MOVED)


def test_ending_frees_the_place_once():
    match = a_match()
    end_match(actor=contact_of(match.family), match_uuid=match.uuid, reason=EndReason.NO_TIME, now=NOON)
    assert Helper.objects.get(pk=match.helper_id).places_taken == 0
    with pytest.raises(Conflict):
        end_match(actor=contact_of(match.family), match_uuid=match.uuid, reason=EndReason.NO_TIME, now=NOON)
    assert Helper.objects.get(pk=match.helper_id).places_taken == 0


def test_a_stranger_cannot_end_it():
    match = a_match()
    with pytest.raises(NotFound):
        end_match(actor=a_person(), match_uuid=match.uuid, reason=EndReason.SAFETY, now=NOON)


@pytest.mark.parametrize("reason", sorted(set(EndReason) - set(CHOSEN_ENDS)))
def test_what_follows_from_something_else_is_for_nobody_to_choose(reason):
    match = a_match()
    with pytest.raises(Invalid):
        end_match(actor=contact_of(match.family), match_uuid=match.uuid, reason=reason, now=NOON)


def test_all_matches_of_a_helper_end_together_and_those_of_others_go_on():
    leaving, staying = a_volunteer(capacity=3), a_match()
    running = [a_match(a_family(leaving.organisation), leaving) for _ in range(2)]
    a_match(a_family(leaving.organisation), leaving, state=MatchState.ENDED, ended_at=NOON, end_reason="moved")
    ended = end_matches_of([leaving.pk], EndReason.HELPER_LEFT, actor=None, now=NOON)
    assert [match.pk for match in ended] == [match.pk for match in running]
    assert not Match.objects.filter(helper=leaving).exclude(state=MatchState.ENDED).exists()
    assert Helper.objects.get(pk=leaving.pk).places_taken == 0
    assert Match.objects.get(pk=staying.pk).state == MatchState.INTRODUCED


@pytest.mark.parametrize("happens", ["ends", "resumes"])
def test_who_stands_in_stops_in_the_transaction_that_ends_the_match_or_lets_it_go_on(happens):
    match = a_paused_match()
    stand_in = a_stand_in(match)
    actor = contact_of(match.family)
    if happens == "ends":
        end_match(actor=actor, match_uuid=match.uuid, reason=EndReason.NEED_MET, now=NOON)
    else:
        resume_match(actor=actor, match_uuid=match.uuid, now=NOON)
    stopped = Match.objects.get(pk=stand_in.pk)
    assert (stopped.state, stopped.end_reason) == (MatchState.ENDED, EndReason.STOOD_IN)
    assert Helper.objects.get(pk=stand_in.helper_id).places_taken == 0


def test_who_only_was_asked_to_stand_in_is_not_asked_any_more():
    match = a_paused_match()
    asked = a_proposal(match.family, a_volunteer(match.organisation), stands_in_for=match)
    resume_match(actor=lead_of(match.helper), match_uuid=match.uuid, now=NOON)
    assert Proposal.objects.get(pk=asked.pk).state == ProposalState.WITHDRAWN
    assert ProposalEvent.objects.get(proposal=asked, version=2).reason == "stood_in"
    assert Helper.objects.get(pk=asked.helper_id).places_taken == 0


def test_who_stands_in_may_stop_and_the_other_match_stays_paused():
    match = a_paused_match()
    stand_in = a_stand_in(match)
    end_match(actor=lead_of(stand_in.helper), match_uuid=stand_in.uuid, reason=EndReason.NO_TIME, now=NOON)
    assert Match.objects.get(pk=match.pk).state == MatchState.PAUSED


def test_a_helper_who_leaves_takes_who_stood_in_for_them_along():
    match = a_paused_match()
    stand_in = a_stand_in(match)
    end_matches_of([match.helper_id], EndReason.HELPER_LEFT, actor=None, now=NOON)
    reasons = Match.objects.order_by("pk").values_list("pk", "end_reason")
    assert list(reasons) == [(match.pk, EndReason.HELPER_LEFT), (stand_in.pk, EndReason.STOOD_IN)]
