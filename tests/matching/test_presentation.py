"""Before consent each side sees only the first stage of the other."""

from datetime import date

import pytest
from django.utils import translation

from matching.presentation import household_text, portrait_of_family, portrait_of_helper
from tests.factories.people import a_family, a_member, a_person, a_sponsor_group, a_volunteer

TODAY = date(2026, 3, 2)


@pytest.mark.django_db
def test_a_helper_sees_a_first_name_and_the_shape_of_the_family_and_nothing_else():
    family = a_family(camp="Zaatari", needs=["housing_search", "trauma_support"], languages={"ar": 6, "en": 3})
    family.members.update(given_name="Rima", family_name="Hallak")
    a_member(family, birth_year=2019)
    portrait = portrait_of_family(family, "en", today=TODAY)
    assert portrait.name == "Rima"
    assert portrait.household == "1 adult, 1 child (7 years)"
    assert [(spoken.name, spoken.level) for spoken in portrait.languages] == [
        ("Arabic", "C2"),
        ("English", "C1"),
    ]
    assert portrait.topics == ("finding a home",)
    shown = repr(portrait)
    for hidden in ("Hallak", "Zaatari", family.reference, family.protection_class, str(family.uuid)):
        assert hidden not in shown


@pytest.mark.django_db
def test_a_family_sees_a_first_name_and_what_the_helper_can_do():
    person = a_person(name="Els Van Damme")
    helper = a_volunteer(person=person, skills=["job_search"], interests=["cooking"])
    portrait = portrait_of_helper(helper, "en")
    assert (portrait.name, portrait.topics, portrait.interests) == ("Els", ("finding work",), ("cooking",))
    for hidden in ("Damme", str(person.email), helper.reference):
        assert hidden not in repr(portrait)


@pytest.mark.django_db
def test_a_group_is_shown_by_its_name():
    group = a_sponsor_group()
    assert portrait_of_helper(group, "en").name == group.sponsor_group.name


@pytest.mark.parametrize(
    ("ages", "text"),
    [
        ([40], "1 adult"),
        ([40, 41, 4, 12, 7], "2 adults, 3 children (4, 7, 12 years)"),
        ([17], "1 child (17 years)"),
        ([], ""),
    ],
)
def test_the_household_in_words(ages, text):
    assert household_text(ages) == text


def test_lists_take_the_comma_of_the_reader():
    with translation.override("ar"):
        assert "، " in household_text([40, 4, 7])
