"""One aim after the other: the first class, the second …, fit, and what is left of ties."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from matching.engine.arrays import Bools, Ints
from matching.engine.groups.exact import best_by_branching, linear_prices
from matching.engine.groups.loads import Loads, loads
from matching.engine.groups.prices import SCALE, Bounded, Prices, bounded, gains, nobody_left_out
from matching.engine.groups.question import Question
from matching.engine.groups.search import improved, seated

MOST_PAIRS: Final = 20_000  # for branching: what 300 families and 100 groups have where every second pair is possible


@dataclass(frozen=True, eq=False)
class Stage:
    """How good a plan is in one aim, given that it reaches what it reaches in the aims before.

    value     what the plan reaches
    bound     what no plan exceeds: `prices` prove it, which hold the plan to as many aims before as they have prices
    is_best   branch and bound found no better plan, and none is left to look at
    """

    value: int
    bound: int
    prices: Prices
    is_best: bool

    @property
    def is_closed(self) -> bool:
        """No plan is better in this aim."""
        return self.is_best or self.bound == self.value


@dataclass(frozen=True, eq=False)
class Solved:
    """A plan, int64[families] of rows or -1, and how good it is in each aim."""

    chosen: Ints
    stages: list[Stage]


def solve(asked: Question, most_pairs: int = MOST_PAIRS) -> Solved:
    """Return the best plan found, with a true bound in each aim.

    A bound on an aim holds for all plans that reach in the aims before what this one reaches there. After the first
    aim that stays open, only that and those before it are held to. Aims that prices leave open are branched on up to
    `most_pairs` pairs; beyond, a local search from what the linear program takes has to do.
    """
    listed, small = loads(asked), asked.family.size <= most_pairs
    chosen = improved(asked, np.full(asked.rank.size, -1, dtype=np.int64))
    if not small:
        chosen = _near(asked, listed, chosen)
    stages: list[Stage] = []
    for place, aim in enumerate(asked.aims):
        held = next((i + 1 for i, stage in enumerate(stages) if not stage.is_closed), place)
        part = _Part(asked, [*asked.aims[:held], aim], listed)
        found, is_best = part.bounded(chosen), False
        if small and held == place and found.bound > asked.worth(chosen)[place]:
            chosen, is_best = part.branched(chosen)
        stages.append(Stage(asked.worth(chosen)[place], found.bound, found.prices, is_best))
    if small and all(stage.is_closed for stage in stages):
        chosen, _ = _Part(asked, [*asked.aims, asked.tie], listed).branched(chosen, _too_dear(asked, stages[-1]))
    return Solved(chosen, stages)


def _too_dear(asked: Question, fit: Stage) -> Bools:
    """Return bool[pairs]: no best plan has them, as a group that took them would gain less than the bound can spare."""
    spare = SCALE * (fit.bound + 1 - fit.value)
    return gains(asked, asked.aims, fit.prices) < -spare


def _near(asked: Question, listed: Loads | None, chosen: Ints) -> Ints:
    """Return the best of the plans that the linear programs of all aims suggest, each held to the best so far."""
    for place, aim in enumerate(asked.aims):
        reached = asked.worth(chosen)[:place]
        _, taken = linear_prices(asked, [*asked.aims[:place], aim], reached, listed)
        chosen = max(improved(asked, seated(asked, taken)), chosen, key=asked.worth)
    return chosen


class _Part(NamedTuple):
    """The last of these aims, for plans held to what they reach in the others."""

    asked: Question
    aims: list[Ints]
    listed: Loads | None

    def worth(self, chosen: Ints) -> list[int]:
        """Return what a plan reaches in these aims, and then in those of the question that come after."""
        rows = chosen[chosen >= 0]
        return [int(aim[rows].sum()) for aim in [*self.aims, *self.asked.aims[len(self.aims) :]]]

    def bounded(self, chosen: Ints) -> Bounded:
        """Return the bound by prices that cost nothing to find, if no plan can be better by them; else by the best."""
        last = len(self.aims) - 1
        reached, value = self.worth(chosen)[:last], self.worth(chosen)[last]
        plain = bounded(self.asked, self.aims, reached, nobody_left_out(self.asked, self.aims), self.listed)
        if plain.bound <= value:
            return plain
        prices, _ = linear_prices(self.asked, self.aims, reached, self.listed)
        return min(bounded(self.asked, self.aims, reached, prices, self.listed), plain, key=lambda one: one.bound)

    def branched(self, chosen: Ints, unused: Bools | None = None) -> tuple[Ints, bool]:
        """Return the better of `chosen` and what branch and bound finds, and whether no plan is better."""
        reached = self.worth(chosen)[: len(self.aims) - 1]
        found, is_best = best_by_branching(self.asked, self.aims, reached, self.listed, chosen, unused)
        if not self.asked.fits(found).all() or self.worth(found)[: len(reached)] < reached:
            return chosen, False
        best = max(improved(self.asked, found), found, chosen, key=self.worth)
        return best, is_best and self.worth(best)[: len(self.aims)] == self.worth(found)[: len(self.aims)]
