"""What the compiled solver keeps between its steps: pairs by family, places, prices, and room to search in."""

from typing import Final, NamedTuple

import numpy as np

from matching.engine.arrays import Ints, starts_of

ENDLESS: Final = 2**62
# Columns of `homes`, one row per family. Its pairs are START … END; STALE counts useless looks since they were last
# sorted; CHOSEN is the row it has, SLOT its place in `slots`, or -1.
START, END, STALE, CHOSEN, SLOT = range(5)
# Columns of `houses`, one row (and one cache line) per helper. Its places are slots[FIRST …], ROOM of them, LOAD taken.
# In one search: its distance or ENDLESS, by which row it was reached, where in the heap it is or -1.
FIRST, ROOM, LOAD, PRICE, FAR, CAME, AT = range(7)
LINE: Final = 8
# Cells of `tally`: how long heap, ready and touched are, and how many looks were taken.
LINED, READY, TOUCHED, LOOKS = range(4)


class Board(NamedTuple):
    """All arrays are int64. Pairs of a family are together; rows are numbers of pairs.

    family, helper, weight  by pair, as asked
    rows, bound             by pair: the rows of a family again, largest bound first; bound = weight - price when the
                            family was last sorted. Prices only rise, so it is never too low
    homes, houses, tally    see above
    slots                   the family in each place
    heap, ready, touched    helpers, in one search: lined up, as near as the one at hand, reached at all
    """

    family: Ints
    helper: Ints
    weight: Ints
    rows: Ints
    bound: Ints
    homes: Ints
    houses: Ints
    slots: Ints
    heap: Ints
    ready: Ints
    touched: Ints
    tally: Ints


def empty_board(family: Ints, helper: Ints, weight: Ints, capacity: Ints, families: int) -> Board:
    """Return the board before anybody has a place. `family` ascends."""
    helpers = capacity.size
    homes = np.full((families, 5), -1, dtype=np.int64)
    starts = starts_of(family, families)
    homes[:, START], homes[:, END], homes[:, STALE] = starts[:-1], starts[1:], ENDLESS
    houses = np.zeros((helpers, LINE), dtype=np.int64)
    room = np.minimum(capacity, np.bincount(helper, minlength=helpers))
    houses[:, FIRST], houses[:, ROOM] = np.cumsum(room) - room, room
    houses[:, FAR], houses[:, CAME], houses[:, AT] = ENDLESS, -1, -1
    return Board(
        family=family,
        helper=helper,
        weight=weight,
        rows=np.arange(family.size),
        bound=np.empty(family.size, dtype=np.int64),
        homes=homes,
        houses=houses,
        slots=np.full(int(room.sum()), -1, dtype=np.int64),
        heap=np.zeros(helpers, dtype=np.int64),
        ready=np.zeros(helpers, dtype=np.int64),
        touched=np.zeros(helpers, dtype=np.int64),
        tally=np.zeros(4, dtype=np.int64),
    )
