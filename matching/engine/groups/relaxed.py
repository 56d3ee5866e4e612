"""What a group could carry at most if families could be split: for where its loads are too many to list."""

import numpy as np

from matching.engine.arrays import Ints, starts_of
from matching.engine.groups.question import Question


def best_relaxed(asked: Question, gain: Ints) -> Ints:
    """Return int64[groups]: what the gains, int64[pairs], of a load cannot exceed together.

    For each kind of room a price λ ≥ 0 per unit: no load gains more than λ · room + Σ max(0, gain - λ · need), whatever
    λ is (weak duality). λ is the gain per unit of the family that no longer fits when the best per unit go first
    (Dantzig, Discrete-variable extremum problems, 1957), rounded down to a whole number. Time O(kinds · pairs log pairs).
    """
    most = np.full(len(asked.room), 2**62, dtype=np.int64)
    for kind in range(asked.room.shape[1]):
        np.minimum(most, _by_kind(asked, kind, gain), out=most)
    return most


def _by_kind(asked: Question, kind: int, gain: Ints) -> Ints:
    need, room, groups = asked.need[asked.family, kind], asked.room[:, kind], len(asked.room)
    worth = np.maximum(gain, 0)
    rate = worth // np.maximum(need, 1)
    order = np.lexsort((-rate, asked.group))
    group = asked.group[order]
    load = np.concatenate([[0], np.cumsum(np.where(worth > 0, need, 0)[order])])
    over = load[1:] - load[starts_of(group, groups)[group]] > room[group]
    price = np.zeros(groups, dtype=np.int64)
    np.maximum.at(price, group[over], rate[order[over]])
    most = price * room
    np.add.at(most, asked.group, np.maximum(0, worth - price[asked.group] * need))
    return most
