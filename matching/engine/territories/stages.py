"""What a territory does, as pure functions of its piece and what it is asked: look for itself, then answer prices."""

from typing import Final, NamedTuple

import numpy as np

from matching.engine.arrays import AnyArray, Bools, Ints
from matching.engine.fit import points
from matching.engine.objective import tie_break, worth
from matching.engine.possible import possible, rows_of_keys
from matching.engine.prices import ExactPrices
from matching.engine.standing import Standing
from matching.engine.territories.piece import Asked, Bids, Found, Piece, Scale
from matching.engine.weights import POINTS

SHORTLIST: Final = 24  # pairs of a family to begin with
ANSWERS: Final = 8  # pairs of a family that bid more than the prices, in one round


class _Pairs(NamedTuple):
    """All possible pairs of a piece, by rows, families ascending."""

    at: Ints
    to: Ints
    weight: Ints
    tie: Ints


def search(piece: Piece, asked: Asked, few: int = SHORTLIST) -> Found:
    """Return the best `few` pairs of each family, and the best plan of the inner ones over all their pairs."""
    every, stopped, pending = _weighed(piece, asked.scale)
    families, inner = piece.families.key.size, piece.inner[every.at]
    known = _best(every, few)
    while True:
        standing = Standing.solve(*_take(every, known & inner), piece.helpers.capacity, families)
        prices = standing.least_prices()
        more = inner & ~known & _bidding(every, prices)
        if not more.any():
            break
        known |= more
    return Found(
        piece.families.key,
        piece.helpers.key,
        piece.inner,
        piece.helpers.capacity,
        stopped.astype(np.int8),
        pending,
        *_take(every, known),
        standing.helper_of,
        *prices,
    )


def price(piece: Piece, asked: Asked, few: int = ANSWERS) -> Bids:
    """Return the best `few` pairs of each family that bid more than the prices, of all that are possible here."""
    every, _, _ = _weighed(piece, asked.scale)
    bidding = _take(every, _bidding(every, asked.prices))
    return Bids(piece.families.key, piece.helpers.key, *_take(bidding, _best(bidding, few)), every.at.size)


def _weighed(piece: Piece, scale: Scale) -> tuple[_Pairs, Ints, int]:
    """Return all pairs, which rule left each family nobody or -1, and how many pairs are pending."""
    families, helpers, rules = piece.families, piece.helpers, piece.rules
    pairs = possible(families, helpers, rules)
    fit = points(families, helpers, pairs.family, pairs.helper, rules) / POINTS
    f, h = rows_of_keys(families.key, helpers.key, rules.pending)
    width = helpers.key.size
    keep = np.isin(pairs.family * width + pairs.helper, f * width + h)
    rank = (scale.classes.size - np.searchsorted(scale.classes, families.priority))[pairs.family]
    weight = rank * scale.step + worth(fit, keep, rules.keep_bonus)
    tie = tie_break(families.key[pairs.family], helpers.key[pairs.helper], scale.tie_bits)
    return _Pairs(pairs.family, pairs.helper, weight, tie), pairs.stopped, int(keep.sum())


def _best(pairs: _Pairs, few: int) -> Bools:
    """Return bool[pairs]: among the best `few` of its family."""
    order = np.lexsort((-pairs.tie, -pairs.weight, pairs.at))
    at = pairs.at[order]
    best = np.zeros(at.size, dtype=np.bool_)
    best[order[np.arange(at.size) - np.searchsorted(at, at) < few]] = True
    return best


def _bidding(pairs: _Pairs, prices: ExactPrices) -> Bools:
    """Return bool[pairs]: bids more than the prices, by weight or, that being equal, by tie."""
    above = pairs.weight - prices.family[pairs.at] - prices.helper[pairs.to]
    tie_above = pairs.tie - prices.family_tie[pairs.at] - prices.helper_tie[pairs.to]
    bidding: Bools = (above > 0) | ((above == 0) & (tie_above > 0))
    return bidding


def _take(pairs: _Pairs, rows: AnyArray) -> _Pairs:
    return _Pairs(pairs.at[rows], pairs.to[rows], pairs.weight[rows], pairs.tie[rows])
