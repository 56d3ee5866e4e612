"""What a territory does, as pure functions of its piece and what it is asked: look for itself, then answer prices."""

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.columns import Bytes, take
from matching.engine.scale import Scale
from matching.engine.search import PLAIN, Search, looking
from matching.engine.territories.piece import Asked, Bids, Found, Piece
from matching.engine.wide import FEW, Taken


def search(piece: Piece, asked: Asked, few: int = FEW) -> Found:
    """Return the best plan of the inner families over all their pairs, and the best `few` pairs of those that cross.

    Time about that of `plan` for the same people.
    """
    inner, crossing = np.flatnonzero(piece.inner), np.flatnonzero(~piece.inner)
    settled, others = _Side(piece, inner, asked.scale), _Side(piece, crossing, asked.scale)
    settled.taken.begin(few)
    prices = settled.taken.settle(few)
    others.taken.shortlist(few)
    at, to, weight, tie = (np.concatenate(both) for both in zip(settled.pairs(), others.pairs(), strict=True))
    families = piece.families.key.size
    stopped = np.empty(families, dtype=np.int8)
    stopped[inner], stopped[crossing] = settled.stopped(), others.stopped()
    return Found(
        piece.families.key,
        piece.helpers.key,
        piece.inner,
        piece.helpers.capacity,
        stopped,
        settled.pending() + others.pending(),
        *(at, to, weight, tie),
        _spread(settled.taken.standing.helper_of, inner, families, -1),
        _spread(prices.family, inner, families, 0),
        _spread(prices.family_tie, inner, families, 0),
        prices.helper,
        prices.helper_tie,
    )


def price(piece: Piece, asked: Asked, few: int = FEW) -> Bids:
    """Return the best `few` pairs of each family that bid more than the prices, of all that are possible here."""
    side = _Side(piece, np.arange(piece.families.key.size), asked.scale)
    side.taken.pairs = side.taken.better(asked.prices, few)
    return Bids(piece.families.key, piece.helpers.key, *side.pairs())


class _Side:
    """Some families of a piece, by row, and all its helpers."""

    def __init__(self, piece: Piece, rows: Ints, scale: Scale) -> None:
        people = take(piece.families, rows), piece.helpers, piece.rules
        self._search = Search(*people, scale.tie_bits, looking() or PLAIN)
        self.taken, self._rows = Taken(*people, self._search, scale), rows

    def pairs(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Return the pairs taken: rows of the piece, weight and tie."""
        pairs = self.taken.pairs
        return self._rows[pairs.family], pairs.helper, *self.taken.worth(pairs)

    def pending(self) -> int:
        """Return how many of the pairs taken people are looking at; all such pairs that are possible are taken."""
        return int(self.taken.is_pending(self.taken.pairs).sum())

    def stopped(self) -> Bytes:
        """Return the place in HARD_RULES of the first rule that leaves each family nobody here, or -1."""
        stopped = np.full(self._rows.size, -1, dtype=np.int8)
        alone = np.setdiff1d(np.arange(self._rows.size), self.taken.pairs.family)
        stopped[alone] = self._search.stopped(alone)
        return stopped


def _spread(values: Ints, rows: Ints, size: int, rest: int) -> Ints:
    """Return int64[size] with the values at their rows, and `rest` elsewhere."""
    array = np.full(size, rest, dtype=np.int64)
    array[rows] = values
    return array
