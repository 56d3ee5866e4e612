"""The solvers that are measured beside each other: each takes an instance and returns int64[families], row or -1."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from matching.engine import assign, optimum
from matching.engine.arrays import Ints
from matching.engine.flow import heaviest
from matching.engine.objective import RESOLUTION
from matching.engine.solvers import Solver, by_flow, compiled
from tests.bench.instances import CLASSES, Instance

SCIPY_PAIRS: Final = 300_000  # minutes beyond


class NotRun(Exception):
    """Why a peer was not asked."""


def ours(given: Instance) -> Ints:
    """The compiled solver alone, or nothing where it would hand over to the flow solver. Prices included."""
    solver = compiled()
    if solver is None:
        raise NotRun("not prepared")
    found = solver(*_arguments(given))
    if found is None:
        raise NotRun("handed over")
    return found.chosen


def engine(given: Instance) -> Ints:
    """What the engine does: compiled, and flow where that hands over. Prices included."""
    solver = compiled()
    found = solver(*_arguments(given)) if solver else None
    return (found or by_flow(*_arguments(given))).chosen


def flow(given: Instance) -> Ints:
    """OR-Tools SimpleMinCostFlow on all pairs. No prices."""
    return heaviest(*_arguments(given))


def scipy_full(given: Instance) -> Ints:
    """scipy's LAPJVsp: a column per place, and one per family for going without. No prices."""
    if given.family.size > SCIPY_PAIRS:
        raise NotRun("minutes")
    families = given.rank.size
    first = np.cumsum(given.capacity) - given.capacity
    times = given.capacity[given.helper]
    row = np.repeat(np.arange(given.family.size), times)
    place = first[given.helper[row]] + np.arange(row.size) - np.repeat(np.cumsum(times) - times, times)
    places, every = int(given.capacity.sum()), np.arange(families)
    weight = np.concatenate([given.weight[row] + 1, np.ones(families, np.int64)]).astype(np.float64)
    where = np.concatenate([given.family[row], every]), np.concatenate([place, places + every])
    chosen = np.full(families, -1, dtype=np.int64)
    matrix = csr_array((weight, where), shape=(families, places + families))
    family, column = min_weight_full_bipartite_matching(matrix, maximize=True)
    served = column < places
    family, helper = family[served], np.searchsorted(first, column[served], side="right") - 1
    key = given.family * given.capacity.size + given.helper
    chosen[family] = np.searchsorted(key, family * given.capacity.size + helper)
    return chosen


def greedy(given: Instance) -> Ints:
    """The best pair first, as long as both are free: what a coordinator with a sorted list does. Plain Python."""
    chosen, free = [-1] * given.rank.size, given.capacity.tolist()
    family, helper = given.family.tolist(), given.helper.tolist()
    for row in np.argsort(-given.weight, kind="stable").tolist():
        if chosen[family[row]] < 0 and free[helper[row]]:
            chosen[family[row]] = row
            free[helper[row]] -= 1
    return np.array(chosen, dtype=np.int64)


def whole(choice: Callable[[], Solver | None], given: Instance) -> Ints:
    """`assign` from checked input to the plan that ties leave, with prices and blocking sets."""
    vars(optimum)["compiled"] = choice  # each solver runs in a fork of its own
    pairs = assign(given.family, given.helper, given.fit / RESOLUTION, given.capacity, CLASSES - given.rank).pairs
    chosen = np.full(given.rank.size, -1, dtype=np.int64)
    chosen[given.family[pairs]] = pairs
    return chosen


def _arguments(given: Instance) -> tuple[Ints, Ints, Ints, Ints, int]:
    return given.family, given.helper, given.weight, given.capacity, given.rank.size


# The first is what the others are compared with. `greedy` is the only one that may find less.
PEERS: Final[Mapping[str, Callable[[Instance], Ints]]] = MappingProxyType(
    {
        "engine (compiled, else flow)": engine,
        "compiled alone": ours,
        "OR-Tools SimpleMinCostFlow": flow,
        "scipy min_weight_full": scipy_full,
        "greedy": greedy,
        "assign, engine": partial(whole, compiled),
        "assign, flow only": partial(whole, lambda: None),
    }
)
