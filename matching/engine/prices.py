"""The prices that prove a plan: what one more place of each helper is worth, and what each family keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matching.engine.arrays import Bools, Ints, rows_of, starts_of


@dataclass(frozen=True, eq=False)
class Optimum:
    """A heaviest plan.

    chosen        int64[families]: row of the pair or -1
    family_price, helper_price  as in `least_prices`
    helper_tie    int64[helpers]: the tie of the helper prices, as in `ExactPrices`; None where no tie was asked
    begun_with    how many pairs of another plan it could begin with
    """

    chosen: Ints
    family_price: Ints
    helper_price: Ints
    helper_tie: Ints | None = None
    begun_with: int = 0


class ExactPrices(NamedTuple):
    """Prices that prove a plan down to the tie: each is (price, tie), compared in order and ≥ (0, 0).

    All int64; a tie alone may be below 0. What a family keeps, and what a place of a helper costs, add up to at least
    (weight, tie) on every pair, to just that on every pair of the plan, and are 0 for whoever has nobody or a place.
    """

    family: Ints
    family_tie: Ints
    helper: Ints
    helper_tie: Ints


class Start(NamedTuple):
    """What a plan may begin with, right or wrong: of families, int64, the row of a helper or -1; and of helpers, int64,
    prices ≥ (0, 0), each part between -2^60 and 2^60."""

    mate: Ints
    price: Ints
    price_tie: Ints

    def where_nobody_comes(self, helpers: Bools, price: int, tie: int) -> Start:
        """Return the same with this price at these helpers."""
        told = np.where(helpers, price, self.price), np.where(helpers, tie, self.price_tie)
        return Start(self.mate, *told)


def least_prices(family: Ints, helper: Ints, weight: Ints, chosen: Ints, helpers: int) -> tuple[Ints, Ints]:
    """Return (family prices u, helper prices p), the least p ≥ 0 with u + p ≥ weight on every pair.

    family, helper, weight  shape (pairs,); family ascending
    chosen                  shape (families,): the row of each family's pair, or -1

    u is what a served family keeps, weight - p of its own pair, and 0 for an unserved one. p rises from 0
    to the best that a family, at what it keeps elsewhere, would still bid for a place: longest paths in
    the residual graph of the plan, Bellman-Ford over the helpers that just became dearer (Ahuja, Magnanti,
    Orlin, Network Flows, 1993, §9.4). The least prices are the same for every optimal plan.

    Raises ArithmeticError if prices rise without end, which they do exactly when the plan can be improved
    by moving families round in a ring.
    """
    starts = starts_of(family, chosen.size)
    served = np.flatnonzero(chosen >= 0)
    taken = np.full(chosen.size, -1, dtype=np.int64)
    taken[served] = helper[chosen[served]]
    by_helper = served[np.argsort(taken[served], kind="stable")]
    held = starts_of(taken[by_helper], helpers)
    keeps, price = np.zeros(chosen.size, dtype=np.int64), np.zeros(helpers, dtype=np.int64)
    keeps[served] = weight[chosen[served]]
    bidding = np.arange(chosen.size)
    for _ in range(min(served.size, helpers) + 2):
        rows = rows_of(bidding, starts)
        asked = helper[rows]
        before = price[asked]
        np.maximum.at(price, asked, weight[rows] - keeps[family[rows]])
        dearer = np.unique(asked[price[asked] > before])
        if not dearer.size:
            return keeps, price
        bidding = by_helper[rows_of(dearer, held)]
        keeps[bidding] = weight[chosen[bidding]] - price[taken[bidding]]
    raise ArithmeticError("prices rise without end: the plan is not the best")


def require_best(
    family: Ints, helper: Ints, weight: Ints, tie: Ints, capacity: Ints, chosen: Ints, prices: ExactPrices
) -> None:
    """Raise ValueError unless the plan is allowed and these prices prove that none is better. Time O(pairs)."""
    served, waits = np.flatnonzero(chosen >= 0), chosen < 0
    rows = chosen[served]
    _require(((chosen >= -1) & (chosen < family.size)).all(), "chosen: a pair that there is not")
    _require(np.array_equal(family[rows], served), "chosen: a pair of another family")
    room = capacity - np.bincount(helper[rows], minlength=capacity.size)
    _require((room >= 0).all(), "chosen: a helper beyond its capacity")
    shapes = tuple(price.shape for price in prices)
    _require(shapes == (chosen.shape, chosen.shape, room.shape, room.shape), "prices: one is missing")
    _require((not_below(prices.family, prices.family_tie)).all(), "prices: a family's is below 0")
    _require((not_below(prices.helper, prices.helper_tie)).all(), "prices: a helper's is below 0")
    _require(not (prices.family[waits].any() or prices.family_tie[waits].any()), "prices: a family that waits has one")
    _require(not (prices.helper[room > 0].any() or prices.helper_tie[room > 0].any()), "prices: a free place has one")
    above = prices.family[family] + prices.helper[helper] - weight
    above_tie = prices.family_tie[family] + prices.helper_tie[helper] - tie
    _require(not (above[rows].any() or above_tie[rows].any()), "prices: not what a pair of the plan is worth")
    _require(not_below(above, above_tie).all(), "prices: below what a pair is worth")


def may_begin(family: Ints, helper: Ints, weight: Ints, tie: Ints, capacity: Ints, start: Start) -> Ints:
    """Return the rows of pairs with which a plan over all pairs may begin at these prices. Time O(pairs).

    Of each family the pair of `start`, if no other is worth more above the price, and it is not worth less than the
    price; of those of a helper, no more than its places.
    """
    above, above_tie = weight - start.price[helper], tie - start.price_tie[helper]
    rows = np.flatnonzero(helper == start.mate[family])
    own = np.full(start.mate.size, -1, dtype=np.int64)
    own[family[rows]] = rows
    mine = own[family]
    better = (mine >= 0) & ~not_below(above[mine] - above, above_tie[mine] - above_tie)
    own[family[better]] = -1
    rows = own[own >= 0]
    rows = rows[not_below(above[rows], above_tie[rows])]
    rows = rows[np.argsort(helper[rows], kind="stable")]
    turn = np.arange(rows.size) - np.searchsorted(helper[rows], helper[rows])
    kept: Ints = rows[turn < capacity[helper[rows]]]
    return kept


def not_below(price: Ints, tie: Ints) -> Bools:
    """Return bool[n]: whether (price, tie) ≥ (0, 0), compared in order."""
    holds: Bools = (price > 0) | ((price == 0) & (tie >= 0))
    return holds


def _require(holds: bool | np.bool_, broken: str) -> None:
    if not holds:
        raise ValueError(broken)
