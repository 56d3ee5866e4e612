"""Prices of families: they prove what no plan exceeds, in whole numbers.

Without the rule that a family has one group at most, each group takes its best load by itself. A price per family,
taken off the gain of whoever takes it, makes up for the rule: what all groups gain, plus all prices, is never below
the worth of a plan, whatever the prices are (Lagrangian duality; Fisher, The Lagrangian relaxation method for solving
integer programming problems, 1981). How they are found does not matter for the proof.
"""

from typing import Final, NamedTuple

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.groups.loads import Loads
from matching.engine.groups.question import Question
from matching.engine.groups.relaxed import best_relaxed

SCALE: Final = 1_000  # prices are in 1/1,000 of a unit of the aim


class Prices(NamedTuple):
    """family  int64[families] ≥ 0, in 1/1,000
    aim     int64[aims before this one] ≥ 0, in 1/1,000: the price of falling short of what the plan reaches there
    """

    family: Ints
    aim: Ints


class Bounded(NamedTuple):
    """What no plan exceeds in one aim if it reaches what it must in those before, and the prices that prove it."""

    bound: int
    prices: Prices


def nobody_left_out(asked: Question, aims: list[Ints]) -> Prices:
    """Return the prices at which each family costs the most that any group gains by it: they bound the last aim by
    what it would be with a group for everybody."""
    family = np.zeros(asked.rank.size, dtype=np.int64)
    np.maximum.at(family, asked.family, SCALE * aims[-1])
    return Prices(family, np.zeros(len(aims) - 1, dtype=np.int64))


def bounded(asked: Question, aims: list[Ints], reached: list[int], prices: Prices, listed: Loads | None) -> Bounded:
    """Return what no plan exceeds in the last of `aims` if it reaches `reached` in the others, by these prices."""
    gain = gains(asked, aims, prices)
    most = best_relaxed(asked, gain) if listed is None else listed.best(gain)
    owed = sum(int(price) * value for price, value in zip(prices.aim, reached, strict=True))
    return Bounded((int(prices.family.sum() + most.sum()) - owed) // SCALE, prices)


def gains(asked: Question, aims: list[Ints], prices: Prices) -> Ints:
    """Return int64[pairs], in 1/1,000: what a group gains by each pair in the last of `aims`."""
    total = SCALE * aims[-1] - prices.family[asked.family]
    for price, aim in zip(prices.aim, aims[:-1], strict=True):
        total += price * aim
    return total
