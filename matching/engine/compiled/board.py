"""What the compiled solver keeps between its steps: pairs by family, places, prices, and room to search in."""

from typing import Final, NamedTuple

import numpy as np

from matching.engine.arrays import Ints, starts_of

ENDLESS: Final = 2**62
# Columns of `homes`, one row (and one cache line) per family. Its pairs are rows[START … END), with room up to LIMIT;
# STALE counts useless looks since they were last sorted; CHOSEN is the row it has, NOBODY or GONE; NEXT and BEFORE
# are the families after and before it at the same helper, or -1.
START, END, LIMIT, STALE, CHOSEN, NEXT, BEFORE = range(7)
NOBODY: Final = -1  # waits
GONE: Final = -2  # is not asked at all
# Columns of `houses`, one row (and one cache line) per helper: how many places are free, the price of a place as
# (PRICE, PRICE_TIE), and one of the families that hold a place, or -1. In one search: its distance (FAR, FAR_TIE) or
# ENDLESS, by which row it was reached, where in the heap it is or -1.
FREE, PRICE, PRICE_TIE, HOLDER, FAR, FAR_TIE, CAME, AT = range(8)
LINE: Final = 8
# Cells of `tally`: how long heap, ready and touched are, how many looks were taken, how much of `rows` is used.
LINED, READY, TOUCHED, LOOKS, SPOTS = range(5)


class Board(NamedTuple):
    """All arrays are int64, and may be longer than what is used. Worth and price are pairs, compared in order.

    family, helper  by pair; family is -1 where the pair is no more
    weight, tie     by pair: what it is worth, and what decides between plans of equal weight
    after           by pair: the pair of the same helper that comes after it, or -1
    rows            numbers of pairs, those of a family together, largest bound first
    bound, bound_tie  by place in `rows`: worth above the price when the family was last sorted, never too low
    homes, houses   see above
    heads           by helper: the first of its pairs, or -1
    heap, ready, touched  helpers, in one search: lined up, as near as the one at hand, reached at all
    tally           see above
    """

    family: Ints
    helper: Ints
    weight: Ints
    tie: Ints
    after: Ints
    rows: Ints
    bound: Ints
    bound_tie: Ints
    homes: Ints
    houses: Ints
    heads: Ints
    heap: Ints
    ready: Ints
    touched: Ints
    tally: Ints


def empty_board(family: Ints, helper: Ints, weight: Ints, tie: Ints, capacity: Ints, families: int) -> Board:
    """Return the board before anybody has a place. `family` ascends. `after` and `heads` are left to `join.link`."""
    helpers, starts = capacity.size, starts_of(family, families)
    homes = np.full((families, LINE), -1, dtype=np.int64)
    homes[:, START], homes[:, END], homes[:, LIMIT], homes[:, STALE] = starts[:-1], starts[1:], starts[1:], ENDLESS
    houses = np.zeros((helpers, LINE), dtype=np.int64)
    houses[:, FREE], houses[:, HOLDER] = capacity, -1
    houses[:, FAR], houses[:, CAME], houses[:, AT] = ENDLESS, -1, -1
    tally = np.zeros(5, dtype=np.int64)
    tally[SPOTS] = family.size
    return Board(
        family=family,
        helper=helper,
        weight=weight,
        tie=tie,
        after=np.zeros(0, dtype=np.int64),
        rows=np.arange(family.size),
        bound=np.empty(family.size, dtype=np.int64),
        bound_tie=np.empty(family.size, dtype=np.int64),
        homes=homes,
        houses=houses,
        heads=np.full(helpers, -1, dtype=np.int64),
        heap=np.zeros(helpers, dtype=np.int64),
        ready=np.zeros(helpers, dtype=np.int64),
        touched=np.zeros(helpers, dtype=np.int64),
        tally=tally,
    )
