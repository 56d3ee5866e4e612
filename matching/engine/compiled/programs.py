"""What is compiled: each program a few functions of this folder that call each other, and a call as it will be used."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from matching.engine.compiled import heap, kernel, turns
from matching.engine.compiled.board import empty_board


class Program(NamedTuple):
    """Functions that are compiled together.

    functions  callees first; each must be in a module of this folder, under its own name there
    sample     gets the compiled functions as attributes and calls those that Python calls, with empty arrays of the
               types they will always get: nothing is ever compiled for other types
    """

    functions: tuple[Callable[..., Any], ...]
    sample: Callable[[Any], object]


def _let_nobody_in(program: Any) -> None:
    none = np.zeros(0, dtype=np.int64)
    program.let_in(empty_board(none, none, none, none, 0), none, 0, 0)


LETTING_IN: Final = Program(
    (
        heap.rise,
        heap.take_nearest,
        kernel.best_offer,
        kernel.sort_again,
        kernel.reach,
        kernel.look,
        kernel.search,
        kernel.settle_prices,
        kernel.move,
        kernel.let_one_in,
        kernel.let_in,
    ),
    _let_nobody_in,
)


def _nobody_takes_a_turn(program: Any) -> None:
    none, rows = np.zeros(0, dtype=np.int64), np.zeros((0, 6), dtype=np.int64)
    table = turns.Table(none, none, rows, rows, rows, none, none, none, np.zeros(3, dtype=np.int64))
    program.take_turns(table, none, 0, 0)


TAKING_TURNS: Final = Program((turns.look, turns.find_giver, turns.hand_on, turns.take_turns), _nobody_takes_a_turn)
PROGRAMS: Final = (LETTING_IN, TAKING_TURNS)
