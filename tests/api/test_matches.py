"""Matches: lists, the first meeting, the end; and the families that I help."""

from datetime import timedelta

import pytest
import time_machine

from matching.lifecycle import MatchState
from matching.models import Match
from tests.api.client import Api
from tests.factories.clock import NOON
from tests.factories.journey import a_step
from tests.factories.matching import a_match
from tests.factories.people import a_coordinator, a_family, a_person, a_volunteer, contact_of, lead_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def an_ended_match(**over):
    return a_match(state=MatchState.ENDED, ended_at=NOON, end_reason="safety", version=2, **over)


def test_those_who_are_in_it_and_their_staff_see_a_match():
    match = a_match()
    an_ended_match()
    for person in (contact_of(match.family), lead_of(match.helper), a_coordinator(match.organisation)):
        api = Api(person)
        assert [row["id"] for row in api.get("matches").json()["results"]] == [str(match.uuid)]
        assert api.queries <= 7
    assert Api(a_person()).get("matches").json()["results"] == []


def test_the_queries_of_a_list_do_not_grow_with_it():
    volunteer = a_volunteer(capacity=3)
    api = Api(a_coordinator(volunteer.organisation))
    asked = []
    for _ in range(3):
        a_match(a_family(volunteer.organisation), volunteer)
        api.get("matches")
        asked.append(api.queries)
    assert max(asked) == min(asked)


def test_staff_see_references_and_why_it_ended_and_neither_side_can_follow_the_other_after_the_end():
    match = an_ended_match()
    [for_staff] = Api(a_coordinator(match.organisation)).get("matches?state=ended").json()["results"]
    assert for_staff["for_staff"]["end_reason"] == "safety"
    assert for_staff["references"]["family"]["reference"] == match.family.reference
    for person in (contact_of(match.family), lead_of(match.helper)):
        assert Api(person).get("matches").json()["results"] == []


def test_who_is_in_a_running_match_sees_no_reference():
    match = a_match()
    for person in (contact_of(match.family), lead_of(match.helper)):
        [shown] = Api(person).get("matches").json()["results"]
        assert (shown["for_staff"], shown["references"]) == (None, None)


def test_they_met():
    match = a_match()
    api = Api(lead_of(match.helper))
    assert api.post(f"matches/{match.uuid}/first-meeting").json()["state"] == "trial"
    assert api.queries <= 10
    again = api.post(f"matches/{match.uuid}/first-meeting")
    assert (again.status_code, again.json()["code"]) == (409, "match_moved_on")


def test_an_end_frees_the_place_and_hides_the_contacts():
    match = a_match()
    api = Api(contact_of(match.family))
    answer = api.post(f"matches/{match.uuid}/end", {"reason": "not_a_fit", "is_not_again": True})
    assert api.queries <= 11
    assert (answer.json()["state"], answer.json()["ended_at"]) == ("ended", "2026-03-02T12:00:00Z")
    stored = Match.objects.select_related("helper").get()
    assert (stored.end_reason, stored.is_not_again, stored.helper.places_taken) == ("not_a_fit", True, 0)
    assert Api(lead_of(match.helper)).get("me/contacts").json()["results"] == []


def test_an_end_needs_a_reason():
    match = a_match()
    answer = Api(contact_of(match.family)).post(f"matches/{match.uuid}/end", {})
    assert answer.json()["errors"][0]["field"] == "reason"


def test_whoever_is_not_in_it_does_not_learn_that_it_is_there():
    match = a_match()
    for person in (a_person(), a_coordinator()):
        api = Api(person)
        assert api.post(f"matches/{match.uuid}/first-meeting").status_code == 404
        assert api.post(f"matches/{match.uuid}/end", {"reason": "moved"}).status_code == 404


def test_a_helper_sees_the_families_they_help_with_their_next_steps():
    volunteer = a_volunteer(capacity=3)
    first, second = (a_match(a_family(volunteer.organisation), volunteer) for _ in range(2))
    a_step(first.family, milestone="id_card", due_on=NOON.date() + timedelta(days=1))
    api = Api(lead_of(volunteer))
    shown = {row["match"]: row for row in api.get("me/families").json()["results"]}
    assert shown[str(first.uuid)]["family"]["name"] == "Member 1"
    assert [step["milestone"] for step in shown[str(first.uuid)]["steps"]] == ["id_card"]
    assert shown[str(second.uuid)]["steps"] == []
    assert api.queries <= 5
    assert Api(contact_of(first.family)).get("me/families").json()["results"] == []
