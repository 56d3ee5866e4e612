"""Which solvers there are, and which is taken: the port between `optimum` and the ways to find it."""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from matching.engine.arrays import Ints
from matching.engine.compiled import jit, turns
from matching.engine.compiled.programs import SHORTEST_PATHS, TAKING_TURNS
from matching.engine.compiled.solver import shortest_paths
from matching.engine.flow import heaviest
from matching.engine.prices import Optimum, least_prices

# family, helper, weight, tie, capacity, families: as `flow.heaviest` takes them, and a number per pair that decides
# between plans of equal weight by its sum. All solvers give the same plan and the same prices (of the weight alone).
# None: it would take too long, ask another.
Solver: TypeAlias = Callable[[Ints, Ints, Ints, Ints, Ints, int], Optimum | None]


def by_flow(family: Ints, helper: Ints, weight: Ints, capacity: Ints, families: int) -> Optimum:
    """Return an optimum by OR-Tools, whatever the ties, and `least_prices`. Raises ArithmeticError as they do."""
    chosen = heaviest(family, helper, weight, capacity, families)
    return Optimum(chosen, *least_prices(family, helper, weight, chosen, capacity.size))


def compiled() -> Solver | None:
    """Return the compiled solver, where `python -m matching.engine prepare` has made it ready; else None."""
    program = jit.load(SHORTEST_PATHS)
    return None if program is None else partial(shortest_paths, program.let_in)


def turn_taker() -> Callable[[turns.Table, Ints, int, int], int]:
    """Return `turns.take_turns`: compiled where that has been prepared, else as it is."""
    program = jit.load(TAKING_TURNS)
    return turns.take_turns if program is None else program.take_turns
