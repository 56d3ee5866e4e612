"""Pairs come to the board, and families that know more pairs than before."""

from matching.engine.arrays import Ints
from matching.engine.compiled.board import (
    CHOSEN,
    END,
    ENDLESS,
    FREE,
    LIMIT,
    LOOKS,
    PRICE,
    PRICE_TIE,
    SPOTS,
    STALE,
    START,
    Board,
)
from matching.engine.compiled.kernel import let_one_in
from matching.engine.compiled.leaving import leave
from matching.engine.compiled.seats import seat


def link(board: Board, start: int, end: int) -> None:
    """Put pairs start … end - 1 on the lists of their helpers."""
    for row in range(start, end):
        helper = board.helper[row]
        board.after[row] = board.heads[helper]
        board.heads[helper] = row


def take_places(board: Board, rows: Ints) -> None:
    """Give each pair's family a place at its helper, as they are in a plan that was found before."""
    for row in rows:
        helper = board.helper[row]
        board.houses[helper, FREE] -= 1
        seat(board.homes, board.houses, helper, board.family[row], row)


def add(board: Board, order: Ints, start: int, most: int) -> int:
    """Add pairs order[start], …, those of a family together, until `most` looks are spent or `rows` is full.

    Each family moves to where it is best for all. Return how far it came in `order`.
    """
    tally = board.tally
    tally[LOOKS] = 0
    while start < order.size and tally[LOOKS] < most:
        family, end = board.family[order[start]], start
        while end < order.size and board.family[order[end]] == family:
            end += 1
        if not make_room(board, family, end - start):
            return start
        moves = bids_more(board, family, order, start, end)
        if moves:
            leave(board, family, True)
        for at in range(start, end):
            row = order[at]
            board.rows[board.homes[family, END]] = row
            board.homes[family, END] += 1
            link(board, row, row + 1)
        board.homes[family, STALE] = ENDLESS
        if moves:
            let_one_in(board, family)
        tally[LOOKS] += 4 * (end - start)
        start = end
    return start


def make_room(board: Board, family: int, more: int) -> bool:
    """Move the pairs of the family to the end of `rows` if there is no room for `more`; False if there is none either.

    Each time with twice the room it needs, so that many single pairs cost no more than all at once.
    """
    homes, tally = board.homes, board.tally
    start, end = homes[family, START], homes[family, END]
    if end + more <= homes[family, LIMIT]:
        return True
    first, limit = tally[SPOTS], tally[SPOTS] + 2 * (end - start + more)
    if limit > board.rows.size:
        return False
    for at in range(start, end):
        board.rows[first + at - start] = board.rows[at]
    homes[family, START], homes[family, END], homes[family, LIMIT] = first, first + end - start, limit
    homes[family, STALE] = ENDLESS
    tally[SPOTS] = limit
    return True


def bids_more(board: Board, family: int, order: Ints, start: int, end: int) -> bool:
    """Return whether one of the pairs order[start … end) is worth more than what its family and helper keep."""
    weight, tie, houses = board.weight, board.tie, board.houses
    keeps, keeps_tie, chosen = 0, 0, board.homes[family, CHOSEN]
    if chosen >= 0:
        helper = board.helper[chosen]
        keeps, keeps_tie = weight[chosen] - houses[helper, PRICE], tie[chosen] - houses[helper, PRICE_TIE]
    for at in range(start, end):
        row = order[at]
        helper = board.helper[row]
        gain = weight[row] - houses[helper, PRICE]
        if gain > keeps or (gain == keeps and tie[row] - houses[helper, PRICE_TIE] > keeps_tie):
            return True
    return False
