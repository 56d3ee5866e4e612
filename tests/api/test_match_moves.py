"""What can be done with a match over the API, by whom, and how it says no."""

import pytest
import time_machine

from backend.people.models import FamilyMember, SponsorGroupMember
from matching.lifecycle import MatchState
from matching.models import Match, MatchConfirmation
from matching.models.match import ReviewReason
from tests.api.client import Api
from tests.factories.clock import NOON
from tests.factories.matching import a_match
from tests.factories.people import a_coordinator, a_person, a_sponsor_group, contact_of, lead_of

pytestmark = pytest.mark.django_db

MOVES = [
    ("first-meeting", None),
    ("confirmation", {"answer": "yes"}),
    ("pause", {"reason": "illness"}),
    ("resume", None),
    ("reviewed", None),
    ("end", {"reason": "moved"}),
]


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.parametrize(("move", "body"), MOVES)
def test_for_an_outsider_there_is_no_match_to_move(move, body):
    match = a_match()
    for person in (a_person(), a_coordinator(), contact_of(a_match().family)):
        theirs = Api(person).post(f"matches/{match.uuid}/{move}", body)
        missing = Api(person).post(f"matches/{a_person().uuid}/{move}", body)
        assert (theirs.status_code, theirs.content) == (404, missing.content)


@pytest.mark.parametrize(("move", "body"), [one for one in MOVES if one[0] != "reviewed"])
def test_from_the_wrong_state_it_is_a_409_with_the_state(move, body):
    match = a_match(state=MatchState.ENDED, ended_at=NOON, end_reason="moved")
    answer = Api(contact_of(match.family)).post(f"matches/{match.uuid}/{move}", body)
    assert (answer.status_code, answer.json()["code"], answer.json()["state"]) == (409, "match_moved_on", "ended")


def test_both_sides_say_that_they_go_on_and_see_what_they_said():
    match = a_match(state=MatchState.TRIAL, trial_until=NOON.date())
    family, helper = Api(contact_of(match.family)), Api(lead_of(match.helper))
    assert family.post(f"matches/{match.uuid}/confirmation", {"answer": "yes"}).json()["state"] == "trial"
    assert family.queries <= 10
    assert family.get(f"matches/{match.uuid}").json()["my_confirmation"] == "yes"
    assert helper.get(f"matches/{match.uuid}").json()["my_confirmation"] is None
    assert family.post(f"matches/{match.uuid}/confirmation", {"answer": "no"}).json()["code"] == "already_answered"
    assert helper.post(f"matches/{match.uuid}/confirmation", {"answer": "yes"}).json()["state"] == "active"
    assert MatchConfirmation.objects.count() == 2


def test_staff_do_not_say_whether_it_goes_on():
    match = a_match(state=MatchState.TRIAL)
    answer = Api(a_coordinator(match.organisation)).post(f"matches/{match.uuid}/confirmation", {"answer": "yes"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours_to_answer")


def test_a_pause_is_seen_by_both_sides_and_its_reason_by_staff_alone():
    match = a_match(state=MatchState.ACTIVE)
    api = Api(lead_of(match.helper))
    assert api.post(f"matches/{match.uuid}/pause", {"reason": "illness"}).json()["state"] == "paused"
    assert api.queries <= 6
    seen = Api(contact_of(match.family)).get(f"matches/{match.uuid}").json()
    assert (seen["state"], seen["paused_at"], seen["for_staff"]) == ("paused", "2026-03-02T12:00:00Z", None)
    assert "illness" not in str(seen)
    staff = Api(a_coordinator(match.organisation)).get(f"matches/{match.uuid}").json()["for_staff"]
    assert staff["pause_reason"] == "illness"
    assert api.post(f"matches/{match.uuid}/resume").json()["state"] == "active"


@pytest.mark.parametrize("reason", ["stood_in", "helper_left", "", "because"])
def test_only_reasons_that_people_may_choose_end_a_match(reason):
    match = a_match()
    answer = Api(contact_of(match.family)).post(f"matches/{match.uuid}/end", {"reason": reason})
    assert answer.status_code == 422
    assert Match.objects.get().state == MatchState.INTRODUCED


def test_a_coordinator_marks_what_was_flagged_as_seen():
    match = a_match(review_since=NOON, review_reason=ReviewReason.CHECK_LAPSED)
    api = Api(a_coordinator(match.organisation))
    assert api.get(f"matches/{match.uuid}").json()["for_staff"]["review_reason"] == "check_lapsed"
    for _ in range(2):
        assert api.post(f"matches/{match.uuid}/reviewed").status_code == 200
    assert api.get(f"matches/{match.uuid}").json()["for_staff"]["review_reason"] is None
    assert Api(contact_of(match.family)).post(f"matches/{match.uuid}/reviewed").status_code == 403


def test_a_suspended_match_is_gone_for_its_sides_and_for_staff_it_looks_like_any_other():
    match = a_match(state=MatchState.ACTIVE)
    staff = Api(a_coordinator(match.organisation))
    before = staff.get(f"matches/{match.uuid}").json()
    Match.objects.update(is_suspended=True)
    assert staff.get(f"matches/{match.uuid}").json() == before
    for person in (contact_of(match.family), lead_of(match.helper)):
        api = Api(person)
        assert api.get(f"matches/{match.uuid}").status_code == 404
        assert api.get("matches").json()["results"] == []
        assert api.get("me/families").json()["results"] == []
        assert api.get("me/contacts").json()["results"] == []


@pytest.mark.parametrize(("move", "body"), MOVES)
def test_who_tries_to_move_a_suspended_match_is_answered_as_if_it_had_ended(move, body):
    suspended = a_match(state=MatchState.ACTIVE, is_suspended=True)
    ended = a_match(state=MatchState.ENDED, ended_at=NOON, end_reason="moved", version=2)
    for side in (lambda match: contact_of(match.family), lambda match: lead_of(match.helper)):
        said, same = (Api(side(match)).post(f"matches/{match.uuid}/{move}", body) for match in (suspended, ended))
        assert (said.status_code, said.content) == (same.status_code, same.content)
    assert Match.objects.get(pk=suspended.pk).state == MatchState.ACTIVE


@pytest.mark.parametrize(("move", "body"), [one for one in MOVES if one[0] != "reviewed"])
def test_staff_on_a_side_of_a_suspended_match_is_answered_like_that_side(move, body):
    suspended = a_match(state=MatchState.ACTIVE, is_suspended=True)
    in_the_family = a_coordinator(suspended.organisation)
    FamilyMember.objects.filter(person=contact_of(suspended.family)).update(person=in_the_family)
    the_helper = a_coordinator(suspended.organisation)
    suspended.helper.volunteer.person = the_helper
    suspended.helper.volunteer.save()
    for person in (in_the_family, the_helper):
        said = Api(person).post(f"matches/{suspended.uuid}/{move}", body)
        assert (said.status_code, said.json()["code"]) == (409, "match_moved_on")
    assert Match.objects.get(pk=suspended.pk).state == MatchState.ACTIVE


@pytest.mark.parametrize("is_suspended", [False, True])
def test_staff_who_is_joining_the_group_of_a_match_moves_it_neither_as_staff_nor_as_member(is_suspended):
    match = a_match(helper=a_sponsor_group(), state=MatchState.ACTIVE, is_suspended=is_suspended)
    joining = a_coordinator(match.helper.organisation)
    group = match.helper.sponsor_group
    SponsorGroupMember.objects.create(
        organisation=group.organisation, group=group, person=joining, role="member", is_joining=True
    )
    said = Api(joining).post(f"matches/{match.uuid}/end", {"reason": "moved"})
    assert (said.status_code, said.json()["code"]) == (403, "own_cause")
    assert Match.objects.get(pk=match.pk).state == MatchState.ACTIVE


def test_staff_on_a_side_still_does_what_that_side_may():
    match = a_match(state=MatchState.ACTIVE)
    staff = a_coordinator(match.organisation)
    match.helper.volunteer.person = staff
    match.helper.volunteer.save()
    assert Api(staff).post(f"matches/{match.uuid}/pause", {"reason": "illness"}).status_code == 200
