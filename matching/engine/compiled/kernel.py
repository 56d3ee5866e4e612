"""Families come in one by one, each over the shortest path to a free place: plain Python that numba compiles as it is.

Successive shortest paths with prices (Tomizawa 1971; Edmonds and Karp 1972; Ahuja, Magnanti, Orlin, Network Flows,
1993, §9.7 and §12.4). After each family the plan is the best for those who came, and the prices are the least that
prove it: a price rises by exactly what one more place became worth, because families only make places dearer
(Shapley, Complements and substitutes in the optimal assignment problem, 1962).
"""

from matching.engine.arrays import Ints
from matching.engine.compiled.board import EFFORT, FAR, LINED, READY, TOUCHED, Board
from matching.engine.compiled.heap import rise, take_nearest


def let_in(board: Board, order: Ints, start: int, effort: int) -> int:
    """Let families order[start], … in until `effort` looks are spent; return how far it came in `order`."""
    board.tally[EFFORT] = 0
    while start < order.size and board.tally[EFFORT] < effort:
        let_one_in(board, order[start])
        start += 1
    return start


def let_one_in(board: Board, family: int) -> None:
    """Give the family the place that is best for all, moving others if need be; nothing if it is not worth a place."""
    row = best_offer(board, family)
    if row < 0:
        return
    helper = board.helper[row]
    if board.load[helper] < board.room[helper]:
        seat(board, row, helper)
        return
    keeps = board.weight[row] - board.price[helper]
    best, last, left_out = search(board, family, keeps)
    settle_prices(board, best)
    if last >= 0:
        slot = board.first[last] + board.load[last]
        board.load[last] += 1
        move(board, last, slot, family)
    elif left_out != family:
        slot, last = board.slot[left_out], board.helper[board.chosen[left_out]]
        board.chosen[left_out], board.slot[left_out] = -1, -1
        move(board, last, slot, family)


def best_offer(board: Board, family: int) -> int:
    """Return the row with the most above its price, one with a free place if it can be, or -1 if none is above 0."""
    best, found, free = 0, -1, False
    for row in range(board.starts[family], board.starts[family + 1]):
        helper = board.helper[row]
        gain = board.weight[row] - board.price[helper]
        if gain > best or (gain == best and found >= 0 and not free):
            best, found, free = gain, row, board.load[helper] < board.room[helper]
    board.tally[EFFORT] += board.starts[family + 1] - board.starts[family]
    return found


def seat(board: Board, row: int, helper: int) -> None:
    """Give the family of the row a free place of the helper."""
    slot = board.first[helper] + board.load[helper]
    board.load[helper] += 1
    family = board.family[row]
    board.slots[slot], board.slot[family], board.chosen[family] = family, slot, row


def search(board: Board, family: int, keeps: int) -> tuple[int, int, int]:
    """Return (what the family has to give up, the helper with a free place or -1, else the family left out).

    Dijkstra from the family over pairs at what they cost above the prices. It ends at a free place, or at a
    family that gives up what it keeps and goes without.
    """
    best, last, left_out = keeps, -1, family
    best, last = look(board, family, keeps, 0, best, last)
    while True:
        if board.tally[READY] > 0:
            board.tally[READY] -= 1
            helper = board.ready[board.tally[READY]]
        elif board.tally[LINED] > 0 and board.far[board.heap[0]] < best:
            helper = take_nearest(board.heap, board.place, board.far, board.tally[LINED])
            board.tally[LINED] -= 1
        else:
            break
        now = board.far[helper]
        if now >= best:
            break
        for slot in range(board.first[helper], board.first[helper] + board.room[helper]):
            holder = board.slots[slot]
            base = now + board.weight[board.chosen[holder]] - board.price[helper]
            if base < best:
                best, last, left_out = base, -1, holder
            best, last = look(board, holder, base, now, best, last)
            if best == now:
                break
    return best, last, left_out


def look(board: Board, family: int, base: int, now: int, best: int, last: int) -> tuple[int, int]:
    """Look from a family along its pairs, dearest first, while they can be nearer than `best`."""
    start, end = board.starts[family], board.starts[family + 1]
    if board.stale[family] > 2 * (end - start):
        sort_again(board, family)
    rows, bound, helpers, weight, price = board.rows, board.bound, board.helper, board.weight, board.price
    far, load, room, came = board.far, board.load, board.room, board.came
    seen, useless = start, 0
    while seen < end and base - bound[seen] < best:
        row = rows[seen]
        seen += 1
        helper = helpers[row]
        distance = base - weight[row] + price[helper]
        if distance >= best:
            useless += 1
        elif distance < far[helper]:
            came[helper] = row
            if load[helper] < room[helper]:
                best, last = distance, helper
            else:
                reach(board, helper, distance, now)
    board.stale[family] += useless
    board.tally[EFFORT] += seen - start + 1
    return best, last


def reach(board: Board, helper: int, distance: int, now: int) -> None:
    """Line a full helper up at a smaller distance than before."""
    known = board.far[helper] < FAR
    board.far[helper] = distance
    if not known:
        board.touched[board.tally[TOUCHED]] = helper
        board.tally[TOUCHED] += 1
        if distance == now:
            board.ready[board.tally[READY]] = helper
            board.tally[READY] += 1
            return
        board.place[helper] = board.tally[LINED]
        board.heap[board.tally[LINED]] = helper
        board.tally[LINED] += 1
    rise(board.heap, board.place, board.far, board.place[helper])


def settle_prices(board: Board, best: int) -> None:
    """Raise the price of every helper nearer than `best` by the difference, and clear what the search left."""
    for i in range(board.tally[TOUCHED]):
        helper = board.touched[i]
        board.price[helper] += max(0, best - board.far[helper])
        board.far[helper] = FAR
        board.place[helper] = -1
    board.tally[TOUCHED] = board.tally[READY] = board.tally[LINED] = 0


def move(board: Board, helper: int, slot: int, family: int) -> None:
    """Let everybody on the path to the slot of `helper` move up by one, from `family` on."""
    while True:
        row = board.came[helper]
        mover = board.family[row]
        left, before = board.slot[mover], board.chosen[mover]
        board.slots[slot], board.slot[mover], board.chosen[mover] = mover, slot, row
        if mover == family:
            return
        slot, helper = left, board.helper[before]


def sort_again(board: Board, family: int) -> None:
    """Order the rows of a family by weight above today's price, dearest first (Shell's sort, gaps by Ciura 2001)."""
    start, end = board.starts[family], board.starts[family + 1]
    for at in range(start, end):
        row = board.rows[at]
        helper = board.helper[row]
        board.bound[at] = board.weight[row] - board.price[helper]
    gap = 1
    while gap < (end - start) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for at in range(start + gap, end):
            row, mine = board.rows[at], board.bound[at]
            to = at
            while to >= start + gap and board.bound[to - gap] < mine:
                board.rows[to], board.bound[to] = board.rows[to - gap], board.bound[to - gap]
                to -= gap
            board.rows[to], board.bound[to] = row, mine
        gap //= 3
    board.stale[family] = 0
    board.tally[EFFORT] += 4 * (end - start)
