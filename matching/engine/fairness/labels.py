"""Why no municipality could be better off: for each helper, the worst-off municipality that could draw on its places."""

import numpy as np

from matching.engine.arrays import Ints, rows_of, starts_of
from matching.engine.fairness.exchanges import Exchanges
from matching.engine.fairness.turns import Towns, positions


def drawn_by(towns: Towns, served: Ints, swaps: Exchanges) -> tuple[Ints, Ints]:
    """Return (int64[helpers], int64[towns]): the municipality, of those whose turn is first, that could get a place of
    the helper, or one of the municipality, by letting families move; an index, or -1 where none could.

    Where that municipality goes before the last family of whom it could draw from, the counts are not leximin.
    """
    helpers = np.full(swaps.held.size - 1, -1, dtype=np.int64)
    draws = np.full(towns.id.size, -1, dtype=np.int64)
    waiting = np.flatnonzero(swaps.may_go & (swaps.at < 0))
    waiting = waiting[np.argsort(towns.of[waiting], kind="stable")]
    first = starts_of(towns.of[waiting], towns.id.size)
    soonest, _ = positions(served, towns.families)
    for town in np.argsort(soonest):
        fresh = np.array([town] if draws[town] < 0 and first[town] < first[town + 1] else [], dtype=np.int64)
        draws[fresh] = town
        families = waiting[rows_of(fresh, first)]
        while families.size:
            reached = np.unique(swaps.to[rows_of(families, swaps.starts)])
            reached = reached[helpers[reached] < 0]
            helpers[reached] = town
            families = swaps.holder[rows_of(reached, swaps.held)]
            fresh = np.unique(towns.of[families[swaps.may_go[families]]])
            fresh = fresh[draws[fresh] < 0]
            draws[fresh] = town
            families = np.concatenate([families, waiting[rows_of(fresh, first)]])
    return helpers, draws
