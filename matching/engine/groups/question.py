"""The question that the solvers answer: pairs, what each is worth, what each family needs and each group has room for."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.engine.arrays import Bools, Ints


@dataclass(frozen=True, eq=False)
class Question:
    """Families to groups with several kinds of room at once: the generalised assignment problem, no matroid.

    family, group  int64[pairs], by family, then group, no pair twice
    value          int64[pairs] ≥ 0: fit in 1/10,000, the bonus for pending pairs included
    tie            int64[pairs] > 0: decides between plans of equal value
    rank           int64[families]: 1 for the class that goes last, up to the number of classes
    need           int64[families, kinds] ≥ 0
    room           int64[groups, kinds] ≥ 0
    """

    family: Ints
    group: Ints
    value: Ints
    tie: Ints
    rank: Ints
    need: Ints
    room: Ints

    @cached_property
    def aims(self) -> list[Ints]:
        """What a plan is to be best in, one after the other, int64[pairs] each: families of the first class, of the
        second …, then value. The sum over the chosen pairs counts."""
        rank = self.rank[self.family]
        return [(rank == r).astype(np.int64) for r in np.unique(self.rank)[::-1]] + [self.value]

    def worth(self, chosen: Ints) -> list[int]:
        """Return what a plan, int64[families] of rows or -1, reaches in each aim; lists compare as plans do."""
        rows = chosen[chosen >= 0]
        return [int(aim[rows].sum()) for aim in self.aims]

    def left(self, chosen: Ints) -> Ints:
        """Return int64[groups, kinds]: the room that a plan leaves; negative where it takes too much."""
        rows = chosen[chosen >= 0]
        taken = np.zeros_like(self.room)
        np.add.at(taken, self.group[rows], self.need[self.family[rows]])
        return self.room - taken

    def fits(self, chosen: Ints) -> Bools:
        """Return bool[groups]: the families that the plan gives it do not take more than its room."""
        kept: Bools = np.asarray((self.left(chosen) >= 0).all(axis=1))
        return kept
