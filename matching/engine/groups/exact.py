"""The best plan for one aim by branch and bound (HiGHS), where the question is small enough."""

from typing import Any, Final

import highspy
import numpy as np

from matching.engine.arrays import AnyArray, Bools, Ints
from matching.engine.groups.loads import Loads
from matching.engine.groups.model import linear_model
from matching.engine.groups.prices import SCALE, Prices
from matching.engine.groups.question import Question

# Limits in work, not in time, so that the same question ends at the same plan: nodes, and pairs looked at in nodes.
MOST_NODES: Final = 2_000
MOST_WORK: Final = 2_000_000
# Every aim is a whole number: a bound less than one unit above a plan proves it the best. Half a unit is left for rounding.
ENOUGH: Final = 0.5
OPTIONS: Final[dict[str, Any]] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": ENOUGH,
}


def linear_prices(asked: Question, aims: list[Ints], reached: list[int], listed: Loads | None) -> tuple[Prices, Ints]:
    """Return the prices of the same question with families that could be split, and the pairs that it takes, those
    taken most wholly first.

    By an interior point method without crossover: rounded to 1/1,000, any prices prove a bound, so near is enough.
    400 subgradient steps instead came no nearer than 54 where the best is 36, in more time.
    """
    solver = _solver({"solver": "ipx", "run_crossover": "off"})
    solver.passModel(linear_model(asked, aims, reached, listed))
    solver.run()
    solution, families = solver.getSolution(), asked.rank.size
    price = np.rint(SCALE * np.nan_to_num(np.array(solution.row_dual))).astype(np.int64)
    prices = Prices(np.maximum(0, price[:families]), np.maximum(0, -price[families : families + len(reached)]))
    part = np.round(np.array(solution.col_value)[: asked.family.size], 3)
    order = np.lexsort((-asked.value, -part))
    return prices, order[part[order] > 0]


def best_by_branching(
    asked: Question,
    aims: list[Ints],
    reached: list[int],
    listed: Loads | None,
    chosen: Ints,
    unused: Bools | None = None,
) -> tuple[Ints, bool]:
    """Return the best plan found in the last of `aims` that keeps `reached` in the others, and whether it is the best.

    chosen  a plan to begin with, which does
    unused  bool[pairs]: no such plan has them
    """
    model = linear_model(asked, aims, reached, listed, unused)
    model.integrality_ = [highspy.HighsVarType.kInteger] * model.num_col_
    solver = _solver({"mip_max_nodes": min(MOST_NODES, MOST_WORK // max(1, asked.family.size))})
    solver.passModel(model)
    start = highspy.HighsSolution()
    start.col_value = _begin(asked, listed, chosen, model.num_col_)
    solver.setSolution(start)
    solver.run()
    if not _is_true(asked, aims[-1], solver):
        solver.clearSolver()
        solver.run()
    is_best = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal and _is_true(asked, aims[-1], solver)
    return _plan(asked, _taken(asked, solver)), is_best


def _is_true(asked: Question, aim: Ints, solver: Any) -> bool:
    """Return whether the plan is worth what the solver says.

    HiGHS 1.16 at times counts a start as more than it is (21 of 3,000 questions of up to 25 families): what it has merged
    before it begins can be worth more than the plan that is made of it, and then it looks for nothing better.
    """
    told = solver.getInfo().objective_function_value
    return bool(abs(told - (aim * _taken(asked, solver)).sum()) <= ENOUGH)


def _taken(asked: Question, solver: Any) -> Ints:
    """Return int64[pairs]: 1 for those that the solver takes, 0 for the others."""
    taken: Ints = np.rint(np.array(solver.getSolution().col_value)[: asked.family.size]).astype(np.int64)
    return taken


def _solver(more: dict[str, Any]) -> Any:
    """Return a silent solver. `highspy.Highs` prints a line when it is made; the class it is made of does not."""
    solver = highspy._core._Highs()
    for name, value in (OPTIONS | more).items():
        solver.setOptionValue(name, value)
    return solver


def _begin(asked: Question, listed: Loads | None, chosen: Ints, columns: int) -> AnyArray:
    value = np.zeros(columns)
    value[chosen[chosen >= 0]] = 1
    if listed is not None:
        served = np.flatnonzero(chosen >= 0)
        held = np.zeros((len(asked.room), listed.counts.shape[1]), dtype=np.int64)
        np.add.at(held, (asked.group[chosen[served]], listed.shape[served]), 1)
        carries = (held[listed.group] <= listed.counts).all(axis=1)
        group, first = np.unique(np.where(carries, listed.group, len(asked.room)), return_index=True)
        value[asked.family.size + first[group < len(asked.room)]] = 1
    return value


def _plan(asked: Question, found: Ints) -> Ints:
    chosen = np.full(asked.rank.size, -1, dtype=np.int64)
    taken = np.flatnonzero(found)
    chosen[asked.family[taken]] = taken
    return chosen
