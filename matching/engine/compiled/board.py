"""What the compiled solver keeps between its steps: pairs by family, places, prices, and room to search in."""

from typing import Final, NamedTuple

import numpy as np

from matching.engine.arrays import Ints, starts_of

FAR: Final = 2**62
LINED, READY, TOUCHED, EFFORT = range(4)  # cells of `tally`


class Board(NamedTuple):
    """All arrays are int64. Pairs of a family are together; rows are numbers of pairs.

    family, helper, weight  by pair, as asked
    starts                  by family: its pairs are starts[f] … starts[f + 1]
    rows, bound             by pair: the rows of a family again, dearest bound first; bound = weight - price when
                            the family was last sorted. Prices only rise, so it is never too low
    stale                   by family: useless looks since then
    chosen, slot            by family: the row it has, and its place in `slots`; or -1
    first, room, load       by helper: its places are slots[first …], how many there are, how many are taken
    price                   by helper, ≥ 0
    far, came, place        by helper, in one search: distance or FAR, by which row, where in the heap or -1
    heap, ready, touched    lists of helpers, in one search; `tally` has their lengths and the effort so far
    """

    family: Ints
    helper: Ints
    weight: Ints
    starts: Ints
    rows: Ints
    bound: Ints
    stale: Ints
    chosen: Ints
    slot: Ints
    slots: Ints
    first: Ints
    room: Ints
    load: Ints
    price: Ints
    far: Ints
    came: Ints
    place: Ints
    heap: Ints
    ready: Ints
    touched: Ints
    tally: Ints


def empty_board(family: Ints, helper: Ints, weight: Ints, capacity: Ints, families: int) -> Board:
    """Return the board before anybody has a place. `family` ascends."""
    starts, helpers = starts_of(family, families), capacity.size
    room = np.minimum(capacity, np.bincount(helper, minlength=helpers))
    first = np.cumsum(room) - room

    def none(size: int) -> Ints:
        return np.full(size, -1, dtype=np.int64)

    def zero(size: int) -> Ints:
        return np.zeros(size, dtype=np.int64)

    return Board(
        family=family,
        helper=helper,
        weight=weight,
        starts=starts,
        rows=np.arange(family.size),
        bound=np.empty(family.size, dtype=np.int64),
        stale=np.full(families, FAR, dtype=np.int64),
        chosen=none(families),
        slot=none(families),
        slots=none(int(room.sum())),
        first=first,
        room=room,
        load=zero(helpers),
        price=zero(helpers),
        far=np.full(helpers, FAR, dtype=np.int64),
        came=none(helpers),
        place=none(helpers),
        heap=zero(helpers),
        ready=zero(helpers),
        touched=zero(helpers),
        tally=zero(4),
    )
