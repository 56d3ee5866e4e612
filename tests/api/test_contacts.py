"""Contacts: only in a running match, only what is shared, each look on record."""

import pytest

from backend.people.models import Disclosure
from matching.lifecycle import MatchState
from tests.api.client import Api
from tests.factories.clock import NOON
from tests.factories.matching import a_match, a_proposal
from tests.factories.people import a_coordinator, a_family, a_sponsor_group, a_volunteer, contact_of, lead_of

pytestmark = pytest.mark.django_db


def test_a_family_sees_who_helps_it_and_how_to_reach_them():
    match = a_match()
    helper = lead_of(match.helper)
    api = Api(contact_of(match.family))
    [card] = api.get("me/contacts").json()["results"]
    assert (card["match"], card["match_state"], card["part"]) == (str(match.uuid), "introduced", "volunteer")
    assert card["name"] == helper.name
    assert {way["value"] for way in card["ways"]} == set(helper.contact_details.values_list("value", flat=True))
    assert card["languages"][0]["name"] == {"text": "English", "lang": "en", "dir": "ltr"}
    assert api.queries <= 9


def test_the_number_of_queries_does_not_grow_with_the_number_of_matches():
    volunteer = a_volunteer(capacity=3)
    asked = []
    for _ in range(3):
        a_match(a_family(volunteer.organisation), volunteer)
        api = Api(lead_of(volunteer))
        api.get("me/contacts")
        asked.append(api.queries)
    assert len(set(asked)) == 1


def test_each_look_is_on_record_and_nobody_may_keep_a_copy():
    match = a_match()
    api = Api(contact_of(match.family))
    for looks in (1, 2):
        answer = api.get("me/contacts", If_None_Match="*")
        assert answer.status_code == 200
        assert Disclosure.objects.filter(owner=lead_of(match.helper)).count() == 2 * looks
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_not_shared_is_not_shown():
    match = a_match()
    lead_of(match.helper).contact_details.update(is_shared=False)
    [card] = Api(contact_of(match.family)).get("me/contacts").json()["results"]
    assert card["ways"] == []
    assert not Disclosure.objects.exists()


def test_before_the_third_yes_and_after_the_end_there_is_nothing():
    proposal = a_proposal()
    assert Api(contact_of(proposal.family)).get("me/contacts").json() == {"results": []}
    match = a_match(state=MatchState.ENDED, ended_at=NOON, end_reason="moved", version=2)
    for person in (contact_of(match.family), lead_of(match.helper)):
        assert Api(person).get("me/contacts").json() == {"results": []}


def test_staff_see_no_contact_details():
    match = a_match()
    assert Api(a_coordinator(match.organisation)).get("me/contacts").json() == {"results": []}


def test_a_family_sees_the_lead_of_its_sponsor_group():
    group = a_sponsor_group()
    match = a_match(a_family(group.organisation), group)
    [card] = Api(contact_of(match.family)).get("me/contacts").json()["results"]
    assert (card["name"], card["group_name"]) == (lead_of(group).name, group.sponsor_group.name)
