"""Room on the board for more pairs, families and helpers: arrays twice as long each time, so that it costs little."""

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.compiled.board import (
    AT,
    CHOSEN,
    END,
    ENDLESS,
    FAR,
    GONE,
    HOLDER,
    LIMIT,
    SPOTS,
    STALE,
    START,
    Board,
)


def longer(array: Ints, needed: int) -> Ints:
    """Return `array` with at least `needed` rows, those that are new undefined."""
    size = array.shape[0]
    if needed <= size:
        return array
    more = np.empty((max(needed, 2 * size, 16), *array.shape[1:]), dtype=np.int64)
    more[:size] = array
    return more


def with_pairs(board: Board, needed: int) -> Board:
    """Return the board with room for so many pairs."""
    names = ("family", "helper", "weight", "tie", "after")
    return board._replace(**{name: longer(getattr(board, name), needed) for name in names})


def with_families(board: Board, needed: int) -> Board:
    """Return the board with room for so many families; those that are new are not asked."""
    size, homes = board.homes.shape[0], longer(board.homes, needed)
    homes[size:] = -1
    homes[size:, [START, END, LIMIT]], homes[size:, STALE], homes[size:, CHOSEN] = 0, ENDLESS, GONE
    return board._replace(homes=homes)


def with_helpers(board: Board, needed: int) -> Board:
    """Return the board with room for so many helpers; those that are new have no place and no price."""
    size = board.houses.shape[0]
    names = ("houses", "heads", "heap", "ready", "touched")
    board = board._replace(**{name: longer(getattr(board, name), needed) for name in names})
    board.houses[size:], board.houses[size:, FAR] = 0, ENDLESS
    board.houses[size:, [HOLDER, AT]], board.heads[size:] = -1, -1
    return board


def with_spots(board: Board) -> Board:
    """Return the board with more room in `rows`: closed up if most of it is left over, else twice as long."""
    homes, size = board.homes, board.rows.size
    counts = homes[:, END] - homes[:, START]
    used = int(counts.sum())
    if board.tally[SPOTS] <= 4 * used:
        names = ("rows", "bound", "bound_tie")
        return board._replace(**{name: longer(getattr(board, name), size + 1) for name in names})
    ends = np.cumsum(counts)
    kept = np.repeat(homes[:, START] - ends + counts, counts) + np.arange(used)
    for array in (board.rows, board.bound, board.bound_tie):
        array[:used] = array[kept]
    homes[:, START], homes[:, END], homes[:, LIMIT] = ends - counts, ends, ends
    board.tally[SPOTS] = used
    return board
