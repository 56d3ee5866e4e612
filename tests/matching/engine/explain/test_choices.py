"""Why this helper and not that one: the difference between two best plans."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import Refusal, Rules, explain_pair, plan
from matching.engine.explain import Gain, Moved, WhyNot, second_choice, why_not
from matching.engine.explain.worth import bids
from tests.matching.engine.explain.programmes import UNHURRIED, amounts, programmes, without
from tests.matching.engine.instances import GHENT, some_families, some_helpers


@UNHURRIED
@given(programmes(), st.data())
def test_the_loss_is_that_of_the_best_plan_with_this_pair_to_the_point(programme, data):
    families, helpers, rules = programme
    made = plan(families, helpers, rules)
    f, h = data.draw(st.integers(0, families.key.size - 1)), data.draw(st.integers(0, helpers.key.size - 1))
    told = why_not(made, int(families.key[f]), int(helpers.key[h]))
    pair = explain_pair(families, helpers, rules, int(families.key[f]), int(helpers.key[h]))
    assert (told.fit, told.refusal) == (pair.fit, pair.refusal)
    if told.loss is None:
        assert told.code in {"chosen", "refused", "no_place"}
        return
    fewer = replace(helpers, capacity=helpers.capacity - (np.arange(helpers.key.size) == h))
    rest = plan(without(families, told.family), fewer, rules)
    counts = dict(zip(rest.assignment.classes.tolist(), amounts(rest)[0], strict=True))
    counts[int(families.priority[f])] = counts.get(int(families.priority[f]), 0) + 1
    points = amounts(rest)[1] + int(bids(families, helpers, np.array([f]), np.array([h]), rules)[0])
    lost = dict(told.loss.families)
    had = dict(zip(made.assignment.classes.tolist(), amounts(made)[0], strict=True))
    assert {c: n - counts.get(c, 0) for c, n in had.items() if n != counts.get(c, 0)} == lost
    assert amounts(made)[1] - points == told.loss.points
    # Never a gain: of the first class that changes some are lost, else of the fit.
    assert (*(n for _, n in told.loss.families), told.loss.points)[0] >= 0


@UNHURRIED
@given(programmes(), st.data())
def test_the_second_choice_is_the_best_of_all_others_with_a_place(programme, data):
    families, helpers, rules = programme
    made = plan(families, helpers, rules)
    f = data.draw(st.integers(0, families.key.size - 1))
    own = int(data.draw(st.sampled_from(helpers.key.tolist())))
    every = [
        (-pair.fit, int(key))
        for key, places in zip(helpers.key, helpers.capacity, strict=True)
        if (pair := explain_pair(families, helpers, rules, int(families.key[f]), int(key))).fit is not None
        and places
        and key != own
    ]
    told = second_choice(made, int(families.key[f]), own)
    if told is None:
        assert not every
    else:
        assert told.fit is not None
        assert (-told.fit, told.helper) == min(every)
        assert told == why_not(made, told.family, told.helper)


def test_a_better_fit_is_worth_more_elsewhere():
    """Both want the one who can help with the first need; the one who has no other need gets them."""
    families = some_families({"needs": 0b11}, {"needs": 0b1})
    helpers = some_helpers({"skills": 0b1}, {"skills": 0b10})
    made = plan(families, helpers, Rules())
    assert made.helper_key.tolist() == [2, 1]
    told = second_choice(made, 1, 2)
    assert told
    assert told.loss
    assert (told.code, told.helper, told.held_by, told.one_more) == ("costs", 1, (2,), Gain(None, 0))
    assert (told.loss.families, told.loss.points, told.loss.moved) == ((), 2000, (Moved(2, 1, 2),))


def test_it_is_said_who_would_be_left_without_anybody():
    families = some_families({}, {"priority": 5, "level": (4, 4, 0)})
    helpers = some_helpers({}, {"level": (0, 4, 0)})
    made = plan(families, helpers, Rules())
    assert made.unserved.size == 0
    told = why_not(made, 2, 1)
    assert told.loss
    assert told.loss.families == ((0, 1),)
    assert told.loss.moved == (Moved(1, 1, None),)


def test_the_first_rule_that_forbids_it_is_said_and_nothing_of_others():
    made = plan(some_families({}, {}), some_helpers({}, {"place": GHENT, "travel_km": 5.0}), Rules())
    told = why_not(made, 1, 2)
    assert told == WhyNot("refused", 1, 2, refusal=Refusal("too_far", {"km": 51.2, "travel_km": 5.0}))


def test_the_helper_whom_the_plan_gives_is_chosen_and_one_without_a_place_cannot_be():
    made = plan(some_families({}), some_helpers({}, {"capacity": 0}), Rules())
    assert (why_not(made, 1, 1).code, why_not(made, 1, 1).held_by) == ("chosen", (1,))
    full = why_not(made, 1, 2)
    assert (full.code, full.loss, full.one_more) == ("no_place", None, Gain(None, 0))


def test_who_can_go_to_one_only_has_no_second_choice():
    made = plan(some_families({}), some_helpers({}, {"capacity": 0}), Rules())
    assert second_choice(made, 1, 1) is None


@pytest.mark.parametrize(("family", "helper", "side"), [(9, 1, "family"), (0, 1, "family"), (1, 9, "helper")])
def test_unknown_keys_are_named(family, helper, side):
    made = plan(some_families({}), some_helpers({}), Rules())
    with pytest.raises(ValueError, match=f"no {side} has the key {family if side == 'family' else helper}"):
        why_not(made, family, helper)
