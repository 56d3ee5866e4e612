"""The heaviest plan with its least prices by successive shortest paths, given how families are let in."""

from collections.abc import Callable
from typing import Final

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.compiled.board import CHOSEN, LOOKS, PRICE, PRICE_TIE, Board, empty_board
from matching.engine.prices import Optimum

LARGEST: Final = 2**60  # of a weight, and of the ties of a path: sums of three stay below 2^63
AT_ONCE: Final = 2_000_000  # looks between two chances to interrupt, 0.05 to 0.2 s
# Plans with helpers to spare took 2 to 6 looks per pair; where whole regions fill up to the last place, 30 to 80, still
# faster than the flow solver. Some made-up graphs would take a number that grows with their square: few helpers with
# 100,000 places each. So this many per pair, and more for the first 32 pairs per family. Where everybody is possible
# with everybody and fits multiply it is a fifth of the pairs of a family for each pair (617 of 3,000), for which the
# flow solver takes twice as long (1,500 with 1,500: 24 beside 11 s). So that many, too.
PER_PAIR: Final = 8
PER_FAMILY: Final = 32 * 100
PER_PAIR_OF_ITS_FAMILY: Final = 0.25
MANY_PLACES: Final = 32  # at a helper, from where on it matters who comes first
FREE_LOOKS: Final = 2_000_000  # whatever the number of pairs


def shortest_paths(
    let_in: Callable[..., int], family: Ints, helper: Ints, weight: Ints, tie: Ints, capacity: Ints, families: int
) -> Optimum | None:
    """Return the heaviest plan and its prices, or None if that would take long or the weights are too large.

    let_in  `kernel.let_in`, compiled or not

    Time about O(pairs) with helpers to spare; given up after O(pairs · (1 + pairs of a family)) looks.
    """
    if too_large(weight, tie, families):
        return None
    board = own_board(family, helper, weight, tie, capacity, families)
    order, done = order_of(family, helper, weight, tie, capacity, families), 0
    left = _allowed(family.size, families)
    while done < families:
        if left <= 0:
            return None
        done = let_in(board, order, done, AT_ONCE)
        left -= int(board.tally[LOOKS])
    chosen, price = board.homes[:, CHOSEN].copy(), board.houses[:, PRICE].copy()
    keeps, served = np.zeros(families, dtype=np.int64), np.flatnonzero(chosen >= 0)
    rows = chosen[served]
    keeps[served] = weight[rows] - price[helper[rows]]
    return Optimum(chosen, keeps, price, board.houses[:, PRICE_TIE].copy())


def _allowed(pairs: int, families: int) -> int:
    """Return after how many looks to give up."""
    of_its_family = PER_PAIR_OF_ITS_FAMILY * pairs / max(1, families)
    return FREE_LOOKS + int((PER_PAIR + of_its_family) * pairs) + min(PER_FAMILY * families, 100 * pairs)


def too_large(weight: Ints, tie: Ints, families: int) -> bool:
    """Return whether sums along a path could leave 64 bits."""
    return bool(weight.max(initial=0) >= LARGEST or (families + 1) * int(tie.max(initial=0)) >= LARGEST)


def own_board(family: Ints, helper: Ints, weight: Ints, tie: Ints, capacity: Ints, families: int) -> Board:
    """Return the board with nobody on it, of the kind of array that the kernel was compiled for."""
    return empty_board(_own(family), _own(helper), _own(weight), _own(tie), _own(capacity), families)


def _own(array: Ints) -> Ints:
    return np.require(array, np.int64, ["C", "A", "W"])


def order_of(family: Ints, helper: Ints, weight: Ints, tie: Ints, capacity: Ints, families: int) -> Ints:
    """Return who is let in when: first where most families come to a place, so that dear places are dear early.

    It changes the time, never the optimum; scarce plans took 2 to 3 times as many looks by class or by row. How
    crowded it is for a family: the mean over its helpers, of the mean over their families, of the mean over theirs,
    of how many come to a place if all spread evenly. Within steps of a sixteenth of an octave in a mixed order
    (multiples of the golden ratio of 2^32; Knuth, The Art of Computer Programming 3, §6.4), since by row a chain
    could be walked from one end to the other again and again. But where helpers have many places those with the most
    to offer go first: who comes later sees at once that it is not worth a place (3,000 places, 6,000 families: 4 looks
    per pair, not 2,084).
    """
    pairs = np.maximum(np.bincount(family, minlength=families), 1)
    come = np.maximum(np.bincount(helper, minlength=capacity.size), 1)
    demand = np.bincount(helper, 1 / pairs[family], capacity.size) / np.maximum(capacity, 1)
    felt = np.bincount(family, demand[helper], families) / pairs
    shared = np.bincount(helper, felt[family], capacity.size) / come
    crowded = np.bincount(family, shared[helper], families) / pairs
    step = np.rint(16 * np.log2(crowded, out=np.zeros(families), where=crowded > 0))
    mixed = np.arange(families, dtype=np.int64) * 2_654_435_761 % 2**32
    many = np.bincount(family, np.minimum(capacity, families)[helper], families) >= MANY_PLACES * pairs
    most, most_tie = np.zeros((2, families), dtype=np.int64)
    if many.any():
        first = np.flatnonzero(np.diff(family, prepend=-1))
        most[family[first]] = np.maximum.reduceat(weight, first)
        most_tie[family[first]] = np.maximum.reduceat(tie, first)
    return np.lexsort((mixed, -most_tie * many, -most * many, -step)).astype(np.int64)
