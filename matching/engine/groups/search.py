"""A good plan quickly, at any size: begin with the best bids, then move families as long as the plan becomes better."""

import numpy as np

from matching.engine.arrays import Bools, Ints
from matching.engine.groups.question import Question


def improved(asked: Question, chosen: Ints) -> Ints:
    """Return a plan, int64[families] of rows or -1, that is at least as good as `chosen`, which must keep the room.

    In turn, first class first: let an unserved family in, where there is room, where a family can go elsewhere to make
    some, or where families of later classes, or one of its own that is worth less there, give way; move a family to a
    group where it is worth more; let two families change places. Every step makes the plan better, so it ends. The
    order is fixed, so the same question gives the same plan. Time per pass about O(families · (families + groups)).
    """
    search = _Search(asked, chosen)
    search.let_in()
    while search.move() | search.change():
        search.let_in()
    return search.chosen()


def seated(asked: Question, rows: Ints) -> Ints:
    """Return the plan that takes these pairs one after the other, where family and group are still free for it."""
    chosen, left = np.full(asked.rank.size, -1, dtype=np.int64), asked.room.copy()
    for row in rows:
        family, group = asked.family[row], asked.group[row]
        if chosen[family] < 0 and (asked.need[family] <= left[group]).all():
            chosen[family] = row
            left[group] -= asked.need[family]
    return chosen


class _Search:
    """A plan in the making, as a table of families and groups."""

    def __init__(self, asked: Question, chosen: Ints) -> None:
        families, groups = asked.rank.size, len(asked.room)
        self.asked, self.rank, self.need = asked, asked.rank, asked.need
        self.row = np.full((families, groups), -1, dtype=np.int64)
        self.row[asked.family, asked.group] = np.arange(asked.family.size)
        self.value = np.full((families, groups), -1, dtype=np.int64)
        self.value[asked.family, asked.group] = asked.value
        self.group = np.where(chosen >= 0, asked.group[chosen] if asked.group.size else -1, -1)
        self.left = asked.left(chosen)
        self.order = np.lexsort((np.arange(families), -self.rank))

    def chosen(self) -> Ints:
        """Return the plan as rows."""
        served = self.group >= 0
        rows = np.full(self.group.size, -1, dtype=np.int64)
        rows[served] = self.row[served, self.group[served]]
        return rows

    def let_in(self) -> None:
        """Let in whom there is a way to let in, until there is nobody; who had to give way is asked again."""
        while sum(self._let_one_in(int(f)) for f in self.order if self.group[f] < 0):
            pass

    def move(self) -> bool:
        """Move each served family to the group where it is worth most and fits."""
        moved = False
        for f in self.order[self.group[self.order] >= 0]:
            here = self.group[f]
            better = np.where(self._has_room(f), self.value[f], -1)
            there = int(better.argmax())
            if better[there] > self.value[f, here]:
                self._put(f, there)
                moved = True
        return moved

    def change(self) -> bool:
        """Let two served families change places where they are worth more together."""
        changed = False
        for f in self.order[self.group[self.order] >= 0]:
            served = np.flatnonzero(self.group >= 0)
            here, there = self.group[f], self.group[served]
            to, back = self.value[f, there], self.value[served, here]
            gain = to + back - self.value[f, here] - self.value[served, there]
            extra = self.need[f] - self.need[served]
            fits = (extra <= self.left[there]).all(axis=1) & (-extra <= self.left[here]).all(axis=1)
            gain = np.where(fits & (to >= 0) & (back >= 0), gain, 0)
            best = int(gain.argmax())
            if gain[best] > 0:
                other, target = int(served[best]), int(there[best])
                self._put(other, -1)
                self._put(f, target)
                self._put(other, int(here))
                changed = True
        return changed

    def _let_one_in(self, f: int) -> bool:
        open_groups = self._has_room(f)
        if open_groups.any():
            self._put(f, int(np.where(open_groups, self.value[f], -1).argmax()))
            return True
        return self._by_moving_one(f) or self._by_one_who_gives_way(f) or self._by_many_who_give_way(f)

    def _has_room(self, f: int) -> Bools:
        room: Bools = (self.value[f] >= 0) & (self.need[f] <= self.left).all(axis=1)
        return room

    def _would_make_room(self, f: int) -> Ints:
        """Return the served families without whom `f` would fit where they are, best group of `f` first."""
        served = np.flatnonzero(self.group >= 0)
        there = self.group[served]
        fits = (self.need[f] <= self.left[there] + self.need[served]).all(axis=1) & (self.value[f, there] >= 0)
        found = served[fits]
        best_first: Ints = found[np.argsort(-self.value[f, self.group[found]], kind="stable")]
        return best_first

    def _by_moving_one(self, f: int) -> bool:
        for other in self._would_make_room(f):
            elsewhere, target = self._has_room(other), int(self.group[other])
            elsewhere[target] = False
            if elsewhere.any():
                self._put(other, int(np.where(elsewhere, self.value[other], -1).argmax()))
                self._put(f, target)
                return True
        return False

    def _by_one_who_gives_way(self, f: int) -> bool:
        """Of those of later classes the last class, of its own class only one who is worth less there."""
        found = self._would_make_room(f)
        gain = self.value[f, self.group[found]] - self.value[found, self.group[found]]
        may = (self.rank[found] < self.rank[f]) | ((self.rank[found] == self.rank[f]) & (gain > 0))
        found, gain = found[may], gain[may]
        if not found.size:
            return False
        other = int(found[np.lexsort((-gain, self.rank[found]))[0]])
        target = int(self.group[other])
        self._put(other, -1)
        self._put(f, target)
        return True

    def _by_many_who_give_way(self, f: int) -> bool:
        later = np.flatnonzero((self.group >= 0) & (self.rank < self.rank[f]))
        freed = np.zeros_like(self.left)
        np.add.at(freed, self.group[later], self.need[later])
        enough = (self.value[f] >= 0) & (self.need[f] <= self.left + freed).all(axis=1)
        if not enough.any():
            return False
        target = int(np.where(enough, self.value[f], -1).argmax())
        giving = later[self.group[later] == target]
        giving = giving[np.argsort(self.rank[giving], kind="stable")]
        room = (self.need[f] <= self.left[target] + self.need[giving].cumsum(axis=0)).all(axis=1)
        for other in giving[: int(room.argmax()) + 1]:
            self._put(int(other), -1)
        self._put(f, target)
        return True

    def _put(self, f: int, group: int) -> None:
        if self.group[f] >= 0:
            self.left[self.group[f]] += self.need[f]
        if group >= 0:
            self.left[group] -= self.need[f]
        self.group[f] = group
