"""The main story, through the API alone: from the import of a family to the reminder of its first step."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.factories.clock import NOON
from tests.journeys.programme import a_programme, letters_to, reminders_are_sent_at

pytestmark = pytest.mark.django_db
FAMILY, FRIEND = "rima@example.org", "an@example.org"
MORNING_OF_ARRIVAL = datetime(2026, 3, 5, 9, 1, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def results(answer):
    return answer.json()["results"]


def test_a_family_and_a_friend_find_each_other_and_the_first_step_is_not_forgotten():
    programme = a_programme()
    proposal = a_proposal_that_the_coordinator_approves(programme)
    family, friend = programme.signed_in(FAMILY), programme.signed_in(FRIEND)
    both_say_yes(family, friend, proposal)
    both_see_each_other(family, friend)
    reminders_are_sent_at(NOON)

    [own] = results(family.get("me/next-steps"))
    assert [step["milestone"] for step in own["steps"]] == ["arrival_welcome", "first_words", "id_card"]
    [helped] = results(friend.get("me/families"))
    assert [step["id"] for step in helped["steps"]] == [step["id"] for step in own["steps"]]
    welcome = own["steps"][0]["id"]

    before = count_letters()
    reminders_are_sent_at(MORNING_OF_ARRIVAL)
    assert count_letters() == {address: number + 1 for address, number in before.items()}
    with time_machine.travel(MORNING_OF_ARRIVAL, tick=False):
        for person in (family, friend):
            [told] = [row for row in results(person.get("me/inbox")) if row["about"] == f"step:{welcome}"]
            assert person.post(f"me/inbox/{told['id']}/read").json()["read_at"]
        assert friend.post(f"steps/{welcome}/done", Idempotency_Key="done").json()["done_at"]
    for letter in [*letters_to(FAMILY), *letters_to(FRIEND)]:
        assert not any(private in letter for private in ("Rima", "Haddad", "Peeters", "Gent", "+32"))

    for days in range(1, 6):
        reminders_are_sent_at(MORNING_OF_ARRIVAL + timedelta(days=days))
    assert count_letters() == {address: number + 1 for address, number in before.items()}
    with time_machine.travel(MORNING_OF_ARRIVAL + timedelta(days=6), tick=False):
        [own] = results(family.get("me/next-steps"))
        assert own["steps"][0]["milestone"] == "first_words"


def a_proposal_that_the_coordinator_approves(programme):
    """Return the proposal of a run, once the coordinator has read its reasons and said yes."""
    run = programme.run()
    assert (run["state"], run["counts"]["proposed"], run["unserved"]) == ("done", 1, [])
    coordinator = programme.coordinator
    [proposal] = results(coordinator.get("proposals?waiting_for=coordinator"))
    path = f"proposals/{proposal['id']}"
    reasons = {reason["criterion"]: reason["text"]["text"] for reason in coordinator.get(path).json()["reasons"]}
    assert reasons["language"] == "Both speak Arabic (level B2)."
    assert reasons["distance"] == "Both live in the same municipality."
    assert coordinator.post(f"{path}/answer", {"answer": "yes"}, Idempotency_Key="c").json()["state"] == "open"
    assert coordinator.get(path).json()["my_answer"] == "yes"
    return path


def both_say_yes(family, friend, path):
    """First the friend, then the family, each in their own language; before the last yes there are no contacts."""
    for person, language, other, name in ((friend, "nl", "family", "Rima"), (family, "ar", "helper", "An")):
        asked = person.get("me/proposals")
        assert asked.headers["Content-Language"] == language
        [waiting] = results(asked)
        assert (waiting["is_waiting_for_me"], waiting[other]["name"]) == (True, name)
        assert results(person.get("me/contacts")) == []
        answered = person.post(f"{path}/answer", {"answer": "yes"}, Idempotency_Key="answer")
    assert answered.json()["state"] == "agreed"


def both_see_each_other(family, friend):
    """Each sees the other's name and what they share, and the friend whom they help."""
    for person, name, ways in (
        (family, "An Peeters", {FRIEND, "+32 400 00 00 02"}),
        (friend, "Rima Haddad", {FAMILY, "+32 400 00 00 01"}),
    ):
        [card] = results(person.get("me/contacts"))
        assert (card["name"], {way["value"] for way in card["ways"]}) == (name, ways)
    [helped] = results(friend.get("me/families"))
    assert helped["family"]["name"] == "Rima"


def count_letters():
    return {address: len(letters_to(address)) for address in (FAMILY, FRIEND)}


def test_a_no_frees_the_place_and_the_same_two_are_not_asked_again():
    programme = a_programme()
    coordinator = programme.coordinator
    programme.run()
    [proposal] = results(coordinator.get("proposals?state=open"))
    path = f"proposals/{proposal['id']}"
    [friend_before] = results(coordinator.get("helpers"))
    assert friend_before["places_taken"] == 1

    coordinator.post(f"{path}/answer", {"answer": "yes"})
    friend = programme.signed_in(FRIEND)
    assert friend.post(f"{path}/answer", {"answer": "no"}).json()["code"] == "reason_missing"
    refused = friend.post(f"{path}/answer", {"answer": "no", "reason": "no_time"})
    assert (refused.status_code, refused.json()["state"]) == (200, "declined")

    [friend_after] = results(coordinator.get("helpers"))
    assert friend_after["places_taken"] == 0
    family = programme.signed_in(FAMILY)
    assert results(family.get("me/proposals")) == []
    assert results(family.get("me/contacts")) == []
    assert family.post(f"{path}/answer", {"answer": "yes"}).json()["code"] == "proposal_closed"

    again = programme.run()
    assert (again["counts"]["proposed"], again["unserved"][0]["code"]) == (0, "forbidden")
    assert results(coordinator.get("proposals?state=open")) == []
