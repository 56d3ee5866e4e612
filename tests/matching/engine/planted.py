"""Questions whose answer is known before they are asked: prices and a plan first, then fits that make it the best.

No plan is worth more than the sum of all prices (weak duality), so a plan that is worth just that is the best; and
where every other pair is worth less than its two prices, and every family served keeps something, it is the only one.
"""

from typing import Any, NamedTuple

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.objective import RESOLUTION

KEEPS, PRICE = 4000, 5000  # the most that a family keeps, and that a place costs, in 1/10,000


class Planted(NamedTuple):
    """Arguments of `assign`, and its answer: the pairs of a best plan, who goes without, prices in 1/10,000.

    The prices leave the class bonuses out: they are those among the plans that serve as many of each class.
    """

    question: dict[str, Any]
    pairs: Ints
    unserved: Ints
    price: Ints


def planted(families: int, helpers: int, per_family: int, *, unique: bool, seed: int = 0) -> Planted:
    """Return a question of three classes: a crowded corner with fewer places than families, and a loose rest.

    In the corner the first two classes take all places and the last goes without, with pairs in the corner only, so
    that nothing can be done for them. In the rest all are served, by helpers with and without a place to spare.
    """
    dice = np.random.default_rng(seed)
    corner = helpers // 4
    capacity = dice.integers(1, 4, helpers)
    capacity[dice.random(helpers) < 0.05] = 0
    places = np.repeat(np.arange(helpers), capacity)
    crowded = places[places < corner]
    without = max(1, families // 10)
    spare = places[places >= corner]
    served = np.concatenate([crowded, dice.choice(spare, families - without - crowded.size, replace=False)])
    dice.shuffle(served)
    at = np.concatenate([served, np.full(without, -1)])
    full = np.bincount(served, minlength=helpers) == capacity
    price = np.where(full, dice.integers(1, PRICE, helpers), 0)
    keeps = np.where(at >= 0, dice.integers(1, KEEPS, families), 0)
    family, helper = _pairs(dice, at, corner, helpers, per_family)
    value = keeps[family] + price[helper]
    own = helper == at[family]
    least = 1 if unique else 0
    value = np.where(own, value, np.maximum(value - least - dice.integers(0, 3, own.size) ** 2 * 400, 0))
    tight = ~own & (value > keeps[family] + price[helper] - least)
    family, helper, value, own = family[~tight], helper[~tight], value[~tight], own[~tight]
    crowd = np.isin(at, np.arange(corner))
    priority = np.where(at < 0, 2, np.where(crowd, dice.integers(0, 2, families), dice.integers(0, 3, families)))
    order = dice.permutation(family.size)
    question: dict[str, Any] = {"family": family[order], "helper": helper[order], "fit": value[order] / RESOLUTION}
    question |= {"capacity": capacity, "priority": priority}
    return Planted(question, np.flatnonzero(own[order]), np.flatnonzero(at < 0), price)


def _pairs(dice: np.random.Generator, at: Ints, corner: int, helpers: int, per_family: int) -> tuple[Ints, Ints]:
    """Return the pairs of the plan, and others that leave the corner closed for whoever is not in it."""
    closed = at < corner
    family = np.repeat(np.arange(at.size), per_family)
    inside, anywhere = dice.integers(0, corner, family.size), dice.integers(0, helpers, family.size)
    key = family * helpers + np.where(closed[family], inside, anywhere)
    planned = np.flatnonzero(at >= 0)
    key = np.unique(np.concatenate([key, planned * helpers + at[planned]]))
    return key // helpers, key % helpers
