"""A best plan that stays the best while people come and go: the one that `assign` would find anew, in far less time."""

from __future__ import annotations

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.compiled import growth
from matching.engine.compiled.board import (
    CHOSEN,
    FAR,
    FAR_TIE,
    FREE,
    GONE,
    HOLDER,
    LOOKS,
    NOBODY,
    PRICE,
    PRICE_TIE,
    Board,
)
from matching.engine.compiled.solver import AT_ONCE, order_of, own_board, too_large
from matching.engine.compiled.steps import steps
from matching.engine.prices import ExactPrices, Start, may_begin, require_best


class Standing:
    """The heaviest plan over pairs that may change, of the largest tie among those, with prices that prove it.

    Pairs, families and helpers are numbered as they came, and what is gone keeps its number. Each change leaves the
    plan and the prices as the best for what is there then. Arrays that are given are
    read, not written. Not for two threads, nor after an interruption.

    begun_with  how many pairs of another plan it could begin with
    """

    begun_with = 0

    def __init__(self, board: Board, capacity: Ints) -> None:
        self._steps, self._places = steps(), capacity.copy()
        self._pairs, self._families, self._helpers = board.family.size, len(board.homes), capacity.size
        self._board = board._replace(family=board.family.copy(), after=np.full(board.family.size, -1, dtype=np.int64))
        self._steps.link(self._board, 0, self._pairs)

    @classmethod
    def solve(cls, family: Ints, helper: Ints, weight: Ints, tie: Ints, capacity: Ints, families: int) -> Standing:
        """Return the best plan over these pairs.

        family, helper, weight, tie  int64[pairs]; family ascending; weight ≥ 0 and below 2^60, tie ≥ 0 and below
                                     2^60 / families
        capacity                     int64[helpers] ≥ 0

        Raises ValueError if a number is too large.
        """
        _require(not too_large(weight, tie, families), "weight or tie: sums could leave 64 bits")
        standing = cls(own_board(family, helper, weight, tie, capacity, families), capacity)
        standing._let_in(order_of(family, helper, weight, tie, capacity, families))
        return standing

    @classmethod
    def resume(
        cls,
        family: Ints,
        helper: Ints,
        weight: Ints,
        tie: Ints,
        capacity: Ints,
        families: int,
        chosen: Ints,
        prices: ExactPrices,
    ) -> Standing:
        """Return the best plan as it was found before, the first arguments as `solve` takes them. Time O(pairs).

        chosen  int64[families]: the row of the family's pair, or -1
        prices  any that prove it

        Raises ValueError if they do not, or as `solve` does.
        """
        _require(not too_large(weight, tie, families), "weight or tie: sums could leave 64 bits")
        _require(chosen.shape == (families,), "chosen is not one row per family")
        require_best(family, helper, weight, tie, capacity, chosen, prices)
        standing = cls(own_board(family, helper, weight, tie, capacity, families), capacity)
        houses = standing._board.houses
        houses[:, PRICE], houses[:, PRICE_TIE] = prices.helper, prices.helper_tie
        standing._steps.take_places(standing._board, chosen[chosen >= 0])
        return standing

    @classmethod
    def begin(
        cls, family: Ints, helper: Ints, weight: Ints, tie: Ints, capacity: Ints, families: int, start: Start
    ) -> Standing:
        """Return the best plan, whatever `start` says, sooner the less is wrong in it; other arguments as `solve`.

        Whose pair is the best of the family at the prices begins with it. A helper who has a price and is not full
        begins with the places that are taken. So the prices prove the plan of those who are in; then the other places
        open, and the other families come in. Raises ValueError as `solve` does.
        """
        _require(not too_large(weight, tie, families), "weight or tie: sums could leave 64 bits")
        standing = cls(own_board(family, helper, weight, tie, capacity, families), capacity)
        homes, houses = standing._board.homes, standing._board.houses
        start = start.where_nobody_comes(capacity == 0, int(weight.max(initial=0)), int(tie.max(initial=0)))
        rows = may_begin(family, helper, weight, tie, capacity, start)
        houses[:, PRICE], houses[:, PRICE_TIE] = start.price, start.price_tie
        homes[:, CHOSEN] = GONE
        standing._steps.take_places(standing._board, rows)
        closed = np.flatnonzero((houses[:, FREE] > 0) & houses[:, [PRICE, PRICE_TIE]].any(axis=1))
        places, houses[closed, FREE] = houses[closed, FREE], 0
        for one, more in zip(closed.tolist(), places.tolist(), strict=True):
            standing._open(one, more)
        order = order_of(family, helper, weight, tie, capacity, families)
        standing._let_in(order[homes[order, CHOSEN] == GONE])
        standing.begun_with = rows.size
        return standing

    @property
    def row_of(self) -> Ints:
        """int64[families]: the number of the family's pair, or -1."""
        return np.maximum(self._board.homes[: self._families, CHOSEN], -1)

    @property
    def helper_of(self) -> Ints:
        """int64[families]: the family's helper, or -1."""
        helper, rows = np.full(self._families, -1, dtype=np.int64), self.row_of
        helper[rows >= 0] = self._board.helper[rows[rows >= 0]]
        return helper

    def prices(self) -> ExactPrices:
        """Return prices that prove the plan: the least ones after `solve`, else any."""
        houses = self._board.houses[: self._helpers]
        return self._with_families(houses[:, PRICE].copy(), houses[:, PRICE_TIE].copy())

    def least_prices(self) -> ExactPrices:
        """Return the least helper prices that prove the plan, the same however it came about.

        Time O(pairs · log helpers).
        """
        board, houses = self._board, self._board.houses[: self._helpers]
        self._steps.begin(board)
        while not self._steps.spread(board, AT_ONCE):
            pass
        price, price_tie = houses[:, PRICE] - houses[:, FAR], houses[:, PRICE_TIE] - houses[:, FAR_TIE]
        self._steps.end(board)
        return self._with_families(price, price_tie)

    def add_pairs(self, family: Ints, helper: Ints, weight: Ints, tie: Ints) -> None:
        """Add pairs of families and helpers that are known, in any order, and move whoever is better off so.

        int64[pairs] each, numbered on in this order; no pair twice. Raises ValueError for an unknown family or helper, a
        family that left, or a number that is below 0 or too large; then nothing is changed.
        """
        self._require_families(family)
        self._require_pairs(helper, weight, tie)
        self._add(family, helper, weight, tie)

    def insert_family(self, helper: Ints, weight: Ints, tie: Ints) -> int:
        """Let a family in with its pairs, int64[pairs] each; return its number. Raises ValueError as `add_pairs`."""
        self._require_pairs(helper, weight, tie)
        family = self._families
        self._board = growth.with_families(self._board, family + 1)
        self._board.homes[family, CHOSEN] = NOBODY
        self._families += 1
        self._add(np.full(helper.size, family, dtype=np.int64), helper, weight, tie)
        return family

    def remove_family(self, family: int) -> None:
        """Let a family go; its place is free for others. Raises ValueError if there is no such family."""
        self._require_family(family)
        self._steps.leave(self._board, family, True)
        self._steps.forget(self._board, family)

    def approve(self, family: int) -> None:
        """Let a family go with the place it has: the pair became a match. Raises ValueError if it has none."""
        self._require_family(family)
        row = int(self._board.homes[family, CHOSEN])
        _require(row >= 0, f"family {family} has no helper")
        self._places[self._board.helper[row]] -= 1
        self._steps.leave(self._board, family, False)
        self._steps.forget(self._board, family)

    def remove_pair(self, family: int, helper: int) -> None:
        """Strike out a pair, for example because it was declined. Raises ValueError if there is no such pair."""
        self._require_family(family)
        start, end = self._board.homes[family, :2]
        rows = self._board.rows[start:end]
        found = rows[self._board.helper[rows] == helper]
        _require(found.size > 0, f"family {family} and helper {helper} are no pair")
        moves = self._board.homes[family, CHOSEN] == found[0]
        if moves:
            self._steps.leave(self._board, family, True)
        self._steps.strike(self._board, int(found[0]))
        if moves:
            self._let_in(np.array([family]))

    def insert_helper(self, places: int, family: Ints, weight: Ints, tie: Ints) -> int:
        """Let a helper in with pairs, int64[pairs] each; return its number. Raises ValueError as `add_pairs`."""
        _require(places >= 0, f"{places} places")
        self._require_families(family)
        self._require_pairs(np.zeros(0, dtype=np.int64), weight, tie)
        helper = self._helpers
        self._board = growth.with_helpers(self._board, helper + 1)
        self._places = growth.longer(self._places, helper + 1)
        self._helpers += 1
        self._board.houses[helper, [PRICE, PRICE_TIE]] = self._nobody_asks(family, weight, tie)
        self._add(family, np.full(family.size, helper, dtype=np.int64), weight, tie)
        self._places[helper] = places
        self._open(helper, places)
        return helper

    def remove_helper(self, helper: int) -> None:
        """Let a helper go, and find others for its families. Raises ValueError if there is no such helper."""
        self.set_places(helper, 0)
        self._steps.close(self._board, helper)

    def set_places(self, helper: int, places: int) -> None:
        """Give a helper more or fewer places, those that are taken included. Raises ValueError as `remove_helper`."""
        _require(0 <= helper < self._helpers, f"there is no helper {helper}")
        _require(places >= 0, f"{places} places")
        more, self._places[helper] = places - int(self._places[helper]), places
        if more > 0:
            self._open(helper, more)
        else:
            self._close(helper, -more)

    def _open(self, helper: int, places: int) -> None:
        house = self._board.houses[helper]
        while places > 0 and house[[PRICE, PRICE_TIE]].any():
            self._steps.fill(self._board, helper)
            places -= 1
        house[FREE] += places

    def _close(self, helper: int, places: int) -> None:
        house = self._board.houses[helper]
        free = min(places, int(house[FREE]))
        house[FREE] -= free
        for _ in range(places - free):
            family = house[HOLDER]
            self._steps.leave(self._board, family, False)
            self._let_in(np.array([family]))

    def _let_in(self, order: Ints) -> None:
        done = 0
        while done < order.size:
            done = self._steps.let_in(self._board, order, done, AT_ONCE)

    def _add(self, family: Ints, helper: Ints, weight: Ints, tie: Ints) -> None:
        first, self._pairs = self._pairs, self._pairs + family.size
        self._board = growth.with_pairs(self._board, self._pairs)
        for name, array in (("family", family), ("helper", helper), ("weight", weight), ("tie", tie)):
            getattr(self._board, name)[first : self._pairs] = array
        order, done = np.argsort(family, kind="stable") + first, 0
        while done < order.size:
            done = self._steps.add(self._board, order, done, AT_ONCE)
            if done < order.size and self._board.tally[LOOKS] < AT_ONCE:
                self._board = growth.with_spots(self._board)

    def _nobody_asks(self, family: Ints, weight: Ints, tie: Ints) -> list[int]:
        """Return the least price at which nobody wants to come to a helper with these pairs."""
        houses = self._board.houses
        keeps, keeps_tie = self._keeps(family, houses[:, PRICE], houses[:, PRICE_TIE])
        bids = zip((weight - keeps).tolist(), (tie - keeps_tie).tolist(), strict=True)
        return list(max([(0, 0), *bids]))

    def _with_families(self, price: Ints, price_tie: Ints) -> ExactPrices:
        return ExactPrices(*self._keeps(np.arange(self._families), price, price_tie), price, price_tie)

    def _keeps(self, family: Ints, price: Ints, price_tie: Ints) -> tuple[Ints, Ints]:
        """Return what each of `family` keeps at these prices, and its tie."""
        rows = self._board.homes[family, CHOSEN]
        served = np.flatnonzero(rows >= 0)
        keeps, keeps_tie = np.zeros(rows.size, dtype=np.int64), np.zeros(rows.size, dtype=np.int64)
        rows = rows[served]
        helper = self._board.helper[rows]
        keeps[served] = self._board.weight[rows] - price[helper]
        keeps_tie[served] = self._board.tie[rows] - price_tie[helper]
        return keeps, keeps_tie

    def _require_family(self, family: int) -> None:
        self._require_families(np.array([family]))

    def _require_families(self, family: Ints) -> None:
        known = (family >= 0) & (family < self._families)
        known[known] = self._board.homes[family[known], CHOSEN] != GONE
        _require(known.all(), f"there is no family {family[~known][:1]}")

    def _require_pairs(self, helper: Ints, weight: Ints, tie: Ints) -> None:
        known = (helper >= 0) & (helper < self._helpers)
        _require(known.all(), f"there is no helper {helper[~known][:1]}")
        _require((weight >= 0).all() and (tie >= 0).all(), "weight or tie: below 0")
        _require(not too_large(weight, tie, self._families + 1), "weight or tie: sums could leave 64 bits")


def _require(holds: bool | np.bool_, broken: str) -> None:
    if not holds:
        raise ValueError(broken)
