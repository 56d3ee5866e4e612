"""What serves families without looking for the best plan: plain Python, as somebody would write it in an afternoon."""

from heapq import heappush, heapreplace

import numpy as np

from matching.engine.arrays import Ints, starts_of
from tests.bench.instances import Instance


def greedy(given: Instance) -> Ints:
    """The best pair first, by class, then fit, as long as both are free: a coordinator with a sorted list."""
    return _one_by_one(given, np.argsort(-given.weight, kind="stable"))


def first_come(given: Instance) -> Ints:
    """Each family in turn takes the best helper who is still free: a desk that is open all year."""
    return _one_by_one(given, np.lexsort((-given.fit, given.family)))


def gale_shapley(given: Instance) -> Ints:
    """Deferred acceptance (Gale and Shapley, 1962): families ask by fit, helpers keep by class, then who came first.

    Nobody would rather swap, which is another promise than the most families or the best fit.
    """
    order = np.lexsort((-given.fit, given.family)).tolist()
    starts = starts_of(given.family, given.rank.size).tolist()
    helper, rank, free = given.helper.tolist(), given.rank.tolist(), given.capacity.tolist()
    chosen, asked = [-1] * len(rank), starts[:-1]
    kept: list[list[tuple[int, int]]] = [[] for _ in free]
    for asking in range(len(rank)):
        family = asking
        while family >= 0 and asked[family] < starts[family + 1]:
            row = order[asked[family]]
            asked[family] += 1
            at, claim = kept[helper[row]], (rank[family], -family)
            if len(at) < free[helper[row]]:
                heappush(at, claim)
                chosen[family], family = row, -1
            elif at and at[0] < claim:
                out = -heapreplace(at, claim)[1]
                chosen[family], chosen[out], family = row, -1, out
    return np.array(chosen, dtype=np.int64)


def _one_by_one(given: Instance, order: Ints) -> Ints:
    chosen, free = [-1] * given.rank.size, given.capacity.tolist()
    family, helper = given.family.tolist(), given.helper.tolist()
    for row in order.tolist():
        if chosen[family[row]] < 0 and free[helper[row]]:
            chosen[family[row]] = row
            free[helper[row]] -= 1
    return np.array(chosen, dtype=np.int64)
