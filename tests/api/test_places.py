"""Municipalities: found by name, code, postal code and country."""

import pytest

from tests.api.client import Api
from tests.factories.people import a_person
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _towns():
    a_municipality(code="44021", names={"nl": "Gent", "fr": "Gand"}, postal_codes=["9000"])
    a_municipality(code="11002", names={"nl": "Antwerpen", "fr": "Anvers"}, postal_codes=["2000"])
    a_municipality(country="NL", code="GM0363", names={"nl": "Amsterdam"}, postal_codes=["1011"])


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["11002", "44021", "GM0363"]),
        ("?search=gand", ["44021"]),
        ("?search=2000", ["11002"]),
        ("?search=am&country=nl", ["GM0363"]),
        ("?country=DE", []),
    ],
)
def test_a_municipality_is_found(query, codes):
    api = Api(a_person())
    assert [row["code"] for row in api.get(f"municipalities{query}").json()["results"]] == codes
    assert api.queries == 1


def test_it_comes_under_its_name_in_the_language_of_the_answer():
    for language, name in (("fr", "Gand"), ("nl", "Gent")):
        [row] = Api(a_person(), language=language).get("municipalities?search=44021").json()["results"]
        assert row["name"] == name


def test_a_country_is_two_letters():
    assert Api(a_person()).get("municipalities?country=Belgium").json()["errors"][0]["field"] == "country"
