"""The solvers that are measured beside each other: each takes an instance and returns int64[families], row or -1."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple

import networkx
import numpy as np
from highspy import Highs, HighsLp, ObjSense
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from matching.engine import assign, optimum
from matching.engine.arrays import Ints
from matching.engine.flow import heaviest
from matching.engine.mincost import cheapest
from matching.engine.objective import RESOLUTION
from matching.engine.solvers import Solver, by_flow, compiled
from tests.bench.heuristics import first_come, gale_shapley, greedy
from tests.bench.instances import CLASSES, Instance

SCIPY_PAIRS: Final = 300_000  # minutes beyond
HIGHS_PAIRS: Final = 300_000
SIMPLEX_PAIRS: Final = 200_000  # about a minute
BLOSSOM_PAIRS: Final = 12_000  # about a minute; it grows with the cube


class NotRun(Exception):
    """Why a peer was not asked."""


class Peer(NamedTuple):
    """A solver; an exact one must find as much as the first of the table."""

    solve: Callable[[Instance], Ints]
    exact: bool = True


def ours(given: Instance) -> Ints:
    """The compiled solver alone, or nothing where it would hand over to the flow solver. Prices included."""
    solver = compiled()
    if solver is None:
        raise NotRun("not prepared")
    found = solver(*_with_ties(given))
    if found is None:
        raise NotRun("handed over")
    return found.chosen


def engine(given: Instance) -> Ints:
    """What the engine does: compiled, and flow where that hands over. Prices included."""
    solver = compiled()
    found = solver(*_with_ties(given)) if solver else None
    return (found or by_flow(*_arguments(given))).chosen


def flow(given: Instance) -> Ints:
    """OR-Tools SimpleMinCostFlow on all pairs. No prices."""
    return heaviest(*_arguments(given), solve=cheapest)


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


def highs(given: Instance) -> Ints:
    """HiGHS (highspy): the linear program, dual simplex, one thread. Its corners are whole. No proof is asked for."""
    if given.family.size > HIGHS_PAIRS:
        raise NotRun("minutes")
    families, pairs = given.rank.size, given.family.size
    rows = families + given.capacity.size
    program = HighsLp()
    program.num_col_, program.num_row_, program.sense_ = pairs, rows, ObjSense.kMaximize
    program.col_cost_ = given.weight.astype(np.float64)
    program.col_lower_, program.col_upper_ = np.zeros(pairs), np.ones(pairs)
    program.row_lower_ = np.zeros(rows)
    program.row_upper_ = np.concatenate([np.ones(families), given.capacity])
    program.a_matrix_.start_ = np.arange(0, 2 * pairs + 1, 2)
    program.a_matrix_.index_ = np.stack([given.family, families + given.helper], axis=1).ravel()
    program.a_matrix_.value_ = np.ones(2 * pairs)
    solver = Highs()
    for option, value in (("output_flag", False), ("solver", "simplex"), ("threads", 1)):
        solver.setOptionValue(option, value)
    solver.passModel(program)
    solver.run()
    taken = np.flatnonzero(np.array(solver.getSolution().col_value) > 0.5)
    return _by_family(given, taken)


def network_simplex(given: Instance) -> Ints:
    """networkx.network_simplex: families send one unit each, over a pair to a helper or straight to the sink."""
    if given.family.size > SIMPLEX_PAIRS:
        raise NotRun("many minutes")
    graph, families = networkx.DiGraph(), given.rank.size
    graph.add_node("end", demand=families)
    for family in range(families):
        graph.add_node(family, demand=-1)
        graph.add_edge(family, "end", weight=0, capacity=1)
    for helper, places in enumerate(given.capacity.tolist(), start=families):
        graph.add_edge(helper, "end", weight=0, capacity=places)
    columns = given.family.tolist(), (given.helper + families).tolist(), given.weight.tolist()
    for family, helper, weight in zip(*columns, strict=True):
        graph.add_edge(family, helper, weight=-weight, capacity=1)
    _, flow = networkx.network_simplex(graph)
    used = [flow[family].get(helper, 0) for family, helper in zip(*columns[:2], strict=True)]
    return _by_family(given, np.flatnonzero(np.array(used, dtype=np.int64)))


def blossom(given: Instance) -> Ints:
    """networkx.max_weight_matching, which the closest product calls: a node per family and per place."""
    if given.family.size > BLOSSOM_PAIRS:
        raise NotRun("hours")
    families, first = given.rank.size, np.cumsum(given.capacity) - given.capacity
    graph = networkx.Graph()
    row_of: dict[tuple[int, int], int] = {}
    columns = given.family.tolist(), given.helper.tolist(), given.weight.tolist()
    for row, (family, helper, weight) in enumerate(zip(*columns, strict=True)):
        for place in range(int(given.capacity[helper])):
            row_of[family, families + int(first[helper]) + place] = row
            graph.add_edge(family, families + int(first[helper]) + place, weight=weight)
    pairs = networkx.max_weight_matching(graph)
    return _by_family(given, np.array([row_of[min(pair), max(pair)] for pair in pairs], dtype=np.int64))


def whole(choice: Callable[[], Solver | None], given: Instance) -> Ints:
    """`assign` from checked input to the plan that ties leave, with prices and blocking sets."""
    vars(optimum)["compiled"] = choice  # each solver runs in a fork of its own
    pairs = assign(given.family, given.helper, given.fit / RESOLUTION, given.capacity, CLASSES - given.rank).pairs
    chosen = np.full(given.rank.size, -1, dtype=np.int64)
    chosen[given.family[pairs]] = pairs
    return chosen


def _by_family(given: Instance, rows: Ints) -> Ints:
    chosen = np.full(given.rank.size, -1, dtype=np.int64)
    chosen[given.family[rows]] = rows
    return chosen


def _arguments(given: Instance) -> tuple[Ints, Ints, Ints, Ints, int]:
    return given.family, given.helper, given.weight, given.capacity, given.rank.size


def _with_ties(given: Instance) -> tuple[Ints, Ints, Ints, Ints, Ints, int]:
    return given.family, given.helper, given.weight, given.tie, given.capacity, given.rank.size


# The first is what the others are compared with.
PEERS: Final[Mapping[str, Peer]] = MappingProxyType(
    {
        "engine (compiled, else flow)": Peer(engine),
        "compiled alone": Peer(ours),
        "OR-Tools SimpleMinCostFlow": Peer(flow),
        "scipy min_weight_full": Peer(scipy_full),
        "HiGHS dual simplex": Peer(highs),
        "networkx network_simplex": Peer(network_simplex),
        "networkx max_weight_matching": Peer(blossom),
        "greedy": Peer(greedy, exact=False),
        "first come, first served": Peer(first_come, exact=False),
        "Gale-Shapley": Peer(gale_shapley, exact=False),
        "assign, engine": Peer(partial(whole, compiled)),
        "assign, flow only": Peer(partial(whole, lambda: None)),
    }
)
