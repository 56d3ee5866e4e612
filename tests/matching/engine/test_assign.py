"""The promise of `assign`: classes, then fit, then one plan; exact, whatever the order of the pairs."""

import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import csr_array

from matching.engine import assign, assign_fairly
from matching.engine.assign import units
from matching.engine.certificate import whole
from matching.engine.objective import MOST_STEPS, tie_break, worth
from matching.engine.scale import scale_of
from tests.matching.engine.instances import a_question, all_plans, questions, shuffled, value_of


@given(questions())
@settings(max_examples=300, deadline=None)
def test_no_plan_is_better_and_ties_leave_exactly_one(question):
    plan = assign(**question)
    plan.verify()
    tie = tie_break(question["family"], question["helper"], 40)
    best = max(all_plans(question), key=lambda pairs: (*value_of(question, pairs), int(tie[pairs].sum())))

    assert plan.pairs.tolist() == best.tolist()
    assert tuple(plan.served_by_class.tolist()) == value_of(question, best)[0]
    assert plan.total_fit == pytest.approx(question["fit"][best].sum())


@given(questions(), st.integers(0, 1000))
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_pairs_does_not_change_the_plan(question, seed):
    other, order = shuffled(question, seed)
    first, second = assign(**question), assign(**other)

    assert sorted(order[second.pairs]) == first.pairs.tolist()
    for name in ("total_fit", "family_price", "helper_price", "unserved", "queue"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


@pytest.mark.parametrize("steps", [1, 3, 10_000])
def test_the_order_of_many_tied_pairs_does_not_change_the_plan(steps):
    question = a_question(150, 120, 40, steps=steps, classes=1)
    expected = assign(**question).pairs.tolist()
    for seed in range(3):
        other, order = shuffled(question, seed)
        assert sorted(order[assign(**other).pairs]) == expected


@given(questions(), st.integers(0, 3))
@settings(max_examples=100, deadline=None)
def test_one_more_place_never_lowers_the_number_served(question, at):
    more = question["capacity"].copy()
    more[at : at + 1] += 1
    assert assign(**{**question, "capacity": more}).pairs.size >= assign(**question).pairs.size


@given(questions())
@settings(max_examples=100, deadline=None)
def test_one_more_helper_never_lowers_the_number_served(question):
    families = question["priority"].size
    wider = {
        **question,
        "family": np.r_[question["family"], np.arange(families)],
        "helper": np.r_[question["helper"], np.full(families, question["capacity"].size)],
        "fit": np.r_[question["fit"], np.zeros(families)],
        "keep": np.r_[question["keep"], np.zeros(families, dtype=np.bool_)],
        "capacity": np.r_[question["capacity"], 1],
    }
    assert assign(**wider).pairs.size >= assign(**question).pairs.size


@pytest.mark.parametrize("seed", range(6))
def test_linear_programs_agree_class_by_class_and_on_fit(seed):
    question = a_question(60, 35, 6, seed=seed, capacity=1 + seed % 3)
    pairs, families, helpers = question["family"].size, question["priority"].size, question["capacity"].size
    every = np.arange(pairs)
    once = csr_array((np.ones(pairs), (question["family"], every)), shape=(families, pairs))
    room = csr_array((np.ones(pairs), (question["helper"], every)), shape=(helpers, pairs))
    upper, limits = [once.toarray(), room.toarray()], [np.ones(families), question["capacity"]]
    counts = []
    value = worth(question["fit"], question["keep"], 0.03)
    for aim in [*(question["priority"][question["family"]] == k for k in range(3)), value]:
        found = linprog(-aim.astype(float), A_ub=np.vstack(upper), b_ub=np.concatenate(limits), bounds=(0, 1))
        counts.append(round(-found.fun))
        upper.append(-aim[None, :].astype(float))
        limits.append(np.array([found.fun + 1e-7]))
    plan = assign(**question)

    plan.verify()
    assert [*plan.served_by_class, value[plan.pairs].sum()] == counts


@pytest.mark.parametrize("size", [40, 150])
def test_it_finds_the_optimum_of_a_square_assignment(size):
    fit = np.random.default_rng(size).integers(0, 10_001, (size, size)) / 10_000
    rows, columns = np.indices(fit.shape).reshape(2, -1)
    plan = assign(rows, columns, fit.ravel(), np.ones(size, int), np.zeros(size, int))

    assert plan.total_fit == pytest.approx(fit[linear_sum_assignment(fit, maximize=True)].sum())
    plan.verify()


def test_an_empty_question_has_an_empty_plan():
    for empty in (assign([], [], [], [], []), assign([], [], [], [2], [])):
        empty.verify()
        assert empty.pairs.dtype == np.int64
        assert (empty.pairs.size, empty.total_fit, empty.unserved.size) == (0, 0.0, 0)
    nobody = assign([], [], [], [1, 1], [4, 2, 4])
    nobody.verify()
    assert nobody.unserved.tolist() == [0, 1, 2]
    assert (nobody.classes.tolist(), nobody.served_by_class.tolist()) == ([2, 4], [0, 0])


def test_the_first_class_goes_before_any_fit():
    plan = assign([0, 1], [0, 0], [1.0, 0.0], [1], [1, 0])
    assert (plan.pairs.tolist(), plan.served_by_class.tolist()) == ([1], [1, 0])


def test_two_of_a_later_class_do_not_push_out_one_of_the_first():
    plan = assign([0, 0, 1, 2], [0, 1, 0, 1], [0.1, 0.1, 1.0, 1.0], [1, 1], [0, 1, 1])
    assert plan.served_by_class.tolist() == [1, 1]


def test_a_worse_pair_is_taken_if_it_serves_one_family_more():
    plan = assign([0, 0, 1], [0, 1, 0], [1.0, 0.0, 0.9], [1, 1], [0, 0])
    assert plan.pairs.tolist() == [1, 2]


def test_of_many_tied_pairs_only_those_that_make_a_best_plan_together_are_taken():
    block = np.repeat(np.arange(30), 4)
    family = 2 * block + np.tile([0, 0, 1, 1], 30)
    helper = 3 * block + np.tile([0, 1, 0, 2], 30)
    plan = assign(family, helper, np.tile([0.9, 0.5, 0.8, 0.4], 30), np.ones(90, int), np.zeros(60, int))

    plan.verify()
    assert plan.total_fit == pytest.approx(30 * 1.3)
    assert {tuple(pair) for pair in (plan.pairs % 4).reshape(30, 2).tolist()} == {(0, 3), (1, 2)}


def test_a_pending_pair_stays_unless_another_is_better_by_more_than_the_bonus():
    def chosen(better):
        return assign([0, 0], [0, 1], [0.5, better], [1, 1], [0], keep=[True, False]).pairs.tolist()

    assert chosen(0.5299) == [0]
    assert chosen(0.5301) == [1]
    assert assign([0, 0], [0, 1], [0.5, 0.5299], [1, 1], [0], keep=[True, False]).total_fit == 0.5


def test_prices_say_what_one_more_place_is_worth():
    question: dict[str, Any] = {"family": [0, 1], "helper": [0, 0], "fit": [0.9, 0.4], "priority": [0, 0]}
    scarce = assign(capacity=[1], **question)
    assert scarce.helper_price.tolist() == pytest.approx([scarce.class_bonus + 0.4])
    assert scarce.family_price.tolist() == pytest.approx([0.5, 0])
    assert assign(capacity=[2], **question).helper_price.tolist() == [0.0]


def test_more_classes_than_fit_in_one_weight_are_served_in_turn(monkeypatch):
    question = a_question(60, 30, 8, classes=20)
    at_once = assign(**question)
    monkeypatch.setattr(sys.modules["matching.engine.assign"], "COST_BITS", 28)
    in_turn = assign(**question)

    in_turn.verify()
    for name in ("pairs", "family_price", "helper_price"):
        np.testing.assert_array_equal(getattr(at_once, name), getattr(in_turn, name))


def test_prices_up_to_the_largest_are_read_back_exactly():
    steps = MOST_STEPS - np.arange(1, 100_000)
    np.testing.assert_array_equal(whole(units(steps)), steps)


def test_more_classes_than_prices_can_tell_apart_are_refused():
    many, ones = np.arange(600_000), np.ones(600_000, dtype=np.int64)
    for asked in (
        lambda: assign(many, many, ones, ones, many),
        lambda: assign_fairly(many, many, ones, ones, many, many),
        lambda: scale_of(many, ones, 0.03),
    ):
        with pytest.raises(ValueError, match="priority: 600000 classes are too many"):
            asked()


def test_a_plan_cannot_be_changed():
    fit = np.array([0.5])
    plan = assign([0], [0], fit, [1], [0])
    fit[0] = 0.1
    plan.verify()
    with pytest.raises(ValueError, match="read-only"):
        plan.pairs[0] = 3
