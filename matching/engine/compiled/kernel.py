"""Families come in one by one, each over the shortest path to a free place: plain Python that numba compiles as it is.

Successive shortest paths with prices (Tomizawa 1971; Edmonds and Karp 1972; Ahuja, Magnanti, Orlin, Network Flows,
1993, §9.7 and §12.4), which hold in any ordered group: worth, prices and distances are pairs (weight, tie), compared
in order, so that one solve finds the one plan that ties leave. After each family the plan is the best for those who
came, and the prices are the least that prove it: a price rises by exactly what one more place became worth, because
families only make places dearer (Shapley, Complements and substitutes in the optimal assignment problem, 1962).

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
    FAR_TIE,
    FREE,
    HOLDER,
    LINED,
    LOOKS,
    NEXT,
    NOBODY,
    PRICE,
    PRICE_TIE,
    READY,
    STALE,
    START,
    TOUCHED,
    Board,
)
from matching.engine.compiled.heap import rise, take_nearest
from matching.engine.compiled.seats import move, seat, unseat


def let_in(board: Board, order: Ints, start: int, most: int) -> int:
    """Let families order[start], … in until `most` looks are spent; return how far it came in `order`."""
    board.tally[LOOKS] = 0
    while start < order.size and board.tally[LOOKS] < most:
        let_one_in(board, order[start])
        start += 1
    return start


def let_one_in(board: Board, family: int) -> None:
    """Give the family the place that is best for all, moving others if need be; nothing if it is not worth a place."""
    helpers, homes, houses, tally = board.helper, board.homes, board.houses, board.tally
    homes[family, CHOSEN] = NOBODY
    row = best_offer(helpers, board.weight, board.tie, board.rows, homes, houses, tally, family)
    if row < 0:
        return
    helper = helpers[row]
    if houses[helper, FREE] > 0:
        houses[helper, FREE] -= 1
        seat(homes, houses, helper, family, row)
        return
    keeps, keeps_tie = board.weight[row] - houses[helper, PRICE], board.tie[row] - houses[helper, PRICE_TIE]
    best, best_tie, last, left_out = search(board, family, keeps, keeps_tie)
    raise_prices(houses, board.touched, tally, best, best_tie)
    if last >= 0:
        houses[last, FREE] -= 1
        move(board, last, family)
    elif left_out != family:
        last = helpers[homes[left_out, CHOSEN]]
        unseat(homes, houses, last, left_out, NOBODY)
        move(board, last, family)


def best_offer(
    helpers: Ints, weight: Ints, tie: Ints, rows: Ints, homes: Ints, houses: Ints, tally: Ints, family: int
) -> int:
    """Return the row with the most above its price, or -1 if none is above 0."""
    best, best_tie, found = 0, 0, -1
    start, end = homes[family, START], homes[family, END]
    for at in range(start, end):
        row = rows[at]
        helper = helpers[row]
        gain = weight[row] - houses[helper, PRICE]
        if gain < best:
            continue
        gain_tie = tie[row] - houses[helper, PRICE_TIE]
        if gain > best or gain_tie > best_tie:
            best, best_tie, found = gain, gain_tie, row
    tally[LOOKS] += end - start
    return found


def search(board: Board, family: int, keeps: int, keeps_tie: int) -> tuple[int, int, int, int]:
    """Return (what the family has to give up, its tie, the helper with a free place or -1, else the family left out).

    Dijkstra from the family over pairs at what they cost above the prices. It ends at a free place, or at a
    family that gives up what it keeps and goes without.
    """
    _, helpers, weight, tie, _, rows, bound, bound_tie, homes, houses, _, heap, ready, touched, tally = board
    best, best_tie, last, left_out = keeps, keeps_tie, -1, family
    now, now_tie, base, base_tie, holder = 0, 0, keeps, keeps_tie, family
    while True:
        best, best_tie, last = look(
            helpers,
            weight,
            tie,
            rows,
            bound,
            bound_tie,
            homes,
            houses,
            heap,
            ready,
            touched,
            tally,
            holder,
            base,
            base_tie,
            now,
            now_tie,
            best,
            best_tie,
            last,
        )
        holder = homes[holder, NEXT]
        while holder < 0:
            if tally[READY] > 0:
                tally[READY] -= 1
                helper = ready[tally[READY]]
            elif tally[LINED] > 0 and houses[heap[0], FAR] <= best:
                helper = take_nearest(heap, houses, tally[LINED])
                tally[LINED] -= 1
            else:
                return best, best_tie, last, left_out
            now, now_tie, holder = houses[helper, FAR], houses[helper, FAR_TIE], houses[helper, HOLDER]
        if now > best or (now == best and now_tie >= best_tie):
            return best, best_tie, last, left_out
        row = homes[holder, CHOSEN]
        helper = helpers[row]
        base, base_tie = now + weight[row] - houses[helper, PRICE], now_tie + tie[row] - houses[helper, PRICE_TIE]
        if base < best or (base == best and base_tie < best_tie):
            best, best_tie, last, left_out = base, base_tie, -1, holder


def look(
    helpers: Ints,
    weight: Ints,
    tie: Ints,
    rows: Ints,
    bound: Ints,
    bound_tie: Ints,
    homes: Ints,
    houses: Ints,
    heap: Ints,
    ready: Ints,
    touched: Ints,
    tally: Ints,
    family: int,
    base: int,
    base_tie: int,
    now: int,
    now_tie: int,
    best: int,
    best_tie: int,
    last: int,
) -> tuple[int, int, int]:
    """Look from a family along its pairs, largest bound first, while they can be nearer than `best`."""
    start, end = homes[family, START], homes[family, END]
    if homes[family, STALE] > 2 * (end - start):
        sort_again(helpers, weight, tie, rows, bound, bound_tie, homes, houses, family)
        tally[LOOKS] += 4 * (end - start)
    seen, useless = start, 0
    while seen < end:
        far = base - bound[seen]
        if far > best or (far == best and base_tie - bound_tie[seen] >= best_tie):
            break
        row = rows[seen]
        seen += 1
        helper = helpers[row]
        far = base - weight[row] + houses[helper, PRICE]
        if far > best:
            useless += 1
            continue
        far_tie = base_tie - tie[row] + houses[helper, PRICE_TIE]
        if far == best and far_tie >= best_tie:
            useless += 1
        elif far < houses[helper, FAR] or (far == houses[helper, FAR] and far_tie < houses[helper, FAR_TIE]):
            houses[helper, CAME] = row
            if houses[helper, FREE] > 0:
                best, best_tie, last = far, far_tie, helper
            else:
                at_once = far == now and far_tie == now_tie
                reach(houses, heap, ready, touched, tally, helper, far, far_tie, at_once)
    homes[family, STALE] += useless
    tally[LOOKS] += seen - start + 1
    return best, best_tie, last


def reach(
    houses: Ints,
    heap: Ints,
    ready: Ints,
    touched: Ints,
    tally: Ints,
    helper: int,
    far: int,
    far_tie: int,
    at_once: bool,
) -> None:
    """Line a helper up at a smaller distance than before; `at_once`: as near as the one at hand."""
    known = houses[helper, FAR] < ENDLESS
    houses[helper, FAR], houses[helper, FAR_TIE] = far, far_tie
    if not known:
        touched[tally[TOUCHED]] = helper
        tally[TOUCHED] += 1
        if at_once:
            ready[tally[READY]] = helper
            tally[READY] += 1
            return
        houses[helper, AT] = tally[LINED]
        heap[tally[LINED]] = helper
        tally[LINED] += 1
    rise(heap, houses, houses[helper, AT])


def raise_prices(houses: Ints, touched: Ints, tally: Ints, best: int, best_tie: int) -> None:
    """Raise the price of every helper nearer than `best` by the difference, and clear what the search left."""
    for i in range(tally[TOUCHED]):
        helper = touched[i]
        far, far_tie = houses[helper, FAR], houses[helper, FAR_TIE]
        if far < best or (far == best and far_tie < best_tie):
            houses[helper, PRICE] += best - far
            houses[helper, PRICE_TIE] += best_tie - far_tie
        houses[helper, FAR] = ENDLESS
        houses[helper, AT] = -1
    tally[TOUCHED] = tally[READY] = tally[LINED] = 0


def sort_again(
    helpers: Ints,
    weight: Ints,
    tie: Ints,
    rows: Ints,
    bound: Ints,
    bound_tie: Ints,
    homes: Ints,
    houses: Ints,
    family: int,
) -> None:
    """Order the rows of a family by worth above today's price, largest first (Shell's sort with Knuth's gaps)."""
    start, end = homes[family, START], homes[family, END]
    for at in range(start, end):
        bound[at] = weight[rows[at]] - houses[helpers[rows[at]], PRICE]
        bound_tie[at] = tie[rows[at]] - houses[helpers[rows[at]], PRICE_TIE]
    gap = 1
    while gap < (end - start) // 9:
        gap = 3 * gap + 1
    while gap > 0:
        for at in range(start + gap, end):
            row, mine, my_tie, to = rows[at], bound[at], bound_tie[at], at
            while to >= start + gap:
                other = bound[to - gap]
                if other > mine or (other == mine and bound_tie[to - gap] >= my_tie):
                    break
                rows[to], bound[to], bound_tie[to] = rows[to - gap], other, bound_tie[to - gap]
                to -= gap
            rows[to], bound[to], bound_tie[to] = row, mine, my_tie
        gap //= 3
    homes[family, STALE] = 0
