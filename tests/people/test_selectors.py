"""Reading people for lists and pages: what is found, who may see it, and in how many queries."""

import pytest

from backend.errors import NotFound
from backend.people.selectors import (
    contact_details_of,
    families_for_list,
    families_named,
    family_for_reading,
    helper_for_reading,
    helpers_for_list,
    roles_of,
)
from tests.factories.clock import NOON
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_member,
    a_person,
    a_sponsor_group,
    a_volunteer,
    an_organisation,
    contact_of,
    lead_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return an_organisation()


def test_staff_find_families_by_reference_and_given_name_each_once(organisation):
    actor, family = a_coordinator(organisation), a_family(organisation, reference="F-77")
    a_member(family, given_name="Zoë"), a_member(family, given_name="Zora")
    a_family(organisation)
    a_family(reference="F-78")
    for search in ("f-7", "zo", " ZOË "):
        assert list(families_for_list(actor, search=search)) == [family]
    assert list(families_for_list(actor, search="oë")) == []


def test_families_are_narrowed_and_the_longest_wait_comes_first(organisation):
    actor = a_coordinator(organisation)
    late = a_family(organisation, state="settled")
    early = a_family(organisation, waiting_since=NOON.replace(year=2025))
    assert list(families_for_list(actor)) == [early, late]
    assert list(families_for_list(actor, state="settled")) == [late]
    assert early.municipality is not None
    assert list(families_for_list(actor, municipality=early.municipality.uuid)) == [early]


def test_a_page_of_families_takes_three_queries(organisation, django_assert_num_queries):
    actor = a_coordinator(organisation)
    for _ in range(5):
        a_member(a_family(organisation))
    with django_assert_num_queries(3):
        rows = list(families_for_list(actor))
        assert all(member.languages.all() for family in rows for member in family.members.all() if family.municipality)


def test_a_family_or_helper_of_others_is_not_there(organisation):
    actor, family, helper = a_coordinator(organisation), a_family(), a_volunteer()
    with pytest.raises(NotFound):
        family_for_reading(actor, family.uuid)
    with pytest.raises(NotFound):
        helper_for_reading(actor, helper.uuid)
    assert families_named(actor, [str(family.uuid)]) == {}
    own = a_family(organisation)
    assert family_for_reading(actor, own.uuid) == own
    assert families_named(actor, [str(own.uuid), str(family.uuid)]) == {str(own.uuid): own}
    assert family_for_reading(contact_of(family), family.uuid) == family


def test_staff_find_helpers_by_name_kind_and_state(organisation):
    actor = a_coordinator(organisation)
    volunteer = a_volunteer(organisation, person=a_person(name="Anke Maes"), reference="V-5", state="away")
    group = a_sponsor_group(organisation)
    a_volunteer()
    assert list(helpers_for_list(actor, search="anke")) == [volunteer]
    assert list(helpers_for_list(actor, search="maes")) == [volunteer]
    assert list(helpers_for_list(actor, search="v-5", state="away")) == [volunteer]
    assert list(helpers_for_list(actor, kind="sponsor_group")) == [group]
    assert list(helpers_for_list(actor, search="group")) == [group]
    assert list(helpers_for_list(actor, municipality=group.municipality.uuid)) == [group]
    assert helper_for_reading(actor, group.uuid) == group


def test_everybodys_parts_are_told(organisation):
    family, volunteer, group = a_family(organisation), a_volunteer(organisation), a_sponsor_group(organisation)
    assert [(one.role, one.family_uuid, one.speaks) for one in roles_of(contact_of(family))] == [
        ("family", family.uuid, True)
    ]
    assert [(one.role, one.helper_uuid) for one in roles_of(lead_of(volunteer))] == [("volunteer", volunteer.uuid)]
    second = group.sponsor_group.members.get(pk=group.sponsor_group.members.order_by("pk")[1].pk).person
    assert [(one.role, one.speaks) for one in roles_of(second)] == [("sponsor_group_member", False)]
    assert [one.role for one in roles_of(a_coordinator(organisation))] == ["coordinator"]


def test_people_see_how_they_can_be_reached():
    person = contact_of(a_family())
    assert [detail.kind for detail in contact_details_of(person)] == ["email", "phone"]
