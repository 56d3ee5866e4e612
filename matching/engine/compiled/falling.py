"""The least prices that prove a plan, from any that do: by how much each can fall, as a shortest path.

A price can fall to 0, or until a family that waits would bid more, or a family that is served elsewhere would, whose
own helper's price may fall as well (Ahuja, Magnanti, Orlin, Network Flows, 1993, §9.4). So one search from all helpers
at once: FAR is by how much, at most.
"""

from matching.engine.compiled.board import (
    AT,
    CHOSEN,
    END,
    ENDLESS,
    FAR,
    FAR_TIE,
    HOLDER,
    LINED,
    LOOKS,
    NEXT,
    NOBODY,
    PRICE,
    PRICE_TIE,
    READY,
    START,
    Board,
)
from matching.engine.compiled.heap import rise, take_nearest


def begin(board: Board) -> None:
    """Let every price fall to 0, or to what families that wait would bid, and line all helpers up."""
    houses, tally = board.houses, board.tally
    houses[:, FAR] = houses[:, PRICE]
    houses[:, FAR_TIE] = houses[:, PRICE_TIE]
    for family in range(board.homes.shape[0]):
        if board.homes[family, CHOSEN] == NOBODY:
            hold_up(board, family, 0, 0)
    for helper in range(houses.shape[0]):
        if houses[helper, FAR] == 0 and houses[helper, FAR_TIE] == 0:
            board.ready[tally[READY]] = helper
            tally[READY] += 1
        else:
            board.heap[tally[LINED]] = helper
            tally[LINED] += 1
            rise(board.heap, houses, tally[LINED] - 1)


def spread(board: Board, most: int) -> bool:
    """Go on until `most` looks are spent; return whether all prices that can fall have been looked at."""
    homes, houses, tally = board.homes, board.houses, board.tally
    tally[LOOKS] = 0
    while tally[LINED] > 0 and tally[LOOKS] < most:
        if tally[READY] > 0:
            tally[READY] -= 1
            helper = board.ready[tally[READY]]
        else:
            helper = take_nearest(board.heap, houses, tally[LINED])
            tally[LINED] -= 1
        now, now_tie = houses[helper, FAR] - houses[helper, PRICE], houses[helper, FAR_TIE] - houses[helper, PRICE_TIE]
        family = houses[helper, HOLDER]
        while family >= 0:
            row = homes[family, CHOSEN]
            hold_up(board, family, now + board.weight[row], now_tie + board.tie[row])
            family = homes[family, NEXT]
    return bool(tally[LINED] == 0)


def hold_up(board: Board, family: int, keeps: int, keeps_tie: int) -> None:
    """Let no price fall below what the family would bid if it keeps that much elsewhere."""
    houses = board.houses
    start, end = board.homes[family, START], board.homes[family, END]
    board.tally[LOOKS] += end - start + 1
    for at in range(start, end):
        row = board.rows[at]
        helper = board.helper[row]
        far = keeps - board.weight[row] + houses[helper, PRICE]
        if far > houses[helper, FAR]:
            continue
        far_tie = keeps_tie - board.tie[row] + houses[helper, PRICE_TIE]
        if far < houses[helper, FAR] or far_tie < houses[helper, FAR_TIE]:
            houses[helper, FAR], houses[helper, FAR_TIE] = far, far_tie
            if houses[helper, AT] >= 0:
                rise(board.heap, houses, houses[helper, AT])


def end(board: Board) -> None:
    """Clear what the search left. The prices themselves stay."""
    board.houses[:, FAR] = ENDLESS
    board.houses[:, AT] = -1
    board.tally[LINED] = board.tally[READY] = 0
