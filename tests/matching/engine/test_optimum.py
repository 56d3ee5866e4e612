"""Pricing out, the flow solver and the prices: exact over all pairs, and honest when something is wrong."""

import numpy as np
import pytest

from matching.engine import assign, optimum
from matching.engine.arrays import rows_of, starts_of
from matching.engine.flow import heaviest
from matching.engine.prices import least_prices
from tests.matching.engine.instances import a_question


@pytest.fixture(autouse=True)
def _by_flow(monkeypatch):
    """These tests are about the flow solver, whatever is prepared on this machine."""
    monkeypatch.setattr(optimum, "compiled", lambda: None)


@pytest.mark.parametrize("rounds", [0, 1, 8])
def test_a_shortlist_priced_out_gives_the_plan_over_all_pairs(monkeypatch, rounds):
    question = a_question(80, 60, 50, capacity=1)
    whole = assign(**question)
    monkeypatch.setattr(optimum, "SHORTLIST", 2)
    monkeypatch.setattr(optimum, "ROUNDS", rounds)
    short = assign(**question)

    short.verify()
    for name in ("pairs", "family_price", "helper_price", "queue"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(short, name))


def test_a_shortlist_alone_would_not_do(monkeypatch):
    monkeypatch.setattr(optimum, "SHORTLIST", 2)
    question = a_question(80, 60, 50, capacity=1)
    order = np.lexsort((question["helper"], question["family"]))
    family, helper = question["family"][order], question["helper"][order]
    weight = 1 + np.rint(question["fit"][order] * 10_000).astype(np.int64)
    short = optimum._shortlist(family, weight, weight, 80)
    assert np.bincount(family[short]).tolist() == [2] * 80

    served = heaviest(family[short], helper[short], weight[short], question["capacity"], 80)
    assert (served >= 0).sum() < assign(**question).pairs.size


def test_the_shortlist_keeps_the_best_and_spreads_the_ties(monkeypatch):
    monkeypatch.setattr(optimum, "SHORTLIST", 3)
    weight, spread = np.array([5, 9, 5, 5, 1]), np.array([4, 3, 2, 1, 0])
    assert sorted(optimum._best_few(weight, spread)) == [1, 2, 3]
    assert sorted(optimum._best_few(weight[:2], spread[:2])) == [0, 1]


def test_weights_beyond_64_bits_are_refused_not_guessed():
    with pytest.raises(ArithmeticError, match="BAD_COST_RANGE, not OPTIMAL"):
        heaviest(np.array([0]), np.array([0]), np.array([2**62]), np.array([1]), 1)


def test_a_plan_that_a_ring_of_moves_improves_has_no_prices():
    family, helper, weight = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([1, 9, 9, 1])
    with pytest.raises(ArithmeticError, match="not the best"):
        least_prices(family, helper, weight, np.array([0, 3]), 2)
    keeps, price = least_prices(family, helper, weight, np.array([1, 2]), 2)
    assert (keeps.tolist(), price.tolist()) == ([9, 9], [0, 0])


def test_rows_of_groups_come_group_after_group():
    starts = starts_of(np.array([0, 0, 2, 2, 2]), 4)
    assert starts.tolist() == [0, 2, 2, 5, 5]
    assert rows_of(np.array([2, 1, 0]), starts).tolist() == [2, 3, 4, 0, 1]
    assert rows_of(np.array([], dtype=np.int64), starts).tolist() == []
