"""Explanations in words: each code of the engine has a sentence that takes its parameters."""

import pytest
from django.utils import translation

from matching import explanation_texts as texts
from matching.engine.codes import HARD_RULES
from matching.engine.explain import Gain, changes, choices
from matching.snapshot import class_of, priority
from tests.factories.clock import NOON

PARAMETERS = {
    "km": 31.24,
    "travel_km": 20.0,
    "more_km": 11.24,
    "of": ["family", "helper"],
    "missing": ["trauma"],
    "certificates": ["minors"],
    "language": "ti",
    "level": 3,
    "has": 2,
    "gender": "female",
}
KINDS = ("TRAVEL", "LANGUAGE", "PRACTISE", "WISH", "CERTIFICATE", "ONE_MORE_PLACE", "ONE_MORE_HELPER")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("rule", HARD_RULES, ids=lambda rule: rule.refusal)
def test_every_refusal_has_a_sentence(rule):
    text = texts.refusal_text(rule.refusal, {name: PARAMETERS[name] for name in rule.parameters})
    assert text != rule.refusal
    assert text.endswith(".")


@pytest.mark.parametrize("is_certain", [True, False])
@pytest.mark.parametrize("side", ["family", "helper"])
@pytest.mark.parametrize("code", [getattr(changes, kind) for kind in KINDS])
def test_every_change_has_a_sentence(code, side, is_certain):
    text = texts.change_text(code, PARAMETERS | {"of": side}, is_certain=is_certain)
    assert text != code
    assert text.endswith(".")
    assert "%(" not in text


@pytest.mark.parametrize(
    "code",
    [choices.CHOSEN, choices.REFUSED, choices.NO_PLACE, choices.COSTS, "not_waiting", "not_ready", "not_together"],
)
def test_every_answer_has_a_sentence(code):
    assert texts.answer_text(code).endswith(".")


def test_an_unknown_code_is_shown_and_hides_nothing():
    assert texts.answer_text("x") == texts.refusal_text("x", {}) == texts.change_text("x", {}, is_certain=True) == "x"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"of": "family"}, "If the family's Tigrinya, now A2, reached B1."),
        ({"of": "helper"}, "If their Tigrinya, now A2, reached B1."),
        ({"of": "family", "has": 0}, "If the family learned Tigrinya up to B1."),
        ({"of": "helper", "has": 0}, "If they spoke Tigrinya at B1."),
    ],
)
def test_learning_begins_where_somebody_is(changed, told):
    assert texts.change_text("language", PARAMETERS | changed, is_certain=True) == told


def test_somebody_new_is_described():
    one = {"language": "ti", "gender": "female", "certificates": ["minors"]}
    assert texts.change_text("one_more_helper", one, is_certain=False) == (
        "One volunteer more who lives near: a woman who speaks Tigrinya. Needed: trained to work with children. "
        "A family who goes first would get the place."
    )
    assert texts.change_text(
        "one_more_helper", {"language": None, "gender": None, "certificates": []}, is_certain=True
    ) == ("One volunteer more who lives near: a volunteer who practises the local language with them.")


def test_farther_is_never_nought():
    near = PARAMETERS | {"more_km": 0.04}
    assert "0.1 km farther" in texts.change_text("travel", near, is_certain=True)


def test_gains_and_losses_are_told_with_the_class():
    assert (
        texts.gain_text(Gain(98, -120)) == "One family more would be served (first protection class, waiting 1 month)."
    )
    assert texts.gain_text(Gain(None, 1250)) == (
        "Nobody more would be served; all together would fit better by 12.5 points."
    )
    assert texts.loss_text(199, 2) == "2 families fewer would be served (second protection class, waiting 0 months)."
    assert texts.loss_text(199, -1) == "1 family more would be served (second protection class, waiting 0 months)."
    assert texts.fit_loss_text(300) == "All together would fit worse by 3 points."
    assert texts.fit_loss_text(-350) == "All together would fit better by 3.5 points."


def test_whom_to_look_for_is_told():
    assert texts.wanted_text("ti", None, None) == "a volunteer who speaks Tigrinya"
    assert texts.wanted_text("ar", "housing_search", "male") == (
        "a man who speaks Arabic and can help with: finding a home"
    )


@pytest.mark.parametrize(("protection_class", "rank"), [("legal_physical", 0), ("medical", 1), ("no_alternative", 2)])
def test_a_class_says_what_it_was_made_of(protection_class, rank):
    waiting = NOON.replace(year=NOON.year - 1)
    assert class_of(priority(protection_class, waiting, NOON)) == (rank, 12)
