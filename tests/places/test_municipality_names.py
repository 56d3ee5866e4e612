"""Readers see a municipality by its name in their language, else by the name people there use."""

import pytest

from backend.places.models import Municipality

LIEGE = Municipality(names={"nl": "Luik", "fr": "Liège"}, local_language="fr")


@pytest.mark.parametrize(
    ("reader", "name"), [("nl", "Luik"), ("fr", "Liège"), ("fr-be", "Liège"), ("en", "Liège"), ("fa-af", "Liège")]
)
def test_the_local_name_serves_readers_of_other_languages(reader, name):
    assert LIEGE.name_in(reader) == name


def test_without_a_local_language_any_name_is_better_than_none():
    assert Municipality(names={"nl": "Gent"}).name_in("ar") == "Gent"
