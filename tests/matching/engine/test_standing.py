"""A standing plan: after each change the plan and the prices that solving anew would give."""

import numpy as np
import pytest

from matching.engine import standing
from matching.engine.compiled import jit
from matching.engine.compiled.programs import SHORTEST_PATHS
from matching.engine.compiled.steps import PLAIN, steps
from matching.engine.objective import tie_break
from matching.engine.standing import Standing
from tests.matching.engine.instances import a_question

PAIRS = ("family", "helper", "weight", "tie")


@pytest.fixture(scope="session")
def fast():
    jit.prepare()
    found = jit.load(SHORTEST_PATHS)
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    """Compiled or not, it is the same code."""
    monkeypatch.setattr(standing, "steps", lambda: PLAIN)


def a_graph(families, helpers, per_family, **more):
    """Arguments of `solve`: a made-up programme."""
    question = a_question(families, helpers, per_family, **more)
    order = np.lexsort((question["helper"], question["family"]))
    family, helper = question["family"][order], question["helper"][order]
    weight = (3 - question["priority"][family]) * 10**8 + np.rint(question["fit"][order] * 10**4).astype(np.int64)
    pairs = {"family": family, "helper": helper, "weight": weight, "tie": tie_break(family, helper, 40)}
    return {**pairs, "capacity": question["capacity"], "families": families}


def the_same(one, other):
    np.testing.assert_array_equal(one.helper_of, other.helper_of)
    for mine, theirs in zip(one.least_prices(), other.least_prices(), strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("seed", range(3))
def test_pairs_that_come_later_lead_to_the_same_plan(seed):
    graph = a_graph(60, 40, 6, seed=seed, capacity=1 + seed)
    whole = Standing.solve(**graph)
    later = np.random.default_rng(seed).random(graph["family"].size) < 0.5
    grown = Standing.solve(**graph | {name: graph[name][~later] for name in PAIRS})
    grown.add_pairs(**{name: graph[name][later][::-1] for name in PAIRS})

    the_same(grown, whole)


def test_the_prices_after_solving_are_the_least():
    solved = Standing.solve(**a_graph(60, 40, 6))
    for price, least in zip(solved.prices(), solved.least_prices(), strict=True):
        np.testing.assert_array_equal(price, least)


def test_the_prices_prove_the_plan_to_the_tie():
    graph = a_graph(60, 40, 6)
    family, helper, weight, tie = (graph[name] for name in PAIRS)
    solved = Standing.solve(**graph)
    prices, rows = solved.prices(), solved.row_of[solved.row_of >= 0]
    above = prices.family[family] + prices.helper[helper] - weight
    above_tie = prices.family_tie[family] + prices.helper_tie[helper] - tie
    assert ((above > 0) | ((above == 0) & (above_tie >= 0))).all()
    assert not above[rows].any()
    assert not above_tie[rows].any()


def test_the_least_prices_can_be_interrupted_on_the_way(monkeypatch):
    graph = a_graph(60, 40, 6)
    whole = Standing.solve(**graph).least_prices()
    monkeypatch.setattr(standing, "AT_ONCE", 10)
    the_same(Standing.solve(**graph), Standing.solve(**graph))
    np.testing.assert_array_equal(Standing.solve(**graph).least_prices().helper, whole.helper)


def test_pairs_in_the_middle_of_a_list_are_dropped_from_it():
    every = np.arange(4)
    held = Standing.solve(every, every * 0, every + 1, every + 1, np.array([1]), 4)
    held.remove_pair(3, 0)
    held.remove_pair(1, 0)
    held.remove_family(2)
    assert held.helper_of.tolist() == [0, -1, -1, -1]


def test_where_it_is_prepared_the_compiled_steps_are_taken(fast, monkeypatch):
    assert steps() is fast
    assert set(vars(PLAIN)) <= set(vars(fast))
    monkeypatch.setattr(jit, "load", lambda program: None)
    assert steps() is PLAIN


def test_numbers_that_are_too_large_are_refused():
    one = np.zeros(1, dtype=np.int64)
    with pytest.raises(ValueError, match="64 bits"):
        Standing.solve(one, one, one + 2**60, one, one + 1, 1)


def coming_and_going(graph, seed):
    """Return a standing plan after half of all people left and came back, with their new numbers."""
    dice, held = np.random.default_rng(seed), Standing.solve(**graph)
    family, helper = np.arange(graph["families"]), np.arange(graph["capacity"].size)
    for one in dice.permutation(family)[::2]:
        rows = np.flatnonzero(graph["family"] == one)
        held.remove_family(int(family[one]))
        family[one] = held.insert_family(helper[graph["helper"][rows]], graph["weight"][rows], graph["tie"][rows])
        one = dice.integers(helper.size)
        rows = np.flatnonzero(graph["helper"] == one)
        held.remove_helper(int(helper[one]))
        pairs = family[graph["family"][rows]], graph["weight"][rows], graph["tie"][rows]
        helper[one] = held.insert_helper(int(graph["capacity"][one]), *pairs)
    return held, family, helper


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("compiled", [False, True])
def test_whoever_leaves_and_comes_back_finds_the_same_place(fast, monkeypatch, compiled, seed):
    if compiled:
        monkeypatch.setattr(standing, "steps", lambda: fast)
    graph = a_graph(120, 90, 25, seed=seed, capacity=1 + seed % 2)
    before, asked = Standing.solve(**graph), graph["family"].copy()
    after, family, helper = coming_and_going(graph, seed)

    places = np.append(helper, -1)[before.helper_of]
    np.testing.assert_array_equal(after.helper_of[family], places)
    np.testing.assert_array_equal(after.least_prices().helper[helper], before.prices().helper)
    np.testing.assert_array_equal(after.least_prices().helper_tie[helper], before.prices().helper_tie)
    assert graph["family"].tolist() == asked.tolist(), "what was given is left alone"


def test_room_that_others_left_behind_is_used_again():
    graph = a_graph(100, 90, 25)
    held = Standing.solve(**graph)
    for family in range(1, 100):
        held.remove_family(family)
    before = held._board.rows.size
    back = [np.flatnonzero(graph["family"] == one) for one in range(1, 20)]
    for rows in back:
        held.insert_family(graph["helper"][rows], graph["weight"][rows], graph["tie"][rows])
    assert held._board.rows.size == before

    few = Standing.solve(**graph | {name: graph[name][graph["family"] < 20] for name in PAIRS} | {"families": 20})
    assert held.helper_of[[0, *range(100, 119)]].tolist() == few.helper_of.tolist()
    for mine, theirs in zip(held.least_prices()[2:], few.least_prices()[2:], strict=True):
        np.testing.assert_array_equal(mine, theirs)
