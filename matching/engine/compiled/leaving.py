"""A place falls free: who gains most by coming to it, who by coming to the place that they leave, and so on.

The same search as in `kernel`, from the other side: from a helper along its pairs, at what they cost above the prices,
to a family that waits, or to a helper who may as well keep a place free. Prices fall on the way.
"""

from matching.engine.arrays import Ints
from matching.engine.compiled.board import (
    AT,
    CAME,
    CHOSEN,
    END,
    ENDLESS,
    FAR,
    FAR_TIE,
    FREE,
    GONE,
    LINED,
    LOOKS,
    NOBODY,
    PRICE,
    PRICE_TIE,
    READY,
    STALE,
    START,
    TOUCHED,
    Board,
)
from matching.engine.compiled.heap import take_nearest
from matching.engine.compiled.kernel import reach
from matching.engine.compiled.seats import seat, unseat


def leave(board: Board, family: int, opens: bool) -> None:
    """Let the family go; `opens`: the place it had is free for others, else it goes along."""
    row = board.homes[family, CHOSEN]
    if row < 0:
        board.homes[family, CHOSEN] = GONE
        return
    helper = board.helper[row]
    unseat(board.homes, board.houses, helper, family, GONE)
    if opens:
        fill(board, helper)


def forget(board: Board, family: int) -> None:
    """Strike out all pairs of the family; the lists of the helpers drop them when they are next walked."""
    homes = board.homes
    for at in range(homes[family, START], homes[family, END]):
        board.family[board.rows[at]] = -1
    homes[family, END] = homes[family, START]


def strike(board: Board, row: int) -> None:
    """Strike out a pair that is not in the plan, and keep the others of its family in order."""
    homes, rows, family = board.homes, board.rows, board.family[row]
    at, end = homes[family, START], homes[family, END] - 1
    while rows[at] != row:
        at += 1
    for to in range(at, end):
        rows[to], board.bound[to], board.bound_tie[to] = rows[to + 1], board.bound[to + 1], board.bound_tie[to + 1]
    homes[family, END] = end
    board.family[row] = -1


def close(board: Board, helper: int) -> None:
    """Strike out all pairs of a helper who has no places."""
    row = board.heads[helper]
    while row >= 0:
        if board.family[row] >= 0:
            strike(board, row)
        row = board.after[row]
    board.heads[helper] = -1
    board.houses[helper, PRICE] = board.houses[helper, PRICE_TIE] = 0


def fill(board: Board, hole: int) -> None:
    """Give one more place of the helper `hole`, which is not counted as free, to whoever it is best for all."""
    homes, houses = board.homes, board.houses
    best, best_tie, last, newcomer = draw(board, hole)
    lower_prices(board, best, best_tie)
    if newcomer < 0:
        houses[last, FREE] += 1
    at = last
    while at != hole:
        row = houses[at, CAME]
        mover, to = board.family[row], board.helper[row]
        unseat(homes, houses, at, mover, NOBODY)
        seat(homes, houses, to, mover, row)
        at = to
    if newcomer >= 0:
        seat(homes, houses, last, board.family[newcomer], newcomer)


def draw(board: Board, hole: int) -> tuple[int, int, int, int]:
    """Return (by how much the price at `hole` falls, its tie, the helper with the last place on the path, the row by
    which a family that waits comes to it, or -1 if that place stays free)."""
    houses, heap, ready, tally = board.houses, board.heap, board.ready, board.tally
    best, best_tie, last, newcomer = houses[hole, PRICE], houses[hole, PRICE_TIE], hole, -1
    reach(houses, heap, ready, board.touched, tally, hole, 0, 0, True)
    while True:
        if tally[READY] > 0:
            tally[READY] -= 1
            helper = ready[tally[READY]]
        elif tally[LINED] > 0 and houses[heap[0], FAR] <= best:
            helper = take_nearest(heap, houses, tally[LINED])
            tally[LINED] -= 1
        else:
            return best, best_tie, last, newcomer
        if houses[helper, FAR] == best and houses[helper, FAR_TIE] >= best_tie:
            return best, best_tie, last, newcomer
        best, best_tie, last, newcomer = call(board, helper, best, best_tie, last, newcomer)


def call(board: Board, helper: int, best: int, best_tie: int, last: int, newcomer: int) -> tuple[int, int, int, int]:
    """Ask everybody who could come to `helper`; return the arguments as they are then."""
    families, helpers, weight, tie, after, _, _, _, homes, houses, heads, heap, ready, touched, tally = board
    now, now_tie = houses[helper, FAR], houses[helper, FAR_TIE]
    base, base_tie = now + houses[helper, PRICE], now_tie + houses[helper, PRICE_TIE]
    drop_struck(families, after, heads, helper)
    row = heads[helper]
    while row >= 0:
        tally[LOOKS] += 1
        this, row, family = row, after[row], families[row]
        chosen = homes[family, CHOSEN]
        if chosen in (GONE, this):
            continue
        far, far_tie = base - weight[this], base_tie - tie[this]
        if chosen < 0:
            if far < best or (far == best and far_tie < best_tie):
                best, best_tie, last, newcomer = far, far_tie, helper, this
            continue
        other = helpers[chosen]
        price, price_tie = houses[other, PRICE], houses[other, PRICE_TIE]
        far, far_tie = far + weight[chosen] - price, far_tie + tie[chosen] - price_tie
        if far > best or (far == best and far_tie >= best_tie):
            continue
        known = houses[other, FAR]
        if far > known or (far == known and far_tie >= houses[other, FAR_TIE]):
            continue
        houses[other, CAME] = this
        reach(houses, heap, ready, touched, tally, other, far, far_tie, far == now and far_tie == now_tie)
        if far + price < best or (far + price == best and far_tie + price_tie < best_tie):
            best, best_tie, last, newcomer = far + price, far_tie + price_tie, other, -1
    return best, best_tie, last, newcomer


def drop_struck(families: Ints, after: Ints, heads: Ints, helper: int) -> None:
    """Take the pairs that are no more out of the list of the helper."""
    before, row = -1, heads[helper]
    while row >= 0:
        if families[row] >= 0:
            before = row
        elif before < 0:
            heads[helper] = after[row]
        else:
            after[before] = after[row]
        row = after[row]


def lower_prices(board: Board, best: int, best_tie: int) -> None:
    """Lower the price of every helper nearer than `best` by the difference, and clear what the search left.

    Whoever has a pair with such a helper has to sort again: bounds of pairs may not be too low.
    """
    houses, tally = board.houses, board.tally
    for i in range(tally[TOUCHED]):
        helper = board.touched[i]
        far, far_tie = houses[helper, FAR], houses[helper, FAR_TIE]
        houses[helper, FAR] = ENDLESS
        houses[helper, AT] = -1
        if far > best or (far == best and far_tie >= best_tie):
            continue
        houses[helper, PRICE] -= best - far
        houses[helper, PRICE_TIE] -= best_tie - far_tie
        row = board.heads[helper]
        while row >= 0:
            board.homes[board.family[row], STALE] = ENDLESS
            row = board.after[row]
    tally[TOUCHED] = tally[READY] = tally[LINED] = 0
