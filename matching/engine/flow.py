"""The heaviest plan by minimum-cost flow (OR-Tools). Prices, proof and ties are not made here."""

from typing import Final

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from matching.engine.arrays import Ints

# The solver multiplies every cost by the number of nodes, in 64 bits (its header file, "scale costs").
COST_BITS: Final = 61


def heaviest(family: Ints, helper: Ints, weight: Ints, capacity: Ints, families: int) -> Ints:
    """Return int64[families]: the row of the pair that each family gets, or -1.

    family, helper, weight  shape (pairs,); family ascending, weight ≥ 0
    capacity                shape (helpers,)

    Every family sends one unit: over one of its pairs to a helper and on to the sink, or straight to the
    sink, unserved, for nothing. So there is always a flow, and the cheapest is the heaviest plan.

    Raises ArithmeticError if the solver does not say that its answer is optimal, for example because
    weights × nodes exceed 64 bits.
    """
    if not family.size:
        return np.full(families, -1, dtype=np.int64)
    wanted, house = np.unique(helper, return_inverse=True)
    sink = families + wanted.size
    every, pairs = np.arange(families), family.size
    tail = np.concatenate([family, families + np.arange(wanted.size), every])
    head = np.concatenate([families + house, np.full(wanted.size + families, sink)])
    room = np.minimum(capacity[wanted], np.bincount(house, minlength=wanted.size))
    limit = np.concatenate([np.ones(pairs, np.int64), room, np.ones(families, np.int64)])
    cost = np.concatenate([-weight, np.zeros(wanted.size + families, np.int64)])
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(tail.astype(np.int32), head.astype(np.int32), limit, cost)
    supply = np.concatenate([np.ones(families, np.int64), np.zeros(wanted.size, np.int64), [-families]])
    solver.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supply)
    status = solver.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise ArithmeticError(f"the flow solver ended with {status.name}, not OPTIMAL")
    used = np.flatnonzero(np.asarray(solver.flows(np.arange(pairs, dtype=np.int32))))
    chosen = np.full(families, -1, dtype=np.int64)
    chosen[family[used]] = used
    return chosen
