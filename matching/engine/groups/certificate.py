"""The checker: is the plan allowed, is it worth what it says, is each bound true, and is nobody left out who need not be?

Plain numpy and Python, without the solvers. A bound is computed anew from its prices (see `prices`), the best load of
each group by its own way: every sum of needs that families of the group can make, and the most they gain by it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from matching.engine.arrays import Ints, starts_of
from matching.engine.certificate import CertificateError

if TYPE_CHECKING:
    from matching.engine.groups.question import Question
    from matching.engine.groups.solve import Solved, Stage

SCALE: Final = 1_000  # prices are in 1/1,000 of a unit of the aim
MOST_SUMS: Final = 20_000  # sums of needs remembered per group; beyond, families are split to bound its load


def verify(asked: Question, plan: Solved) -> None:
    """Raise CertificateError unless the plan holds what it says."""
    _require_allowed(asked, plan.chosen)
    _require_nobody_before(asked, plan.chosen)
    ranks = np.unique(asked.rank)[::-1]
    aims = [(asked.rank[asked.family] == rank).astype(np.int64) for rank in ranks] + [asked.value]
    _require(len(plan.stages) == len(aims), "an aim is missing")
    values = [int(aim[plan.chosen[plan.chosen >= 0]].sum()) for aim in aims]
    _require([stage.value for stage in plan.stages] == values, "the plan does not reach what it says")
    for place, stage in enumerate(plan.stages):
        held = len(stage.prices.aim)
        _require(held <= place, "a bound that counts on aims that come after")
        _require(all(one.is_closed for one in plan.stages[: max(0, held - 1)]), "a bound that counts on an open aim")
        true = _bound(asked, [*aims[:held], aims[place]], values[:held], stage)
        _require(true <= stage.bound, f"a bound of {stage.bound} that is {true}")
        _require(stage.value <= stage.bound, f"a plan that reaches {stage.value}, above the bound {stage.bound}")


def _require(holds: bool | np.bool_, broken: str) -> None:
    if not holds:
        raise CertificateError(broken)


def _require_allowed(asked: Question, chosen: Ints) -> None:
    _require(chosen.shape == asked.rank.shape and chosen.dtype == np.int64, "not one row per family")
    _require(((chosen >= -1) & (chosen < asked.family.size)).all(), "a pair that was not possible")
    served = np.flatnonzero(chosen >= 0)
    _require(np.array_equal(asked.family[chosen[served]], served), "a pair of another family")
    _require((_left(asked, chosen[served]) >= 0).all(), "a group beyond its room")


def _left(asked: Question, rows: Ints) -> Ints:
    left = asked.room.copy()
    np.subtract.at(left, asked.group[rows], asked.need[asked.family[rows]])
    return left


def _require_nobody_before(asked: Question, chosen: Ints) -> None:
    """Whoever is left out finds no room in any of its groups, even if all families of later classes gave way."""
    served = chosen[chosen >= 0]
    for rank in np.unique(asked.rank[chosen < 0]):
        left = _left(asked, served[asked.rank[asked.family[served]] >= rank])
        out = (chosen[asked.family] < 0) & (asked.rank[asked.family] == rank)
        room = (asked.need[asked.family] <= left[asked.group]).all(axis=1)
        _require(not (out & room).any(), "a family that is left out although it goes first")


def _bound(asked: Question, aims: list[Ints], reached: list[int], stage: Stage) -> int:
    family, price = stage.prices
    _require(
        family.shape == asked.rank.shape and family.dtype == price.dtype == np.int64, "prices are not whole numbers"
    )
    _require((family >= 0).all() and (price >= 0).all(), "a price below zero")
    gain = SCALE * aims[-1] - family[asked.family] + sum(p * aim for p, aim in zip(price, aims[:-1], strict=True))
    rows = np.flatnonzero(gain > 0)[np.argsort(asked.group[gain > 0], kind="stable")]
    starts = starts_of(asked.group[rows], len(asked.room))
    most = 0
    for group in range(len(asked.room)):
        items = rows[starts[group] : starts[group + 1]]
        most += _most(gain[items].tolist(), asked.need[asked.family[items]].tolist(), asked.room[group].tolist())
    return (int(family.sum()) + most - sum(int(p) * v for p, v in zip(price, reached, strict=True))) // SCALE


def _most(gains: list[int], needs: list[list[int]], room: list[int]) -> int:
    """Return what a load cannot gain more than; exact if there are few sums of needs."""
    sums = {(0,) * len(room): 0}
    for gain, need in zip(gains, needs, strict=True):
        for load, before in list(sums.items()):
            more = tuple(a + b for a, b in zip(load, need, strict=True))
            if all(a <= b for a, b in zip(more, room, strict=True)) and sums.get(more, -1) < before + gain:
                sums[more] = before + gain
        if len(sums) > MOST_SUMS:
            return min(_split(gains, [need[kind] for need in needs], room[kind]) for kind in range(len(room)))
    return max(sums.values())


def _split(gains: list[int], needs: list[int], room: int) -> int:
    """Return the most that parts of families can gain in one kind of room: the best per unit first (Dantzig, 1957)."""
    most = Fraction(sum(gain for gain, need in zip(gains, needs, strict=True) if not need))
    asking = [(Fraction(gain, need), need) for gain, need in zip(gains, needs, strict=True) if need]
    for rate, need in sorted(asking, reverse=True):
        most += rate * min(need, room)
        room -= min(need, room)
    return int(most)
