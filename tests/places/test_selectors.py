"""Searching municipalities."""

import pytest

from backend.places.selectors import municipalities
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def liege():
    a_municipality(code="44021", names={"nl": "Gent", "fr": "Gand"}, postal_codes=["9000", "9030"])
    return a_municipality(code="62063", names={"fr": "Liège", "nl": "Luik"}, postal_codes=["4000", "4020"])


@pytest.mark.parametrize("search", ["luik", "LIÈGE", "ièg", "62063", "4020", "402", " Luik "])
def test_a_name_in_any_language_a_code_or_a_postal_code_finds_it(liege, search):
    assert list(municipalities(search=search)) == [liege]


@pytest.mark.parametrize("search", ["fr", "nl", "020", "%", "63"])
def test_parts_that_are_no_name_and_no_beginning_find_nothing(liege, search):
    assert list(municipalities(search=search)) == []


def test_a_country_narrows(liege):
    a_municipality(country="NL", code="1")
    assert municipalities(country="be").count() == 2
    assert municipalities().count() == 3
