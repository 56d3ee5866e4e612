"""I add, change, share, stop sharing and remove how I can be reached, and see who was shown it."""

from datetime import timedelta

import pytest
import time_machine

from backend.people.models import ContactDetail
from matching.models import Match
from tests.api.client import Api
from tests.factories.clock import NOON
from tests.factories.matching import a_match
from tests.factories.people import a_coordinator, a_person, a_reachable_person, contact_of, lead_of

pytestmark = pytest.mark.django_db


def test_i_add_a_detail_and_it_is_shared_only_if_i_say_so():
    me = a_person()
    api = Api(me)
    told = api.post("me/contact-details", {"kind": "phone", "value": " +32460123456 "})
    assert (told.status_code, told.json()["is_shared"]) == (201, False)
    assert "value" not in told.json()
    [shown] = api.get("me/contact-details").json()["results"]
    assert (shown["value"], shown["is_shared"]) == ("+32 460 12 34 56", False)


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("phone", "0460123456", "not_a_phone"),
        ("whatsapp", "call me", "not_a_phone"),
        ("email", "nobody", "not_an_email"),
        ("address", "   ", "blank"),
        ("address", "Straat\u00001", "null_characters_not_allowed"),
        ("fax", "1", "invalid_choice"),
    ],
)
def test_what_cannot_be_a_detail_is_refused(kind, value, code):
    answer = Api(a_person()).post("me/contact-details", {"kind": kind, "value": value})
    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"]] == [code]
    assert not ContactDetail.objects.exists()


def test_the_same_detail_is_there_once_and_there_is_an_end_to_them():
    me = a_person()
    api = Api(me)
    for number in range(8):
        assert api.post("me/contact-details", {"kind": "address", "value": f"Straat {number}"}).status_code == 201
    assert api.post("me/contact-details", {"kind": "address", "value": "Straat 9"}).json()["code"] == "too_many_details"
    ContactDetail.objects.filter(person=me, value="Straat 7").delete()
    again = api.post("me/contact-details", {"kind": "address", "value": "Straat 1"})
    assert (again.status_code, again.json()["code"]) == (409, "detail_there_already")


def test_i_change_and_remove_what_is_mine_and_nobody_elses():
    me = a_reachable_person()
    detail, other = me.contact_details.get(kind="phone"), a_reachable_person().contact_details.get(kind="phone")
    api = Api(me)
    changed = api.patch(f"me/contact-details/{detail.uuid}", {"value": "+32 460 99 99 99"}).json()
    assert (changed["value"], changed["is_shared"]) == ("+32 460 99 99 99", True)
    assert api.call("DELETE", f"me/contact-details/{detail.uuid}").status_code == 204
    for method in ("PATCH", "DELETE"):
        assert api.call(method, f"me/contact-details/{other.uuid}", {}).status_code == 404
        assert api.call(method, f"me/contact-details/{detail.uuid}", {}).status_code == 404
    assert ContactDetail.objects.filter(pk=other.pk).exists()


def test_i_see_who_was_shown_my_details_and_when_by_name_while_the_match_runs():
    match = a_match()
    owner, reader = lead_of(match.helper), contact_of(match.family)
    with time_machine.travel(NOON, tick=False):
        Api(reader).get("me/contacts")
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        Api(reader).get("me/contacts")
    api = Api(owner)
    rows = api.get("me/disclosures").json()["results"]
    assert api.queries == 1
    assert [(row["reader"], row["at"][:10]) for row in rows] == [
        (reader.name, day) for day in ("2026-03-03", "2026-03-03", "2026-03-02", "2026-03-02")
    ]
    for over in (
        {"is_suspended": True},
        {"is_suspended": False, "state": "ended", "end_reason": "moved", "ended_at": NOON},
    ):
        Match.objects.update(**over)
        assert {row["reader"] for row in api.get("me/disclosures").json()["results"]} == {""}
    for person in (reader, a_coordinator(match.organisation)):
        assert Api(person).get("me/disclosures").json()["results"] == []
