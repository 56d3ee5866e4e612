"""Every code has a sentence, and every sentence takes its parameters."""

import pytest
from django.utils import translation

from backend.people.language_names import language_name
from matching import texts
from matching.engine.codes import REASONS
from matching.engine.weights import DEFAULT_WEIGHTS
from matching.models.match import EndReason
from matching.models.proposal import NoReason

PARAMETERS = {
    "language": "ar",
    "level": 4,
    "km": 12.4,
    "covered": ["housing_search", "job_search"],
    "of": 3,
    "missing": ["family"],
    "count": 2,
    "slots": ["mon_morning", "sat_evening"],
    "shared": ["cooking"],
}


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_of_the_engine_has_a_sentence(code):
    text = texts.reason_text(code, {name: PARAMETERS[name] for name in (*REASONS[code], "count")})
    assert text != code
    assert text.endswith(".")
    assert "%(" not in text


def test_every_criterion_and_every_no_and_every_end_has_words():
    assert set(texts.CRITERIA) == set(DEFAULT_WEIGHTS)
    for code in NoReason.values:
        assert texts.no_reason_text(code) != code
    for code in EndReason.values:
        assert texts.end_reason_text(code) != code


def test_an_unknown_code_is_shown_and_hides_nothing():
    assert texts.reason_text("distance.by_train", {}) == "distance.by_train"


@pytest.mark.parametrize(
    ("reader", "name"), [("en", "Arabic"), ("nl", "Arabisch"), ("fr", "arabe"), ("uk", "арабська"), ("xx", "Arabic")]
)
def test_languages_are_named_in_the_language_of_the_reader(reader, name):
    assert language_name("ar", reader) == name


def test_kilometres_are_whole_and_never_nought():
    with translation.override("en"):
        assert texts.reason_text("distance.km", {"km": 0.2}) == "About 1 km apart."
