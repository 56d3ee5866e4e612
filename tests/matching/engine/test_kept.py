"""Whatever is kept of a plan that was, right or wrong: the next plan is the same to the byte, prices included."""

from dataclasses import replace
from functools import partial
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Kept, Rules, standing
from matching.engine.columns import MUNICIPALITIES, take
from matching.engine.compiled import kernel
from matching.engine.compiled.solver import shortest_paths
from matching.engine.compiled.steps import PLAIN
from matching.engine.prices import Start
from matching.engine.search import PLAIN as LOOKING
from matching.engine.standing import Standing
from tests.matching.engine.instances import a_programme, some_families, some_helpers
from tests.matching.engine.test_standing import a_graph, the_same

planning, optimum = import_module("matching.engine.plan"), import_module("matching.engine.optimum")
SAME = ("family_key", "helper_key", "fit", "unserved", "stopped")
PROVEN = ("family_price", "helper_price", "price_tie", "queue", "served_by_class", "class_bonus", "total_fit")
LEFT = ("family", "helper", "dear", "price", "price_tie", "step")
TOGETHER = Rules(works_together=frozenset({(0, 1), (1, 2), (2, 0)}))
NUMBERS = [0, 1, -1, 5_000, 10**8, 2**59, 2**60, 2**62, -(2**63)]


@pytest.fixture(autouse=True, scope="module")
def _exact():
    """The solver that tells prices down to the tie, compiled or not, and a small question searched."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(optimum, "compiled", lambda: partial(shortest_paths, kernel.let_in))
        patch.setattr(standing, "steps", lambda: PLAIN)
        patch.setattr(planning, "looking", lambda: LOOKING)
        yield


def planned(*question, searched=False, kept=None):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "FEW_CELLS", -1 if searched else 10**9)
        return planning.plan(*question, kept=kept)


def require_same(made, cold):
    for name in SAME:
        assert getattr(made, name).tobytes() == getattr(cold, name).tobytes(), name
    for name in PROVEN:
        np.testing.assert_array_equal(getattr(made.assignment, name), getattr(cold.assignment, name), name)
    for name in LEFT:
        np.testing.assert_array_equal(getattr(made.kept(), name), getattr(cold.kept(), name), name)
    counts = ({**one.counts, "pairs": 0} for one in (made, cold))
    assert next(counts) == next(counts)
    made.certificate()


def a_day_later(families, helpers, pairs, seed):
    """Some have left and some come, a class is new, places were taken and given back, proposals are looked at."""
    dice = np.random.default_rng(seed)
    here = dice.random(families.key.size) < 0.9, dice.random(helpers.key.size) < 0.9
    waits = families.priority + (dice.random(families.key.size) < 0.1)
    more = np.maximum(helpers.capacity + dice.integers(-1, 2, helpers.capacity.size), 0)
    people = take(replace(families, priority=waits), here[0]), take(replace(helpers, capacity=more), here[1])
    return *people, replace(TOGETHER, pending=pairs[dice.random(len(pairs)) < 0.7])


def any_kept(dice, families, helpers):
    """Keys of nobody, families twice, everybody at few helpers, prices and steps that no plan has."""
    some, dear = dice.integers(0, 80), dice.integers(0, 80)
    few = dice.choice(helpers.key, 3)
    return Kept(
        family=dice.choice(np.append(families.key, 10**6), some),
        helper=dice.choice(few if dice.random() < 0.5 else np.append(helpers.key, 10**6), some),
        dear=dice.choice(np.append(helpers.key, 10**6), dear),
        price=dice.choice(NUMBERS, dear),
        price_tie=dice.choice(NUMBERS, dear),
        step=int(dice.choice([-1, 0, 1, 10**4, 10**8, 2**61])),
    )


@pytest.mark.parametrize("searched", [False, True])
@settings(deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_plan_is_the_same_begun_with_any_other(searched, seed):
    families, helpers = a_programme(40, 25, seed)
    yesterday = planned(families, helpers, TOGETHER)
    pairs = np.stack([yesterday.family_key, yesterday.helper_key], axis=1)
    today = a_day_later(families, helpers, pairs, seed)
    cold = planned(*today, searched=searched)
    for kept in (cold.kept(), yesterday.kept(), any_kept(np.random.default_rng(seed), families, helpers)):
        require_same(planned(*today, searched=searched, kept=kept), cold)


@settings(deadline=None)
@given(seed=st.integers(0, 10**6), most=st.sampled_from([0, 1, 10_000, 10**8, 2**60]))
def test_a_standing_plan_is_the_same_whatever_it_begins_with(seed, most):
    dice, graph = np.random.default_rng(seed), a_graph(30, 20, 5, seed=seed, capacity=3)
    price, mate = dice.integers(0, most + 1, 20), dice.integers(-1, 20, 30)
    tie = dice.integers(-most * (most < 2**60), most + 1, 20)
    start = Start(mate, price, np.where(price > 0, tie, abs(tie)))
    the_same(Standing.begin(**graph, start=start), Standing.solve(**graph))


@pytest.mark.parametrize("searched", [False, True])
def test_the_same_question_begins_with_every_pair(searched):
    families, helpers = a_programme(60, 30, 3)
    cold = planned(families, helpers, TOGETHER, searched=searched)
    again = planned(families, helpers, TOGETHER, searched=searched, kept=cold.kept())
    assert (cold.begun_with, again.begun_with) == (0, cold.family_key.size)


@pytest.mark.parametrize("searched", [False, True])
def test_whoever_has_the_best_of_many_equal_helpers_begins_with_it(searched):
    question = some_families({}, {}), some_helpers(*[{} for _ in range(30)]), Rules()
    cold = planned(*question, searched=searched)
    kept = replace(cold.kept(), helper=cold.kept().helper[::-1])
    assert planned(*question, searched=searched, kept=cold.kept()).begun_with == 2
    assert planned(*question, searched=searched, kept=kept).begun_with < 2


def test_prices_keep_their_difference_in_classes_where_a_class_weighs_more():
    family, helper, price, tie = np.array([[1, 2], [7, 8], [300, 10_990], [5, -6]])
    left = Kept(family, helper, dear=helper, price=price, price_tie=tie, step=1_000)
    mate, price, price_tie = left.start(np.array([1, 2, 3]), np.array([7, 8, 9]), 5_000)
    assert mate.tolist() == [0, 1, -1]
    assert price.tolist() == [300, 11 * 5_000 - 10, 0]
    assert price_tie.tolist() == [5, -6, 0]


def test_a_price_that_cannot_be_right_is_none():
    wrong = np.array([-1, 0, 2**60, 5, 5])
    ties = np.array([0, -1, 0, 2**60, -(2**63)])
    keys, nobody = np.arange(5), np.zeros(0, dtype=np.int64)
    start = Kept(nobody, nobody, keys, wrong, ties, step=1).start(nobody, keys, 1)
    assert not start.price.any()
    assert not start.price_tie.any()


def test_no_more_begin_with_a_helper_than_it_has_places():
    question = some_families({}, {}, {}), some_helpers({"capacity": 2}), Rules()
    left = replace(planned(*question).kept(), family=np.array([1, 2, 3]), helper=np.array([1, 1, 1]))
    begun = planned(*question, kept=replace(left, dear=left.dear[:0], price=left.price[:0], price_tie=left.dear[:0]))
    assert begun.begun_with == 2


def test_what_is_fair_between_municipalities_is_planned_anew():
    families, helpers = a_programme(30, 20, 1)
    kept = planned(families, helpers, TOGETHER).kept()
    fair = planned(families, helpers, replace(TOGETHER, policy=MUNICIPALITIES), kept=kept)
    assert fair.begun_with == 0
    assert fair.kept() is None


@pytest.mark.parametrize("change", [("PLAIN_PAIRS", -1), ("too_large", lambda *asked: True)])
def test_where_that_would_be_slow_or_wrong_it_is_planned_anew(monkeypatch, change):
    question = *a_programme(30, 20, 1), TOGETHER
    cold = planned(*question)
    with monkeypatch.context() as patch:
        patch.setattr(optimum, "compiled", lambda: None)
        patch.setattr(optimum, *change)
        made = planned(*question, kept=cold.kept())
    assert made.begun_with == 0
    assert made.kept() is None, "the flow solver has no prices down to the tie"
    assert made.helper_key.tolist() == cold.helper_key.tolist()
    assert made.assignment.helper_price.tolist() == cold.assignment.helper_price.tolist()


def test_a_small_question_begins_with_it_in_plain_python_too(monkeypatch):
    question = *a_programme(30, 20, 1), TOGETHER
    cold = planned(*question)
    monkeypatch.setattr(optimum, "compiled", lambda: None)
    made = planned(*question, kept=cold.kept())
    assert made.begun_with == cold.family_key.size
    require_same(made, cold)
