"""The heaviest plan over all pairs with its prices: compiled, or by flow on a shortlist that is priced out."""

from itertools import pairwise
from typing import Final

import numpy as np

from matching.engine.arrays import Bools, Ints, starts_of
from matching.engine.prices import Optimum
from matching.engine.solvers import by_flow, compiled

SHORTLIST: Final = 24  # pairs per family to begin with; a shortlist alone would leave families unserved
ROUNDS: Final = 8  # then the solver gets every pair; five were enough on every measured instance


def optimum(family: Ints, helper: Ints, weight: Ints, spread: Ints, capacity: Ints, families: int) -> Optimum:
    """Return the heaviest plan over all pairs, with the least prices that prove it.

    family, helper, weight, spread  shape (pairs,); family ascending
    spread                          orders pairs of equal weight on the shortlist; never the result

    The compiled solver looks at all pairs by itself. The flow solver gets the best pairs of each family; then
    all pairs are looked through for one that bids more than the prices, those are added, and so on until
    there is none. Raises ArithmeticError as `by_flow` does.
    """
    fast = compiled()
    found = fast(family, helper, weight, capacity, families) if fast else None
    return found or _priced_out(family, helper, weight, spread, capacity, families)


def _priced_out(family: Ints, helper: Ints, weight: Ints, spread: Ints, capacity: Ints, families: int) -> Optimum:
    active = _shortlist(family, weight, spread, families)
    for _ in range(ROUNDS):
        rows = np.flatnonzero(active)
        short = by_flow(family[rows], helper[rows], weight[rows], capacity, families)
        better = weight > short.family_price[family] + short.helper_price[helper]
        if not better.any():
            return Optimum(_rows(short.chosen, rows), short.family_price, short.helper_price)
        active |= better
    return by_flow(family, helper, weight, capacity, families)


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
