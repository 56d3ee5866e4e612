"""The whole: territories' plans side by side, then the families that cross, then whatever pair bids more than a price.

Helpers belong to one territory each, so the plans of inner families do not touch each other and together are the best
plan of all inner families. Families that cross are let in by augmentation, and so is every pair that is found later;
the best plan is unique, so it is the same as if everybody had been asked at once.
"""

from collections.abc import Iterable

import numpy as np

from matching.engine.arrays import AnyArray, Ints, by_pair
from matching.engine.codes import HARD_RULES
from matching.engine.standing import Standing
from matching.engine.territories.piece import Asked, Bids, Common, Found, Pairs


def join(known: Common, found: Iterable[Found]) -> Found:
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
        pairs = piece.pairs._replace(at=f[piece.at], to=h[piece.to])
        inner.append(_take(pairs, piece.inner[piece.at]))
        crossing.append(_take(pairs, ~piece.inner[piece.at]))
    joined.stopped[joined.stopped == len(HARD_RULES)] = -1
    settled = _together(inner)
    order = by_pair(settled.at, settled.to, house.size)
    return _with(joined._replace(**_take(settled, order)._asdict()), _together(crossing))


def add(known: Common, before: Found, bids: Iterable[Bids]) -> Found:
    """Return the best plan once the pairs that bid more than the prices are there too."""
    more = []
    for bid in bids:
        f, h = np.searchsorted(known.family, bid.family), np.searchsorted(before.helper, bid.helper)
        more.append(Pairs(f[bid.at], h[bid.to], bid.weight, bid.tie))
    return _with(before, _together(more))


def ask(known: Common, joined: Found, family: Ints, helper: Ints) -> Asked:
    """Return what to ask the territory of these keys: the prices of its people."""
    f, h = np.searchsorted(known.family, family), np.searchsorted(joined.helper, helper)
    keeps, keeps_tie, price, price_tie = joined.prices
    return Asked(*known.scale, keeps[f], keeps_tie[f], price[h], price_tie[h])


def _with(before: Found, more: Pairs) -> Found:
    """Return the best plan over more pairs."""
    helpers, families = before.helper.size, before.mate.size
    standing = Standing.resume(*before.pairs, before.capacity, families, before.chosen, before.prices)
    standing.add_pairs(*more)
    every = _together([before.pairs, more])
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


def _empty(known: Common, house: Ints, pieces: list[Found]) -> Found:
    """Return the whole before any territory has told anything: nobody has anybody."""
    none, families = np.zeros(0, dtype=np.int64), known.family.size
    return Found(
        known.family,
        house,
        np.ones(families, dtype=np.bool_),
        np.zeros(house.size, dtype=np.int64),
        known.floor.copy(),
        sum(piece.pending for piece in pieces),
        *(none, none, none, none),
        np.full(families, -1, dtype=np.int64),
        *(np.zeros(rows, dtype=np.int64) for rows in (families, families, house.size, house.size)),
    )


def _lay_down(joined: Found, piece: Found, f: Ints, h: Ints) -> None:
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
