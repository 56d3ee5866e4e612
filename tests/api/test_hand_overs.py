"""Hand-overs over the API: outline until accepted, then the family itself, and nothing for the old organisation."""

from uuid import uuid4

import pytest
import time_machine

from backend.people.models import Family
from tests.api.client import Api
from tests.factories.clock import NOON
from tests.factories.hand_overs import a_hand_over
from tests.factories.matching import a_judged_proposal, a_match
from tests.factories.people import a_coordinator, a_family, a_member, an_organisation, contact_of
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def test_it_is_offered_seen_in_outline_and_accepted():
    family, place = a_family(needs=["housing_search", "trauma_care"]), a_municipality()
    a_member(family, given_name="Secret", birth_year=2020)
    a_match(family)
    sender, to = Api(a_coordinator(family.organisation)), an_organisation(name="Samen")
    receiver = Api(a_coordinator(to))
    asked = {"organisation": str(to.uuid), "municipality": str(place.uuid), "note": "A house there."}
    offered = sender.post(f"families/{family.uuid}/hand-over", asked)
    assert (offered.status_code, offered.json()["state"]) == (201, "offered")
    assert sender.queries <= 16
    [row] = receiver.get("hand-overs?side=received&state=offered").json()["results"]
    assert receiver.queries <= 8
    assert (row["id"], row["family"], row["note"]) == (offered.json()["id"], None, "A house there.")
    assert row["shape"]["household"]["text"] == "1 adult, 1 child (6 years)"
    assert [one["code"] for one in row["shape"]["languages"]] == ["en"]
    assert row["shape"]["running_matches"] == 1
    text = str(row)
    for hidden in ("Secret", "Member", family.reference, str(family.uuid), "trauma"):
        assert hidden not in text
    assert receiver.get(f"families/{family.uuid}").status_code == 404
    accepted = receiver.post(f"hand-overs/{row['id']}/accept", {"matches_go_on": True, "reference": "S-1"})
    assert accepted.json() == {"id": row["id"], "state": "accepted", "answered_at": "2026-03-02T12:00:00Z"}
    assert receiver.queries <= 100
    assert receiver.get(f"families/{family.uuid}").json()["reference"] == "S-1"
    assert sender.get(f"families/{family.uuid}").status_code == 404
    [seen] = sender.get("hand-overs?side=offered").json()["results"]
    assert (seen["state"], seen["family"], seen["shape"], seen["matches_kept"]) == ("accepted", None, None, True)
    assert receiver.get(f"hand-overs/{row['id']}").json()["family"]["reference"] == "S-1"


def test_the_sender_sees_which_family_it_is_while_it_is_theirs():
    hand_over = a_hand_over()
    sender = Api(a_coordinator(hand_over.organisation))
    seen = sender.get(f"hand-overs/{hand_over.uuid}").json()
    assert seen["family"] == {"id": str(hand_over.family.uuid), "reference": hand_over.family.reference}


def test_an_acceptance_asks_the_same_number_of_queries_however_much_the_family_has():
    asked = []
    for more in (0, 3):
        family = a_family()
        for _ in range(more):
            a_match(family, state="ended", ended_at=NOON, end_reason="no_time", version=2)
        a_judged_proposal(family)
        a_match(family)
        hand_over = a_hand_over(family)
        api = Api(a_coordinator(hand_over.to_organisation))
        assert api.post(f"hand-overs/{hand_over.uuid}/accept", {"matches_go_on": True}).status_code == 200
        asked.append(api.queries)
    assert asked[0] == asked[1] <= 110


@pytest.mark.parametrize(("act", "state"), [("withdraw", "withdrawn"), ("decline", "declined")])
def test_an_answered_offer_is_not_answered_again(act, state):
    hand_over = a_hand_over()
    sender, receiver = Api(a_coordinator(hand_over.organisation)), Api(a_coordinator(hand_over.to_organisation))
    by, other = (sender, receiver) if act == "withdraw" else (receiver, sender)
    refused = other.post(f"hand-overs/{hand_over.uuid}/{act}")
    assert (refused.status_code, refused.json()["code"][-5:]) == (403, "_only")
    assert by.post(f"hand-overs/{hand_over.uuid}/{act}").json()["state"] == state
    assert by.queries <= 10
    late = receiver.post(f"hand-overs/{hand_over.uuid}/accept", {"matches_go_on": False})
    assert (late.status_code, late.json()["code"], late.json()["state"]) == (409, "hand_over_answered", state)


def test_for_everybody_else_there_is_no_hand_over():
    hand_over = a_hand_over()
    stranger = Api(a_coordinator())
    gone = stranger.get(f"hand-overs/{uuid4()}")
    assert stranger.get("hand-overs").json()["results"] == []
    for path in ("", "/accept", "/decline", "/withdraw"):
        there, not_there = (
            stranger.call(
                "POST" if path else "GET", f"hand-overs/{one}{path}", {"matches_go_on": True} if path else None
            )
            for one in (hand_over.uuid, uuid4())
        )
        assert there.status_code == 404
        assert there.content == not_there.content
    assert gone.status_code == 404
    for person in (contact_of(hand_over.family),):
        assert Api(person).get("hand-overs").status_code == 403


def test_what_cannot_be_offered_says_why():
    family = a_family()
    api = Api(a_coordinator(family.organisation))
    for asked, code in (
        ({"organisation": str(uuid4())}, "organisation_unknown"),
        ({"organisation": str(family.organisation.uuid)}, "same_organisation"),
        ({"organisation": str(an_organisation().uuid), "municipality": str(uuid4())}, "municipality_unknown"),
    ):
        refused = api.post(f"families/{family.uuid}/hand-over", asked)
        assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_who_could_take_it_over_is_listed_by_name():
    family, other = a_family(), an_organisation(name="Samen")
    api = Api(a_coordinator(family.organisation))
    assert [row["name"] for row in api.get("hand-overs/receivers").json()["results"]] == [other.name]
    assert api.queries <= 4


def test_a_family_lives_elsewhere_now():
    family, place = a_family(), a_municipality(names={"nl": "Gent"})
    api = Api(a_coordinator(family.organisation))
    moved = api.post(f"families/{family.uuid}/move", {"municipality": str(place.uuid)})
    assert moved.json()["municipality"] == {"id": str(place.uuid), "name": "Gent"}
    assert api.queries <= 30
    assert Family.objects.get().municipality == place
    again = api.post(f"families/{family.uuid}/move", {"municipality": str(place.uuid)})
    assert (again.status_code, again.json()["code"]) == (409, "lives_there_already")
