"""The life of a match after the introduction."""

from datetime import timedelta

import pytest

from backend.errors import Conflict, NotAllowed, NotFound
from backend.people.models import Helper, Organisation
from matching.lifecycle import MatchState
from matching.models import Match, MatchEvent
from matching.models.match import EndReason, PauseReason, ReviewReason
from matching.models.proposal import Answer, Party
from matching.services.matches import (
    confirm_match,
    flag_for_review,
    mark_reviewed,
    pause_match,
    record_first_meeting,
    resume_match,
)
from tests.factories.clock import NOON
from tests.factories.matching import a_match, entitled
from tests.factories.people import a_coordinator, a_person, a_sponsor_group, contact_of, lead_of

pytestmark = pytest.mark.django_db


def says(match, party, answer=Answer.YES, actor=None):
    actor = actor or entitled(match.proposal, party)
    return confirm_match(actor=actor, match_uuid=match.uuid, answer=answer, now=NOON)


def test_the_first_meeting_begins_a_trial_once():
    match = a_match()
    family = contact_of(match.family)
    met = record_first_meeting(actor=family, match_uuid=match.uuid, now=NOON)
    assert (met.state, met.trial_until) == (MatchState.TRIAL, NOON.date() + timedelta(days=30))
    with pytest.raises(Conflict) as refusal:
        record_first_meeting(actor=family, match_uuid=match.uuid, now=NOON)
    assert (refusal.value.code, refusal.value.facts) == ("match_moved_on", {"state": "trial"})


def test_the_trial_ends_by_the_day_of_the_organisation():
    match = a_match()
    Organisation.objects.filter(pk=match.organisation_id).update(time_zone="Pacific/Auckland", trial_days=1)
    met = record_first_meeting(actor=contact_of(match.family), match_uuid=match.uuid, now=NOON)
    assert met.trial_until == NOON.date() + timedelta(days=2)  # it is 01:00 of the next day there


def test_where_there_is_no_trial_the_first_meeting_makes_a_match_active():
    match = a_match()
    Organisation.objects.filter(pk=match.organisation_id).update(trial_days=0)
    met = record_first_meeting(actor=lead_of(match.helper), match_uuid=match.uuid, now=NOON)
    assert (met.state, met.trial_until) == (MatchState.ACTIVE, None)


@pytest.mark.parametrize("order", [(Party.FAMILY, Party.HELPER), (Party.HELPER, Party.FAMILY)])
def test_both_sides_yes_makes_it_active_in_any_order(order):
    match = a_match(state=MatchState.TRIAL)
    assert [says(match, party).state for party in order] == [MatchState.TRIAL, MatchState.ACTIVE]


@pytest.mark.parametrize("party", [Party.FAMILY, Party.HELPER])
def test_a_no_after_the_trial_ends_it_and_frees_the_place(party):
    match = a_match(state=MatchState.TRIAL)
    ended = says(match, party, Answer.NO)
    assert (ended.state, ended.end_reason) == (MatchState.ENDED, EndReason.NOT_A_FIT)
    assert Helper.objects.get(pk=match.helper_id).places_taken == 0


def test_each_side_says_it_once():
    match = a_match(state=MatchState.TRIAL)
    says(match, Party.FAMILY)
    with pytest.raises(Conflict) as refusal:
        says(match, Party.FAMILY, Answer.NO)
    assert (refusal.value.code, refusal.value.facts) == ("already_answered", {"answer": "yes"})


def test_a_trial_is_answered_only_while_it_lasts_and_also_after_its_last_day():
    introduced = a_match()
    with pytest.raises(Conflict) as refusal:
        says(introduced, Party.FAMILY)
    assert refusal.value.code == "match_moved_on"
    overdue = a_match(state=MatchState.TRIAL, trial_until=NOON.date() - timedelta(days=90))
    for party in (Party.FAMILY, Party.HELPER):
        says(overdue, party)
    assert Match.objects.get(pk=overdue.pk).state == MatchState.ACTIVE


def test_whether_it_goes_on_is_for_the_two_sides_alone_to_say():
    group = a_sponsor_group()
    match = a_match(helper=group, state=MatchState.TRIAL)
    member = group.sponsor_group.members.exclude(person=lead_of(group))[0].person
    for actor in (a_coordinator(match.organisation), member):
        with pytest.raises(NotAllowed):
            says(match, Party.HELPER, actor=actor)
    with pytest.raises(NotFound):
        says(match, Party.HELPER, actor=a_person())


@pytest.mark.parametrize("party", list(Party))
def test_each_of_the_three_can_pause_it_and_let_it_go_on(party):
    match = a_match(state=MatchState.ACTIVE)
    actor = entitled(match.proposal, party)
    paused = pause_match(actor=actor, match_uuid=match.uuid, reason=PauseReason.ILLNESS, now=NOON)
    assert (paused.state, paused.pause_reason, paused.paused_at) == (MatchState.PAUSED, PauseReason.ILLNESS, NOON)
    assert Helper.objects.get(pk=match.helper_id).places_taken == 1
    resumed = resume_match(actor=actor, match_uuid=match.uuid, now=NOON)
    assert (resumed.state, resumed.pause_reason, resumed.paused_at) == (MatchState.ACTIVE, "", None)
    told = MatchEvent.objects.filter(match=match).order_by("version").values_list("move", "reason", "actor")
    assert list(told) == [("pause", "illness", actor.pk), ("resume", "", actor.pk)]


@pytest.mark.parametrize("state", [MatchState.INTRODUCED, MatchState.TRIAL])
def test_what_has_not_begun_is_not_paused(state):
    match = a_match(state=state)
    with pytest.raises(Conflict) as refusal:
        pause_match(actor=contact_of(match.family), match_uuid=match.uuid, reason=PauseReason.OTHER, now=NOON)
    assert refusal.value.facts == {"state": str(state)}


def test_a_match_is_flagged_for_review_once_until_a_coordinator_has_looked():
    match, ended = a_match(), a_match(state=MatchState.ENDED, ended_at=NOON, end_reason="moved")
    both = Match.objects.filter(pk__in=[match.pk, ended.pk])
    assert flag_for_review(both, ReviewReason.CHECK_LAPSED, now=NOON) == 1
    assert flag_for_review(both, ReviewReason.NO_CONTACT, now=NOON + timedelta(days=1)) == 0
    flagged = Match.objects.get(pk=match.pk)
    assert (flagged.review_reason, flagged.review_since) == (ReviewReason.CHECK_LAPSED, NOON)
    for actor in (contact_of(match.family), lead_of(match.helper)):
        with pytest.raises(NotAllowed):
            mark_reviewed(actor=actor, match_uuid=match.uuid, now=NOON)
    with pytest.raises(NotFound):
        mark_reviewed(actor=a_coordinator(), match_uuid=match.uuid, now=NOON)
    seen = mark_reviewed(actor=a_coordinator(match.organisation), match_uuid=match.uuid, now=NOON)
    assert (seen.review_since, seen.review_reason) == (None, "")
