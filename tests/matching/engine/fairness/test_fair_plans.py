"""The promise of `assign_fairly`: classes, then the worst-off municipality, then fit, then one plan."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import assign, assign_fairly, optimum, solvers
from matching.engine.compiled import jit, turns
from matching.engine.fairness import counts
from matching.engine.objective import tie_break
from tests.matching.engine.fairness.questions import (
    in_municipalities,
    plans_best_for_the_classes,
    shares_of,
    turns_of,
    uneven_questions,
    without_municipality,
)
from tests.matching.engine.instances import a_question, shuffled, value_of


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    """These tests walk through the plain functions, whatever is prepared on this machine."""
    monkeypatch.setattr(counts, "turn_taker", lambda: turns.take_turns)


@given(uneven_questions())
@settings(max_examples=300, deadline=None)
def test_of_all_plans_the_fairest_then_the_best_fit_and_ties_leave_exactly_one(question):
    plan = assign_fairly(**question)
    plan.verify()
    tie = tie_break(question["family"], question["helper"], 40)
    plans = plans_best_for_the_classes(question)
    best = max(plans, key=lambda p: (turns_of(question, p), value_of(question, p)[1], int(tie[p].sum())))

    assert plan.pairs.tolist() == best.tolist()
    assert shares_of(question, plan.pairs) == max(shares_of(question, pairs) for pairs in plans)


@given(uneven_questions(families=7, helpers=6))
@settings(max_examples=150, deadline=None)
def test_fairness_costs_no_class_a_family(question):
    fair, usual = assign_fairly(**question), assign(**without_municipality(question))
    assert fair.pairs.size == usual.pairs.size
    assert fair.served_by_class.tolist() == usual.served_by_class.tolist()
    assert fair.queue.tolist() == usual.queue.tolist()
    assert shares_of(question, fair.pairs) >= shares_of(question, usual.pairs)


@given(uneven_questions(), st.integers(0, 1000))
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_pairs_does_not_change_the_plan(question, seed):
    other, order = shuffled(question, seed)
    first, second = assign_fairly(**question), assign_fairly(**other)

    assert sorted(order[second.pairs]) == first.pairs.tolist()
    for name in ("family_price", "helper_price", "municipality_price", "served_by_municipality", "drawn_by"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


@given(uneven_questions())
@settings(max_examples=100, deadline=None)
def test_everybody_in_one_municipality_is_the_usual_plan(question):
    usual = assign(**without_municipality(question))
    together = assign_fairly(**{**question, "municipality": question["municipality"] * 0 + 4})
    for name in ("pairs", "total_fit", "helper_price", "family_price", "queue", "unserved"):
        np.testing.assert_array_equal(getattr(together, name), getattr(usual, name))
    assert not together.municipality_price.any()


def test_the_worst_off_municipality_goes_before_fit():
    plan = assign_fairly([0, 1, 2], [0, 1, 0], [0.9, 0.9, 0.1], [1, 1], [0, 0, 0], [5, 5, 8])
    assert plan.pairs.tolist() == [1, 2]
    assert plan.served_by_municipality.tolist() == [1, 1]
    assert plan.municipality_price.tolist() == pytest.approx([0, 0.8])
    assert plan.family_bonus.tolist() == pytest.approx([0, 0, 0.8])


def test_the_classes_go_before_the_worst_off_municipality():
    plan = assign_fairly([0, 1, 2], [0, 1, 0], [0.9, 0.9, 0.9], [1, 1], [0, 0, 1], [5, 5, 8])
    assert plan.served_by_municipality.tolist() == [2, 0]


def test_places_go_to_another_municipality_along_a_chain_of_families():
    family, helper = [0, 1, 1, 2, 2, 3], [0, 0, 1, 1, 2, 2]
    plan = assign_fairly(family, helper, [0.9] * 6, [1, 1, 1], [0] * 4, [1, 2, 2, 2])
    assert plan.served_by_municipality.tolist() == [1, 2]


def test_shares_are_compared_not_numbers():
    family, helper = np.repeat(np.arange(9), 3), np.tile(np.arange(3), 9)
    plan = assign_fairly(family, helper, np.ones(27), [1, 1, 1], [0] * 9, [1] * 6 + [2] * 3)
    assert plan.served_by_municipality.tolist() == [2, 1]


def test_of_equal_shares_the_smaller_municipality_then_the_smaller_id_goes_first():
    family = np.arange(6)
    plan = assign_fairly(family, family * 0, np.ones(6), [1], [0] * 6, [1, 1, 9, 9, 3, 3])
    assert plan.served_by_municipality.tolist() == [1, 0, 0]
    plan = assign_fairly(family, family * 0, np.ones(6), [1], [0] * 6, [1, 1, 1, 1, 3, 3])
    assert plan.served_by_municipality.tolist() == [0, 1]


def test_nobody_and_nothing_is_a_fair_plan():
    assign_fairly([], [], [], [], [], []).verify()
    assign_fairly([], [], [], [3], [], []).verify()
    alone = assign_fairly([], [], [], [], [0, 1], [2, 3])
    alone.verify()
    assert alone.served_by_municipality.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("municipality", "message"),
    [
        ([1], r"municipality\[1\]: 1 values, priority has 2"),
        ([1, 2, 3], r"municipality\[2\]: 3 values"),
        ([0, -1], r"municipality\[1\]: -1 is not in"),
        ([0.5, 1.5], r"municipality\[0\]: float64 is not a whole number"),
    ],
)
def test_bad_municipalities_are_refused(municipality, message):
    with pytest.raises(ValueError, match=message):
        assign_fairly([0], [0], [0.5], [1], [0, 0], municipality)


def test_a_search_can_be_interrupted_between_turns(monkeypatch):
    question = in_municipalities(a_question(120, 60, 4, capacity=1), 8)
    at_once = assign_fairly(**question)
    monkeypatch.setattr(counts, "AT_ONCE", 1)
    np.testing.assert_array_equal(assign_fairly(**question).pairs, at_once.pairs)


@pytest.mark.parametrize("seed", range(3))
def test_compiled_turns_are_the_same(monkeypatch, seed):
    question = in_municipalities(a_question(300, 150, 4, capacity=1, seed=seed), 12, seed)
    plain = assign_fairly(**question)
    jit.prepare()
    monkeypatch.setattr(counts, "turn_taker", solvers.turn_taker)
    compiled = assign_fairly(**question)
    assert solvers.turn_taker() is not turns.take_turns
    np.testing.assert_array_equal(compiled.pairs, plain.pairs)


def test_where_nothing_is_prepared_the_plain_functions_serve(monkeypatch, tmp_path):
    monkeypatch.setattr(jit, "STAMP", tmp_path / "none")
    assert solvers.turn_taker() is turns.take_turns


def test_more_classes_than_fit_in_one_weight_are_served_in_turn(monkeypatch):
    question = in_municipalities(a_question(60, 30, 8, classes=20), 4)
    at_once = assign_fairly(**question)
    monkeypatch.setattr(optimum, "compiled", lambda: None)
    by_flow = assign_fairly(**question)
    monkeypatch.setattr(sys.modules["matching.engine.assign"], "COST_BITS", 28)
    in_turn = assign_fairly(**question)

    in_turn.verify()
    for name in ("pairs", "family_price", "helper_price", "municipality_price"):
        np.testing.assert_array_equal(getattr(at_once, name), getattr(by_flow, name))
        np.testing.assert_array_equal(getattr(at_once, name), getattr(in_turn, name))
