"""What is compiled: each program a few functions of this folder that call each other, and a call as it will be used."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from matching.engine.compiled import falling, heap, joining, kernel, leaving, pairs, people, seats, single, ties, turns
from matching.engine.compiled.board import empty_board


class Program(NamedTuple):
    """Functions that are compiled together.

    functions  callees first; each must be in a module of this folder, under its own name there
    sample     gets the compiled functions as attributes and calls those that Python calls, with empty arrays of the
               types they will always get: nothing is ever compiled for other types
    inlined    those that are called so often that a call would take longer than what they do
    """

    functions: tuple[Callable[..., Any], ...]
    sample: Callable[[Any], object]
    inlined: tuple[Callable[..., Any], ...] = ()


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


def _look_for_nobody(program: Any) -> None:
    none, rows = np.zeros(0, dtype=np.int64), np.zeros((0, 2), dtype=np.int64)
    question = people.nobody()
    program.look_for_all(question, none, 0, 0, rows, rows, none, none, np.zeros((0, 1, 3), dtype=np.int64))
    program.weigh_all(question, none, none, none, none)
    program.stop_all(question, none, 0, 0, none)


SEARCH: Final = Program(
    (
        ties.mix,
        pairs.count_bits,
        pairs.count_lanes,
        pairs.sift,
        pairs.soft_points,
        pairs.organisation,
        pairs.wishes_hold,
        pairs.certified,
        pairs.may_meet,
        pairs.is_elsewhere,
        pairs.is_forbidden,
        pairs.is_possible,
        pairs.take,
        pairs.look_at_one,
        pairs.look_in_one_place,
        pairs.look_for_one,
        pairs.look_for_all,
        single.best_level,
        single.weigh_one,
        single.weigh_all,
        single.first_broken,
        single.stop_one,
        single.stop_all,
    ),
    _look_for_nobody,
    inlined=(ties.mix, pairs.count_bits, pairs.soft_points, pairs.take, pairs.look_at_one),
)
PROGRAMS: Final = (SHORTEST_PATHS, TAKING_TURNS, SEARCH)
