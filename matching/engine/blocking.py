"""Why a family is unserved: the helpers it could ever be brought to, all full, and the families that hold them."""

from typing import NamedTuple

import numpy as np

from matching.engine.arrays import Bools, Ints, rows_of, starts_of


class Blocking(NamedTuple):
    """A set that blocks one family (Hall's condition, with capacities).

    `helpers` are all that the family or one of `families` could go to; each is full, and every place of
    theirs is held by one of `families`, whose classes go before the blocked family's or with it. Both
    ascending int64 indices; the blocked family itself is not among `families`. Empty helpers: it has no
    possible pair at all.
    """

    families: Ints
    helpers: Ints


class Reach:
    """Walks from families to all helpers they could go to, on to the families there, and so on."""

    def __init__(self, family: Ints, helper: Ints, pairs: Ints, families: int, helpers: int) -> None:
        order = np.argsort(family, kind="stable")
        self._helper = helper[order]
        self._starts = starts_of(family[order], families)
        holding = pairs[np.argsort(helper[pairs], kind="stable")]
        self._holder = family[holding]
        self._held = starts_of(helper[holding], helpers)
        self._helpers = helpers

    def blocking(self, family: int) -> Blocking:
        """Return the blocking set of an unserved family. Time O(pairs of the families in it)."""
        seen = np.zeros(self._helpers, dtype=np.bool_)
        self._spread(np.array([family], dtype=np.int64), seen)
        helpers = np.flatnonzero(seen)
        return Blocking(np.sort(self._holder[rows_of(helpers, self._held)]), helpers)

    def queue(self, unserved: Ints, rank: Ints) -> Ints:
        """Return int64[helpers]: the highest rank of an unserved family that reaches the helper, or 0."""
        queue = np.zeros(self._helpers, dtype=np.int64)
        seen = np.zeros(self._helpers, dtype=np.bool_)
        for level in np.unique(rank[unserved])[::-1]:
            self._spread(unserved[rank[unserved] == level], seen)
            queue[seen & (queue == 0)] = level
        return queue

    def _spread(self, families: Ints, seen: Bools) -> None:
        while families.size:
            fresh = self._fresh(families, seen)
            seen[fresh] = True
            families = self._holder[rows_of(fresh, self._held)]

    def _fresh(self, families: Ints, seen: Bools) -> Ints:
        """Return the helpers, ascending, that these families could go to and that nobody has seen yet."""
        reached = np.unique(self._helper[rows_of(families, self._starts)])
        return reached[~seen[reached]]
