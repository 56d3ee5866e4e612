"""How many families of each municipality are served: leximin within the best class counts."""

from typing import Final

import numpy as np

from matching.engine.arrays import Ints, starts_of
from matching.engine.compiled.turns import SERVED, Table
from matching.engine.fairness.exchanges import Exchanges
from matching.engine.fairness.turns import Towns, turn_order
from matching.engine.solvers import turn_taker

AT_ONCE: Final = 5_000_000  # looks between two chances to interrupt


def fair_counts(towns: Towns, given: Ints, swaps: Exchanges) -> Ints:
    """Return int64[towns]: the leximin counts, begun from a plan that is best for the classes and serves `given` of each.

    The counts of all such plans are an M-convex set (bases of a matroid, counted by municipality), over which taking
    turns finds the leximin vector (Federgruen and Groenevelt, The greedy procedure for resource allocation problems,
    1986; Frank and Murota, Decreasing minimization on M-convex sets, 2022). Time O(pairs) for all vain searches together,
    and one search for each place that changes the municipality.
    """
    table, turns = _table(towns, given, swaps), turn_order(towns.families)
    done, take = 0, turn_taker()
    while done < turns.size:
        done = take(table, turns, done, AT_ONCE)
    return table.towns[:, SERVED].copy()


def _table(towns: Towns, given: Ints, swaps: Exchanges) -> Table:
    families, helpers = swaps.at.size, swaps.held.size - 1
    residents = np.flatnonzero(swaps.may_go)
    residents = residents[np.argsort(towns.of[residents], kind="stable")]
    first = starts_of(towns.of[residents], towns.id.size)
    slot = np.full(families, -1, dtype=np.int64)
    slot[swaps.holder] = np.arange(swaps.holder.size)
    none, nobody = np.zeros(helpers, dtype=np.int64), np.zeros(towns.id.size, dtype=np.int64)
    return Table(
        starts=swaps.starts,
        helper=swaps.to,
        homes=np.stack([swaps.at, slot, towns.of, swaps.may_go.astype(np.int64)], axis=1),
        houses=np.stack([swaps.held[:-1], swaps.held[1:], none, none], axis=1),
        towns=np.stack([first[:-1], first[1:], nobody, nobody, given, nobody], axis=1),
        slots=swaps.holder.copy(),
        residents=residents,
        line=np.zeros(helpers + towns.id.size, dtype=np.int64),
        tally=np.zeros(3, dtype=np.int64),
    )
