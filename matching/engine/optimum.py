"""The heaviest plan over all pairs with its prices: solved on a shortlist, then priced out until no pair improves."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from matching.engine.arrays import Bools, Ints, starts_of
from matching.engine.flow import heaviest
from matching.engine.prices import least_prices

SHORTLIST: Final = 24  # pairs per family to begin with; a shortlist alone would leave families unserved
ROUNDS: Final = 8  # then the solver gets every pair; five were enough on every measured instance


@dataclass(frozen=True, eq=False)
class Optimum:
    """A heaviest plan. `chosen` int64[families]: row of the pair or -1; prices as in `least_prices`."""

    chosen: Ints
    family_price: Ints
    helper_price: Ints


def optimum(family: Ints, helper: Ints, weight: Ints, spread: Ints, capacity: Ints, families: int) -> Optimum:
    """Return the heaviest plan over all pairs, with the least prices that prove it.

    family, helper, weight, spread  shape (pairs,); family ascending
    spread                          orders pairs of equal weight on the shortlist; never the result

    Solves on the best pairs of each family, looks through all pairs for one that bids more than the
    prices, adds those, and repeats until there is none. Raises ArithmeticError as `heaviest` does.
    """
    active = _shortlist(family, weight, spread, families)
    for _ in range(ROUNDS):
        rows = np.flatnonzero(active)
        short = heaviest(family[rows], helper[rows], weight[rows], capacity, families)
        keeps, price = least_prices(family[rows], helper[rows], weight[rows], short, capacity.size)
        better = weight > keeps[family] + price[helper]
        if not better.any():
            return Optimum(_rows(short, rows), keeps, price)
        active |= better
    chosen = heaviest(family, helper, weight, capacity, families)
    return Optimum(chosen, *least_prices(family, helper, weight, chosen, capacity.size))


def _shortlist(family: Ints, weight: Ints, spread: Ints, families: int) -> Bools:
    if family.size <= 2 * SHORTLIST * families:
        return np.ones(family.size, dtype=np.bool_)
    active = np.zeros(family.size, dtype=np.bool_)
    ends = starts_of(family, families).tolist()
    for start, end in pairwise(ends):
        active[start + _best_few(weight[start:end], spread[start:end])] = True
    return active


def _best_few(weight: Ints, spread: Ints) -> Ints:
    if weight.size <= SHORTLIST:
        return np.arange(weight.size)
    least = np.partition(weight, -SHORTLIST)[-SHORTLIST]
    sure, tied = np.flatnonzero(weight > least), np.flatnonzero(weight == least)
    room = SHORTLIST - sure.size
    return np.concatenate([sure, tied[np.argpartition(spread[tied], room - 1)[:room]]])


def _rows(short: Ints, rows: Ints) -> Ints:
    chosen = np.full(short.size, -1, dtype=np.int64)
    chosen[short >= 0] = rows[short[short >= 0]]
    return chosen
