"""Families come in one by one, each over the shortest path to a free place: plain Python that numba compiles as it is.

Successive shortest paths with prices (Tomizawa 1971; Edmonds and Karp 1972; Ahuja, Magnanti, Orlin, Network Flows,
1993, §9.7 and §12.4). After each family the plan is the best for those who came, and the prices are the least that
prove it: a price rises by exactly what one more place became worth, because families only make places dearer
(Shapley, Complements and substitutes in the optimal assignment problem, 1962).

What runs most takes arrays one by one: each array taken out of a tuple costs two atomic counts in compiled code, and
passing the tuple on would double the time.
"""

from matching.engine.arrays import Ints
from matching.engine.compiled.board import (
    AT,
    CAME,
    CHOSEN,
    END,
    ENDLESS,
    FAR,
    FIRST,
    LINED,
    LOAD,
    LOOKS,
    PRICE,
    READY,
    ROOM,
    SLOT,
    STALE,
    START,
    TOUCHED,
    Board,
)
from matching.engine.compiled.heap import rise, take_nearest


def let_in(board: Board, order: Ints, start: int, most: int) -> int:
    """Let families order[start], … in until `most` looks are spent; return how far it came in `order`."""
    board.tally[LOOKS] = 0
    while start < order.size and board.tally[LOOKS] < most:
        let_one_in(board, order[start])
        start += 1
    return start


def let_one_in(board: Board, family: int) -> None:
    """Give the family the place that is best for all, moving others if need be; nothing if it is not worth a place."""
    homes, houses = board.homes, board.houses
    row = best_offer(board.helper, board.weight, homes, houses, board.tally, family)
    if row < 0:
        return
    helper = board.helper[row]
    if houses[helper, LOAD] < houses[helper, ROOM]:
        houses[helper, CAME] = row
        move(board, helper, houses[helper, FIRST] + houses[helper, LOAD], family)
        houses[helper, LOAD] += 1
        return
    best, last, left_out = search(board, family, board.weight[row] - houses[helper, PRICE])
    settle_prices(houses, board.touched, board.tally, best)
    if last >= 0:
        move(board, last, houses[last, FIRST] + houses[last, LOAD], family)
        houses[last, LOAD] += 1
    elif left_out != family:
        slot, last = homes[left_out, SLOT], board.helper[homes[left_out, CHOSEN]]
        homes[left_out, CHOSEN], homes[left_out, SLOT] = -1, -1
        move(board, last, slot, family)


def best_offer(helpers: Ints, weight: Ints, homes: Ints, houses: Ints, tally: Ints, family: int) -> int:
    """Return the row with the most above its price, one with a free place if it can be, or -1 if none is above 0."""
    best, found, free = 0, -1, False
    start, end = homes[family, START], homes[family, END]
    for row in range(start, end):
        helper = helpers[row]
        gain = weight[row] - houses[helper, PRICE]
        if gain > best or (gain == best and found >= 0 and not free):
            best, found, free = gain, row, houses[helper, LOAD] < houses[helper, ROOM]
    tally[LOOKS] += end - start
    return found


def search(board: Board, family: int, keeps: int) -> tuple[int, int, int]:
    """Return (what the family has to give up, the helper with a free place or -1, else the family left out).

    Dijkstra from the family over pairs at what they cost above the prices. It ends at a free place, or at a
    family that gives up what it keeps and goes without.
    """
    _, helpers, weight, rows, bound, homes, houses, slots, heap, ready, touched, tally = board
    best, last, left_out = keeps, -1, family
    best, last = look(
        helpers, weight, rows, bound, homes, houses, heap, ready, touched, tally, family, keeps, 0, best, last
    )
    while True:
        if tally[READY] > 0:
            tally[READY] -= 1
            helper = ready[tally[READY]]
        elif tally[LINED] > 0 and houses[heap[0], FAR] < best:
            helper = take_nearest(heap, houses, tally[LINED])
            tally[LINED] -= 1
        else:
            return best, last, left_out
        now, first = houses[helper, FAR], houses[helper, FIRST]
        for slot in range(first, first + houses[helper, ROOM]):
            if now >= best:
                return best, last, left_out
            holder = slots[slot]
            base = now + weight[homes[holder, CHOSEN]] - houses[helper, PRICE]
            if base < best:
                best, last, left_out = base, -1, holder
            best, last = look(
                helpers, weight, rows, bound, homes, houses, heap, ready, touched, tally, holder, base, now, best, last
            )


def look(
    helpers: Ints,
    weight: Ints,
    rows: Ints,
    bound: Ints,
    homes: Ints,
    houses: Ints,
    heap: Ints,
    ready: Ints,
    touched: Ints,
    tally: Ints,
    family: int,
    base: int,
    now: int,
    best: int,
    last: int,
) -> tuple[int, int]:
    """Look from a family along its pairs, largest bound first, while they can be nearer than `best`."""
    start, end = homes[family, START], homes[family, END]
    if homes[family, STALE] > 2 * (end - start):
        sort_again(helpers, weight, rows, bound, homes, houses, family)
        tally[LOOKS] += 4 * (end - start)
    seen, useless = start, 0
    while seen < end and base - bound[seen] < best:
        row = rows[seen]
        seen += 1
        helper = helpers[row]
        distance = base - weight[row] + houses[helper, PRICE]
        if distance >= best:
            useless += 1
        elif distance < houses[helper, FAR]:
            houses[helper, CAME] = row
            if houses[helper, LOAD] < houses[helper, ROOM]:
                best, last = distance, helper
            else:
                reach(houses, heap, ready, touched, tally, helper, distance, now)
    homes[family, STALE] += useless
    tally[LOOKS] += seen - start + 1
    return best, last


def reach(
    houses: Ints, heap: Ints, ready: Ints, touched: Ints, tally: Ints, helper: int, distance: int, now: int
) -> None:
    """Line a full helper up at a smaller distance than before."""
    known = houses[helper, FAR] < ENDLESS
    houses[helper, FAR] = distance
    if not known:
        touched[tally[TOUCHED]] = helper
        tally[TOUCHED] += 1
        if distance == now:
            ready[tally[READY]] = helper
            tally[READY] += 1
            return
        houses[helper, AT] = tally[LINED]
        heap[tally[LINED]] = helper
        tally[LINED] += 1
    rise(heap, houses, houses[helper, AT])


def settle_prices(houses: Ints, touched: Ints, tally: Ints, best: int) -> None:
    """Raise the price of every helper nearer than `best` by the difference, and clear what the search left."""
    for i in range(tally[TOUCHED]):
        helper = touched[i]
        houses[helper, PRICE] += max(0, best - houses[helper, FAR])
        houses[helper, FAR] = ENDLESS
        houses[helper, AT] = -1
    tally[TOUCHED] = tally[READY] = tally[LINED] = 0


def move(board: Board, helper: int, slot: int, family: int) -> None:
    """Let everybody on the path to the slot of `helper` move up by one, from `family` on."""
    homes = board.homes
    while True:
        row = board.houses[helper, CAME]
        mover = board.family[row]
        left, before = homes[mover, SLOT], homes[mover, CHOSEN]
        board.slots[slot] = mover
        homes[mover, SLOT], homes[mover, CHOSEN] = slot, row
        if mover == family:
            return
        slot, helper = left, board.helper[before]


def sort_again(helpers: Ints, weight: Ints, rows: Ints, bound: Ints, homes: Ints, houses: Ints, family: int) -> None:
    """Order the rows of a family by weight above today's price, largest first (Shell's sort with Knuth's gaps)."""
    start, end = homes[family, START], homes[family, END]
    for at in range(start, end):
        bound[at] = weight[rows[at]] - houses[helpers[rows[at]], PRICE]
    gap = 1
    while gap < (end - start) // 9:
        gap = 3 * gap + 1
    while gap > 0:
        for at in range(start + gap, end):
            row, mine = rows[at], bound[at]
            to = at
            while to >= start + gap and bound[to - gap] < mine:
                rows[to], bound[to] = rows[to - gap], bound[to - gap]
                to -= gap
            rows[to], bound[to] = row, mine
        gap //= 3
    homes[family, STALE] = 0
