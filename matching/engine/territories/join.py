"""The whole: territories' plans side by side, then the families that cross, then whatever pair bids more than a price.

Helpers belong to one territory each, so the plans of inner families do not touch each other and together are the best
plan of all inner families. Families that cross are let in by augmentation, and so is every pair that is found later;
the best plan is unique, so it is the same as if everybody had been asked at once.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from matching.engine.arrays import AnyArray, Ints, by_pair
from matching.engine.codes import HARD_RULES
from matching.engine.columns import Bytes
from matching.engine.prices import ExactPrices
from matching.engine.standing import Standing
from matching.engine.territories.piece import Asked, Bids, Common, Found


class Joined(NamedTuple):
    """The best plan over the pairs known so far, with its least prices. Families are those of `Common`, in its order.

    helper, capacity    of all helpers, by ascending key
    stopped             int8[families]: place in HARD_RULES of the first rule that leaves it nobody, or -1
    pending             how many possible pairs people are looking at already
    at, to              rows of family and helper of each pair, in this order
    weight, tie         int64[pairs]
    mate                int64[families]: row of the helper, or -1
    family_price …      the least prices that prove it over these pairs; 0 for a helper without a place, whose pairs
                        are not looked for
    """

    helper: Ints
    capacity: Ints
    stopped: Bytes
    pending: int
    at: Ints
    to: Ints
    weight: Ints
    tie: Ints
    mate: Ints
    family_price: Ints
    family_tie: Ints
    helper_price: Ints
    helper_tie: Ints

    @property
    def chosen(self) -> Ints:
        """int64[families]: row of the pair, or -1."""
        served, chosen = np.flatnonzero(self.mate >= 0), np.full(self.mate.size, -1, dtype=np.int64)
        code = self.at * self.helper.size + self.to
        chosen[served] = np.searchsorted(code, served * self.helper.size + self.mate[served])
        return chosen

    @property
    def prices(self) -> ExactPrices:
        """The four arrays of prices together."""
        return ExactPrices(self.family_price, self.family_tie, self.helper_price, self.helper_tie)


class Pairs(NamedTuple):
    """Pairs by rows of the whole, in any order."""

    at: Ints
    to: Ints
    weight: Ints
    tie: Ints


def join(known: Common, found: Iterable[Found]) -> Joined:
    """Return the best plan over all pairs that the territories found, families that cross included.

    Raises ValueError if what a territory found is not the best plan of its inner families.
    """
    pieces = list(found)
    house = np.sort(_end_to_end([piece.helper for piece in pieces]))
    joined = _empty(known, house, pieces)
    inner, crossing = [], []
    for piece in pieces:
        f, h = np.searchsorted(known.family, piece.family), np.searchsorted(house, piece.helper)
        _lay_down(joined, piece, f, h)
        pairs = Pairs(f[piece.at], h[piece.to], piece.weight, piece.tie)
        inner.append(_take(pairs, piece.inner[piece.at]))
        crossing.append(_take(pairs, ~piece.inner[piece.at]))
    joined.stopped[joined.stopped == len(HARD_RULES)] = -1
    settled = _together(inner)
    order = by_pair(settled.at, settled.to, house.size)
    return _with(joined._replace(**_take(settled, order)._asdict()), _together(crossing))


def add(known: Common, before: Joined, bids: Iterable[Bids]) -> Joined:
    """Return the best plan once the pairs that bid more than the prices are there too."""
    more = []
    for bid in bids:
        f, h = np.searchsorted(known.family, bid.family), np.searchsorted(before.helper, bid.helper)
        more.append(Pairs(f[bid.at], h[bid.to], bid.weight, bid.tie))
    return _with(before, _together(more))


def ask(known: Common, joined: Joined, family: Ints, helper: Ints) -> Asked:
    """Return what to ask the territory of these keys: the prices of its people."""
    f, h = np.searchsorted(known.family, family), np.searchsorted(joined.helper, helper)
    keeps, keeps_tie, price, price_tie = joined.prices
    return Asked(*known.scale, keeps[f], keeps_tie[f], price[h], price_tie[h])


def _with(before: Joined, more: Pairs) -> Joined:
    """Return the best plan over more pairs."""
    helpers, families = before.helper.size, before.mate.size
    now = Pairs(before.at, before.to, before.weight, before.tie)
    standing = Standing.resume(*now, before.capacity, families, before.chosen, before.prices)
    standing.add_pairs(*more)
    every = _together([now, more])
    every = _take(every, by_pair(every.at, every.to, helpers))
    kept, keeps_tie, price, price_tie = standing.least_prices()
    return before._replace(
        **every._asdict(),
        mate=standing.helper_of,
        family_price=kept,
        family_tie=keeps_tie,
        helper_price=price,
        helper_tie=price_tie,
    )


def _empty(known: Common, house: Ints, pieces: list[Found]) -> Joined:
    """Return the whole before any territory has told anything: nobody has anybody."""
    none, families = np.zeros(0, dtype=np.int64), known.family.size
    return Joined(
        house,
        np.zeros(house.size, dtype=np.int64),
        known.floor.copy(),
        sum(piece.pending for piece in pieces),
        *(none, none, none, none),
        np.full(families, -1, dtype=np.int64),
        *(np.zeros(rows, dtype=np.int64) for rows in (families, families, house.size, house.size)),
    )


def _lay_down(joined: Joined, piece: Found, f: Ints, h: Ints) -> None:
    """Write the plan and prices of a territory's inner families into the whole, at rows f of families, h of helpers."""
    stopped = np.where(piece.stopped < 0, len(HARD_RULES), piece.stopped)
    joined.stopped[f] = np.maximum(joined.stopped[f], stopped)
    joined.capacity[h], joined.helper_price[h], joined.helper_tie[h] = (
        piece.capacity,
        piece.helper_price,
        piece.helper_tie,
    )
    inner, served = piece.inner, piece.mate >= 0
    joined.family_price[f[inner]], joined.family_tie[f[inner]] = piece.family_price[inner], piece.family_tie[inner]
    joined.mate[f[served]] = h[piece.mate[served]]


def _take(pairs: Pairs, rows: AnyArray) -> Pairs:
    return Pairs(*(array[rows] for array in pairs))


def _together(parts: list[Pairs]) -> Pairs:
    return (
        Pairs(*(_end_to_end(list(arrays)) for arrays in zip(*parts, strict=True)))
        if parts
        else Pairs(*[_end_to_end([])] * 4)
    )


def _end_to_end(arrays: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])
