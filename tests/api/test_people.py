"""Families, helpers and organisations, for the staff who care for them."""

from uuid import uuid4

import pytest

from tests.api.client import Api
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_person,
    a_sponsor_group,
    a_volunteer,
    an_organisation,
    contact_of,
    lead_of,
)
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db


def references(answer):
    return [row["reference"] for row in answer.json()["results"]]


@pytest.fixture
def staff():
    organisation = an_organisation()
    a_family(), a_volunteer()
    return organisation, Api(a_coordinator(organisation))


def test_staff_find_their_families(staff):
    organisation, api = staff
    town = a_municipality()
    a_family(organisation, reference="F-1", municipality=town)
    a_family(organisation, reference="F-2", state="settled", municipality=None)
    for query, expected in {
        "": {"F-1", "F-2"},
        "?search=f-1": {"F-1"},
        "?state=settled": {"F-2"},
        f"?municipality={town.uuid}": {"F-1"},
        "?search=nothing": set(),
    }.items():
        assert set(references(api.get(f"families{query}"))) == expected
        assert api.queries <= 4


def test_a_family_is_shown_with_its_members_but_not_how_to_reach_them(staff):
    organisation, api = staff
    family = a_family(organisation, needs=["housing_search"], availability=0b1001, languages={"ar": 6, "en": 2})
    answer = api.get(f"families/{family.uuid}")
    body = answer.json()
    assert body["availability"] == ["mon_morning", "tue_morning"]
    [member] = body["members"]
    assert member["languages"] == [{"code": "ar", "level": "C2"}, {"code": "en", "level": "A2"}]
    assert member["can_sign_in"]
    for detail in contact_of(family).contact_details.all():
        assert detail.value not in answer.content.decode()
    assert api.queries <= 5


def test_staff_find_their_helpers(staff):
    organisation, api = staff
    town = a_municipality()
    a_volunteer(organisation, reference="V-1", municipality=town)
    a_sponsor_group(organisation, reference="G-1", state="checking")
    for query, expected in {
        "": ["G-1", "V-1"],
        "?kind=volunteer": ["V-1"],
        "?state=checking": ["G-1"],
        "?search=v-": ["V-1"],
        f"?municipality={town.uuid}": ["V-1"],
    }.items():
        assert references(api.get(f"helpers{query}")) == expected
        assert api.queries <= 3


@pytest.mark.parametrize("make", [a_volunteer, a_sponsor_group])
def test_a_helper_is_shown_but_not_how_to_reach_them(staff, make):
    organisation, api = staff
    helper = make(organisation, skills=["digital"], capacity=2)
    answer = api.get(f"helpers/{helper.uuid}")
    assert (answer.json()["capacity"], answer.json()["skills"]) == (2, ["digital"])
    for detail in lead_of(helper).contact_details.all():
        assert detail.value not in answer.content.decode()
    assert api.queries <= 4


def test_those_of_other_organisations_look_like_none(staff):
    _, api = staff
    for path, row in (("families", a_family()), ("helpers", a_volunteer())):
        foreign, unknown = (api.get(f"{path}/{uuid}") for uuid in (row.uuid, uuid4()))
        assert foreign.status_code == 404
        assert foreign.content == unknown.content
        assert references(api.get(path)) == []


def test_staff_of_one_see_of_themselves_what_anybody_sees_in_another(staff):
    """Somebody may work for one organisation and be a family or a helper in the care of another."""
    organisation, _ = staff
    family, helper = a_family(), a_volunteer()
    for person, path, row in (
        (contact_of(family), "families", family),
        (lead_of(helper), "helpers", helper),
    ):
        organisation.memberships.create(person=person, role="coordinator")
        api = Api(person)
        assert references(api.get(path)) == []
        own, unknown = (api.get(f"{path}/{uuid}") for uuid in (row.uuid, uuid4()))
        assert own.status_code == 404
        assert own.content == unknown.content


def test_all_others_are_refused_even_for_their_own():
    family, helper = a_family(), a_volunteer()
    for person, path in (
        (contact_of(family), f"families/{family.uuid}"),
        (lead_of(helper), f"helpers/{helper.uuid}"),
        (a_person(), "families"),
        (a_person(), "helpers"),
    ):
        refused = Api(person).get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "coordinator_only")


def test_i_see_the_organisations_i_work_for(staff):
    organisation, api = staff
    [row] = api.get("organisations").json()["results"]
    assert (row["id"], row["matching_policy"]) == (str(organisation.uuid), "classes")
    assert api.queries == 1
    assert Api(a_person()).get("organisations").json()["results"] == []
