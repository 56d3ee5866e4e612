"""Who sits where: the families at each helper, as a list in both directions."""

from matching.engine.arrays import Ints
from matching.engine.compiled.board import BEFORE, CAME, CHOSEN, HOLDER, NEXT, NOBODY, Board


def seat(homes: Ints, houses: Ints, helper: int, family: int, row: int) -> None:
    """Give the family a place at the helper, by the pair `row`."""
    first = houses[helper, HOLDER]
    homes[family, CHOSEN], homes[family, NEXT], homes[family, BEFORE] = row, first, -1
    if first >= 0:
        homes[first, BEFORE] = family
    houses[helper, HOLDER] = family


def unseat(homes: Ints, houses: Ints, helper: int, family: int, state: int) -> None:
    """Take the family away from the helper; `state` is what it is now, NOBODY or GONE."""
    following, before = homes[family, NEXT], homes[family, BEFORE]
    homes[family, CHOSEN], homes[family, NEXT], homes[family, BEFORE] = state, -1, -1
    if following >= 0:
        homes[following, BEFORE] = before
    if before >= 0:
        homes[before, NEXT] = following
    else:
        houses[helper, HOLDER] = following


def move(board: Board, helper: int, family: int) -> None:
    """Let everybody on the path to a place of `helper` move up by one, from `family` on, who has none."""
    homes, houses = board.homes, board.houses
    while True:
        row = houses[helper, CAME]
        mover = board.family[row]
        if mover == family:
            seat(homes, houses, helper, mover, row)
            return
        left = board.helper[homes[mover, CHOSEN]]
        unseat(homes, houses, left, mover, NOBODY)
        seat(homes, houses, helper, mover, row)
        helper = left
