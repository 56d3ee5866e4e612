"""Two runs of one scope beside each other: who gains a helper, who loses theirs, who gets another, and what it is worth."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np

from backend.errors import NotFound
from backend.people.models import Family, Helper
from matching.engine.arrays import Bools, Ints
from matching.engine.weights import POINTS
from matching.models import Run, RunPlan
from matching.snapshot import protection_rank

MOST_NAMED: Final = 1_000  # families of each list; counts are of all


@dataclass(frozen=True)
class Side:
    """One run in numbers."""

    run: Run
    families: int
    served: int
    total_fit: float

    @property
    def waiting(self) -> int:
        """Return how many families have no helper in this plan."""
        return self.families - self.served


@dataclass(frozen=True)
class OfClass:
    """One protection class (0 goes first): families and those served, before and after."""

    rank: int
    families: tuple[int, int]
    served: tuple[int, int]


@dataclass(frozen=True)
class Change:
    """A family and its helper before and after; None = nobody."""

    family: UUID
    before: UUID | None
    after: UUID | None


@dataclass(frozen=True)
class Comparison:
    """What is different in `after`, among the families that were in both runs; and how many came and went.

    churn  of the pairs of `before` whose family is still there, the share that is no longer planned, in [0, 1];
           0 where there is no such pair
    """

    before: Side
    after: Side
    classes: tuple[OfClass, ...]
    joined: int
    gone: int
    gained_count: int
    lost_count: int
    changed_count: int
    churn: float
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]
    changed: tuple[Change, ...]


@dataclass(frozen=True, eq=False)
class _Kept:
    """A stored plan, by ascending family: int64[families] each."""

    family: Ints
    priority: Ints
    helper: Ints
    points: Ints

    @property
    def served(self) -> Bools:
        found: Bools = self.helper >= 0
        return found


def compare(before: Run, after: Run) -> Comparison:
    """Return what differs between two runs of one scope. Four queries.

    Raises NotFound while either has no plan.
    """
    was, now = _plan(before), _plan(after)
    _, here, there = np.intersect1d(was.family, now.family, assume_unique=True, return_indices=True)
    old, new = was.helper[here], now.helper[there]
    lists = [(old < 0) & (new >= 0), (old >= 0) & (new < 0), (old >= 0) & (new >= 0) & (old != new)]
    counts = [int(chosen.sum()) for chosen in lists]
    held = int((old >= 0).sum())
    gained, lost, changed = _named([(now.family[there][c], old[c], new[c]) for c in lists])
    return Comparison(
        before=_side(before, was),
        after=_side(after, now),
        classes=_classes(was, now),
        joined=now.family.size - there.size,
        gone=was.family.size - here.size,
        gained_count=counts[0],
        lost_count=counts[1],
        changed_count=counts[2],
        churn=(counts[1] + counts[2]) / held if held else 0.0,
        gained=gained,
        lost=lost,
        changed=changed,
    )


def _plan(run: Run) -> _Kept:
    kept = RunPlan.objects.filter(run=run).first()
    if kept is None:
        raise NotFound("no plan to compare")
    arrays = kept.read()
    return _Kept(*(arrays[name] for name in ("family", "priority", "helper", "points")))


def _side(run: Run, kept: _Kept) -> Side:
    return Side(run, kept.family.size, int(kept.served.sum()), int(kept.points.sum()) / POINTS)


def _classes(was: _Kept, now: _Kept) -> tuple[OfClass, ...]:
    ranks = [protection_rank(kept.priority) for kept in (was, now)]
    return tuple(
        OfClass(
            rank=int(rank),
            families=(int((ranks[0] == rank).sum()), int((ranks[1] == rank).sum())),
            served=(int(was.served[ranks[0] == rank].sum()), int(now.served[ranks[1] == rank].sum())),
        )
        for rank in np.unique(np.concatenate(ranks))
    )


def _named(lists: Iterable[tuple[Ints, Ints, Ints]]) -> list[tuple[Change, ...]]:
    """Return the first of each list by uuid; families or helpers that are no longer there are left out."""
    rows = [[(int(f), int(b), int(a)) for f, b, a in zip(*(c[:MOST_NAMED] for c in one), strict=True)] for one in lists]
    every = [row for one in rows for row in one]
    family = dict(Family.objects.filter(pk__in=[f for f, _, _ in every]).values_list("pk", "uuid"))
    ids = {helper for _, *pair in every for helper in pair}
    helper = dict(Helper.objects.filter(pk__in=ids).values_list("pk", "uuid"))
    return [tuple(Change(family[f], helper.get(b), helper.get(a)) for f, b, a in one if f in family) for one in rows]
