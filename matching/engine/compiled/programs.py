"""What is compiled: each program a few functions of this folder that call each other, and a call as it will be used."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from matching.engine.compiled import falling, heap, joining, kernel, leaving, seats, turns
from matching.engine.compiled.board import empty_board


class Program(NamedTuple):
    """Functions that are compiled together.

    functions  callees first; each must be in a module of this folder, under its own name there
    sample     gets the compiled functions as attributes and calls those that Python calls, with empty arrays of the
               types they will always get: nothing is ever compiled for other types
    """

    functions: tuple[Callable[..., Any], ...]
    sample: Callable[[Any], object]


def _move_nobody(program: Any) -> None:
    none = np.zeros(0, dtype=np.int64)
    nobody = np.zeros(1, dtype=np.int64)
    board = empty_board(nobody, nobody, nobody, nobody, nobody, 1)._replace(after=nobody - 1)
    program.let_in(board, none, 0, 0)
    program.link(board, 0, 0)
    program.take_places(board, none)
    program.add(board, none, 0, 0)
    program.fill(board, 0)
    program.leave(board, 0, False)
    program.strike(board, 0)
    program.forget(board, 0)
    program.close(board, 0)
    program.begin(board)
    program.spread(board, 0)
    program.end(board)


SHORTEST_PATHS: Final = Program(
    (
        heap.rise,
        heap.take_nearest,
        seats.seat,
        seats.unseat,
        seats.move,
        kernel.best_offer,
        kernel.sort_again,
        kernel.reach,
        kernel.look,
        kernel.search,
        kernel.raise_prices,
        kernel.let_one_in,
        kernel.let_in,
        leaving.drop_struck,
        leaving.call,
        leaving.draw,
        leaving.lower_prices,
        leaving.fill,
        leaving.leave,
        leaving.forget,
        leaving.strike,
        leaving.close,
        joining.link,
        joining.take_places,
        joining.make_room,
        joining.bids_more,
        joining.add,
        falling.hold_up,
        falling.begin,
        falling.spread,
        falling.end,
    ),
    _move_nobody,
)


def _nobody_takes_a_turn(program: Any) -> None:
    none, rows = np.zeros(0, dtype=np.int64), np.zeros((0, 6), dtype=np.int64)
    table = turns.Table(none, none, rows, rows, rows, none, none, none, np.zeros(3, dtype=np.int64))
    program.take_turns(table, none, 0, 0)


TAKING_TURNS: Final = Program((turns.look, turns.find_giver, turns.hand_on, turns.take_turns), _nobody_takes_a_turn)
PROGRAMS: Final = (SHORTEST_PATHS, TAKING_TURNS)
