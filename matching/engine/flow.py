"""The heaviest plan as the cheapest flow. Prices, proof and ties are not made here."""

from typing import Final

import numpy as np

from matching.engine.arrays import Bools, Ints
from matching.engine.mincost import Flow, interruptible

# The solver multiplies every cost by the number of nodes, in 64 bits (its header file, "scale costs").
COST_BITS: Final = 61


def heaviest(
    family: Ints,
    helper: Ints,
    weight: Ints,
    capacity: Ints,
    families: int,
    must: tuple[Bools, Bools] | None = None,
    solve: Flow = interruptible,
) -> Ints:
    """Return int64[families]: the row of the pair that each family gets, or -1.

    family, helper, weight  shape (pairs,); family ascending, weight ≥ 0
    capacity                shape (helpers,)
    must                    families that have to be served, helpers whose places all have to be taken

    Every family sends one unit: over one of its pairs to a helper and on to the sink, or straight to the
    sink, unserved, for nothing. So without `must` there is always a flow, and the cheapest is the heaviest plan.
    Who has to be served has no way straight to the sink, and who has to be full keeps what comes.

    Raises ArithmeticError if the solver does not say that its answer is optimal, for example because
    weights × nodes exceed 64 bits.
    """
    if not family.size:
        return np.full(families, -1, dtype=np.int64)
    served, full = must or (np.zeros(families, dtype=np.bool_), np.zeros(capacity.size, dtype=np.bool_))
    wanted, house = np.unique(helper, return_inverse=True)
    sink, full = families + wanted.size, full[wanted]
    room = np.minimum(capacity[wanted], np.bincount(house, minlength=wanted.size))
    may, some, pairs = np.flatnonzero(~served), np.flatnonzero(~full), family.size
    tail = np.concatenate([family, families + some, may])
    head = np.concatenate([families + house, np.full(some.size + may.size, sink)])
    limit = np.concatenate([np.ones(pairs, np.int64), room[some], np.ones(may.size, np.int64)])
    cost = np.concatenate([-weight, np.zeros(some.size + may.size, np.int64)])
    keeps = np.where(full, room, 0)
    supply = np.concatenate([np.ones(families, np.int64), -keeps, [keeps.sum() - families]])
    used = np.flatnonzero(solve(tail, head, limit, cost, supply, pairs))
    chosen = np.full(families, -1, dtype=np.int64)
    chosen[family[used]] = used
    return chosen
