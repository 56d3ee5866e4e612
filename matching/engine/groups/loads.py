"""What a group can carry at once. Families of the same need are alike, so a load says how many of each shape of need.

With few places per group and few shapes all greatest loads can be listed, and the best one for given prices is exact.
"""

from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import comb
from typing import Final

import numpy as np

from matching.engine.arrays import Ints, starts_of
from matching.engine.groups.question import Question

MOST_LOADS: Final = 20_000  # to look through for each distinct room: 3 places and 46 shapes of family stay below


@dataclass(frozen=True, eq=False)
class Loads:
    """Every greatest load of every group: no family of any shape could be added to it.

    shape   int64[families]: families of the same shape need the same
    counts  int64[loads, shapes]
    group   int64[loads], ascending; every group has at least one
    """

    shape: Ints
    counts: Ints
    group: Ints
    question: Question

    def best(self, gain: Ints) -> Ints:
        """Return int64[groups]: the largest sum of gains that a load can have, leaving out gains below 0.

        gain  int64[pairs]
        Time O(pairs log pairs + loads · shapes).
        """
        asked = self.question
        shapes, groups, deep = self.counts.shape[1], len(asked.room), int(self.counts.max(initial=0))
        cell = asked.group * shapes + self.shape[asked.family]
        order = np.lexsort((-gain, cell))
        place = np.arange(order.size) - starts_of(cell[order], groups * shapes)[cell[order]]
        order, place = order[place < deep], place[place < deep]
        top = np.zeros((groups * shapes, deep + 1), dtype=np.int64)
        top[cell[order], place + 1] = np.maximum(gain[order], 0)
        sums = top.cumsum(axis=1).reshape(groups, shapes, deep + 1)
        worth = sums[self.group[:, None], np.arange(shapes), self.counts].sum(axis=1)
        best = np.zeros(groups, dtype=np.int64)
        np.maximum.at(best, self.group, worth)
        return best


def loads(asked: Question) -> Loads | None:
    """Return all greatest loads, or None where there are too many to list."""
    shapes, shape = np.unique(asked.need, axis=0, return_inverse=True)
    rooms, which = np.unique(asked.room, axis=0, return_inverse=True)
    most = max((_most_at_once(room, shapes) for room in rooms), default=0)
    if comb(len(shapes) + most, most) > MOST_LOADS:
        return None
    every = _every_load(len(shapes), most)
    greatest = [_greatest(every, shapes, room) for room in rooms]
    parts = [every[greatest[room]] for room in which.reshape(-1)]
    group = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return Loads(shape.reshape(-1).astype(np.int64), np.concatenate([every[:0], *parts]), group, asked)


def _most_at_once(room: Ints, shapes: Ints) -> int:
    """Return how many families fit at most, by the scarcest kind of room alone."""
    alone = shapes[(shapes <= room).all(axis=1)]
    if not alone.size:
        return 0
    least = alone.min(axis=0)
    return int((room[least > 0] // least[least > 0]).min(initial=MOST_LOADS))


def _every_load(shapes: int, most: int) -> Ints:
    """Return int64[loads, shapes]: all ways to take up to `most` families."""
    parts = [np.zeros((1, shapes), dtype=np.int64)]
    for size in range(1, most + 1):
        picked = np.array(list(combinations_with_replacement(range(shapes), size)), dtype=np.int64)
        counts = np.zeros((len(picked), shapes), dtype=np.int64)
        np.add.at(counts, (np.arange(len(picked))[:, None], picked), 1)
        parts.append(counts)
    return np.concatenate(parts)


def _greatest(every: Ints, shapes: Ints, room: Ints) -> Ints:
    """Return which loads fit into `room` while nothing can be added to them."""
    left = room - every @ shapes
    fitting = np.flatnonzero((left >= 0).all(axis=1))
    can_grow = np.zeros(fitting.size, dtype=np.bool_)
    for shape in shapes:
        can_grow |= (shape <= left[fitting]).all(axis=1)
    return fitting[~can_grow]
