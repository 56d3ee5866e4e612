"""What a standing plan refuses: numbers it does not know, and plans that are not proven."""

from typing import Any

import numpy as np
import pytest

from matching.engine import standing
from matching.engine.compiled.steps import PLAIN
from matching.engine.prices import ExactPrices
from matching.engine.standing import Standing

ONE = np.array([1])
# Family 0 is served by helper 0; family 1 waits; helper 1 is free.
GRAPH: dict[str, Any] = {
    "family": np.array([0, 1]),
    "helper": np.array([0, 0]),
    "weight": np.array([9, 5]),
    "tie": np.array([1, 2]),
    "capacity": np.array([1, 1]),
    "families": 2,
}


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    monkeypatch.setattr(standing, "steps", lambda: PLAIN)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda held: held.remove_family(2), r"no family \[2\]"),
        (lambda held: held.remove_family(-1), r"no family \[-1\]"),
        (lambda held: held.approve(1), "family 1 has no helper"),
        (lambda held: held.remove_pair(0, 1), "family 0 and helper 1 are no pair"),
        (lambda held: held.remove_helper(2), "no helper 2"),
        (lambda held: held.set_places(0, -1), "-1 places"),
        (lambda held: held.add_pairs(ONE + 1, ONE, ONE, ONE), r"no family \[2\]"),
        (lambda held: held.add_pairs(ONE - 1, ONE + 1, ONE, ONE), r"no helper \[2\]"),
        (lambda held: held.insert_family(ONE, np.array([2**60]), ONE), "64 bits"),
        (lambda held: held.insert_helper(-1, ONE, ONE, ONE), "-1 places"),
        (lambda held: held.insert_helper(1, ONE + 1, ONE, ONE), r"no family \[2\]"),
        (lambda held: held.add_pairs(ONE, ONE, ONE - 2, ONE), "below 0"),
    ],
)
def test_a_change_that_cannot_be_leaves_all_as_it_was(change, why):
    held = Standing.solve(**GRAPH)
    with pytest.raises(ValueError, match=why):
        change(held)
    assert held.helper_of.tolist() == [0, -1]
    assert held.least_prices().helper.tolist() == [5, 0]
    assert held.least_prices().helper_tie.tolist() == [2, 0]


def test_who_left_is_not_known_any_more():
    held = Standing.solve(**GRAPH)
    held.remove_family(0)
    assert held.helper_of.tolist() == [-1, 0]
    with pytest.raises(ValueError, match=r"no family \[0\]"):
        held.remove_family(0)


def stored(chosen=(0, -1), **prices):
    usual = {"family": [4, 0], "family_tie": [-1, 0], "helper": [5, 0], "helper_tie": [2, 0]}
    proof = ExactPrices(**{name: np.array(price) for name, price in (usual | prices).items()})
    return Standing.resume(**GRAPH, chosen=np.array(chosen), prices=proof)


def test_a_stored_plan_goes_on():
    held = stored()
    assert held.helper_of.tolist() == [0, -1]
    held.set_places(0, 2)
    assert held.helper_of.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"chosen": (0,)}, "one row per family"),
        ({"chosen": (2, -1)}, "a pair that there is not"),
        ({"chosen": (1, -1)}, "another family"),
        ({"chosen": (0, 1)}, "beyond its capacity"),
        ({"helper": [5]}, "one is missing"),
        ({"family": [-1, 0]}, "a family's is below 0"),
        ({"helper_tie": [2, -1]}, "a helper's is below 0"),
        ({"family_tie": [-1, 1]}, "a family that waits has one"),
        ({"helper": [5, 1]}, "a free place has one"),
        ({"family": [5, 0]}, "not what a pair of the plan is worth"),
        ({"helper_tie": [1, 0], "family_tie": [0, 0]}, "below what a pair is worth"),
    ],
)
def test_a_stored_plan_that_is_not_proven_is_refused(told, why):
    with pytest.raises(ValueError, match=why):
        stored(**told)
