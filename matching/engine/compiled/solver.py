"""The heaviest plan with its least prices by successive shortest paths, given how families are let in."""

from collections.abc import Callable
from typing import Final

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.compiled.board import CHOSEN, END, LOOKS, PRICE, START, Board, empty_board
from matching.engine.prices import Optimum

LARGEST: Final = 2**60  # of a weight: sums of three stay below 2^63
AT_ONCE: Final = 5_000_000  # looks between two chances to interrupt, about 0.2 s
# Plans with helpers to spare took 2 to 6 looks per pair. Where whole regions fill up to the last place it can be 100
# and more, and on some made-up graphs quadratic; then the flow solver is the faster of the two.
MOST_LOOKS: Final = 8  # per pair
FREE_LOOKS: Final = 2_000_000  # whatever the number of pairs
MOST_CLASSES: Final = 64  # told apart; more are only slower


def shortest_paths(
    let_in: Callable[..., int], family: Ints, helper: Ints, weight: Ints, capacity: Ints, families: int
) -> Optimum | None:
    """Return the heaviest plan and its prices, or None if that would take long or the weights are too large.

    let_in  `kernel.let_in`, compiled or not

    Time about O(pairs) with helpers to spare; given up after O(pairs) looks.
    """
    if weight.max(initial=0) >= LARGEST:
        return None
    board = empty_board(_own(family), _own(helper), _own(weight), _own(capacity), families)
    order, done = _order(board, families), 0
    left = FREE_LOOKS + MOST_LOOKS * family.size
    while done < families:
        if left <= 0:
            return None
        done = let_in(board, order, done, AT_ONCE)
        left -= int(board.tally[LOOKS])
    chosen, price = board.homes[:, CHOSEN].copy(), board.houses[:, PRICE].copy()
    keeps, served = np.zeros(families, dtype=np.int64), np.flatnonzero(chosen >= 0)
    rows = chosen[served]
    keeps[served] = weight[rows] - price[helper[rows]]
    return Optimum(chosen, keeps, price)


def _own(array: Ints) -> Ints:
    """Return the kind of array that the kernel was compiled for."""
    return np.require(array, np.int64, ["C", "A", "W"])


def _order(board: Board, families: int) -> Ints:
    """Return who is let in when: the first classes first, else those of later ones would be moved out again.

    Classes show as wide gaps between the best weights of families. Within a class in a mixed order (multiples of the
    golden ratio of 2^32; Knuth, The Art of Computer Programming 3, §6.4), since by weight or by row a chain would
    be walked from one end to the other again and again.
    """
    best = np.zeros(families, dtype=np.int64)
    starts = board.homes[:, START]
    filled = np.flatnonzero(starts < board.homes[:, END])
    if filled.size:
        best[filled] = np.maximum.reduceat(board.weight, starts[filled])
    known, at = np.unique(best, return_inverse=True)
    later = np.cumsum(np.diff(known, prepend=0) > int(known.max(initial=0)) // MOST_CLASSES, dtype=np.int64)
    mixed = np.arange(families, dtype=np.int64) * 2_654_435_761 % 2**32
    return np.lexsort((mixed, -later[at])).astype(np.int64)
