"""Looks through all possible pairs of two sides without listing them: the best few, those that bid more, who is reached.

Families are looked for in chunks on several threads; compiled code lets the others run meanwhile. Between two chunks
it can be interrupted and tells how far it is.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from types import SimpleNamespace
from typing import Final, NamedTuple

import numpy as np

from matching.engine.arrays import Bools, Ints
from matching.engine.columns import FamilyColumns, HelperColumns, Rules
from matching.engine.compiled import jit, pairs, people, single
from matching.engine.compiled.board import ENDLESS
from matching.engine.compiled.people import AT, HI, LO
from matching.engine.compiled.programs import SEARCH
from matching.engine.index import index
from matching.engine.question import question, without_points

CHUNK: Final = 256  # families at a time: some milliseconds
PLAIN: Final = SimpleNamespace(look_for_all=pairs.look_for_all, weigh_all=single.weigh_all, stop_all=single.stop_all)
Share = Callable[[float], object]  # gets the part that is done, in [0, 1]


def looking() -> SimpleNamespace | None:
    """Return the compiled functions of the search, where `python -m matching.engine prepare` has made them ready."""
    return jit.load(SEARCH)


class Found(NamedTuple):
    """Possible pairs by family, the best first: row numbers and points, int64[pairs] each."""

    family: Ints
    helper: Ints
    points: Ints


class Search:
    """All possible pairs of these people, as `possible` and `fit.points` see them."""

    def __init__(
        self, families: FamilyColumns, helpers: HelperColumns, rules: Rules, tie_bits: int, by: SimpleNamespace = PLAIN
    ) -> None:
        """From canonical columns. `by`: the functions of the search, as `looking` gives them, or plain Python."""
        self._by, self._index = by, index(helpers, rules.conversation_level)
        self._asked = question(families, helpers, rules, self._index, tie_bits)
        rows = self._asked.families
        # Neighbours one after the other find in the cache what the one before has read.
        self._order = np.lexsort((rows[:, people.TONGUES], rows[:, people.NEAR]))
        self.looks = 0  # at helpers so far, side by side or one by one

    def best(self, few: int, is_open: Bools, tell: Share = bool) -> Found:
        """Return the best `few` possible pairs of each family by points, then tie, with helpers that are open.

        is_open  bool[helpers]
        """
        asks = np.tile(np.array([-1, 0]), (self._order.size, 1))
        shut = np.where(is_open, 0, ENDLESS)
        return self._kept(self._order, asks, self._in_place(shut, np.zeros_like(shut)), few, tell)

    def above(self, asks: Ints, price: Ints, few: int, tell: Share = bool, among: Bools | None = None) -> Found:
        """Return, of the possible pairs that are worth more than asked, those `few` of each family that are by most.

        asks   int64[families, 2]: points and tie that a pair must be worth above the price of its helper
        price  int64[helpers, 2], points ≥ 0
        among  bool[families]: which of them to look for; None for all
        """
        order = self._order if among is None else self._order[among[self._order]]
        return self._kept(order, asks, self._in_place(price[:, HI], price[:, LO]), few, tell)

    def bids(self, asks: Ints, price: Ints) -> Ints:
        """Return int64[helpers, 2]: `price`, or what the highest bidder above it would pay. Asks as in `above`."""
        raised = self._raised(self._asked, self._order, asks, self._in_place(price[:, HI], price[:, LO]))
        return raised[self._index.at]

    def reached(self, families: Ints, seen: Bools) -> Ints:
        """Return the helpers, ascending, that these families could go to and that are not among `seen`, bool[helpers]."""
        shut = np.zeros((seen.size, 2), dtype=np.int64)
        shut[self._index.at[np.flatnonzero(seen)], HI] = ENDLESS
        asks = np.tile(np.array([-1, ENDLESS]), (self._order.size, 1))
        raised = self._raised(self._pointless, families, asks, shut)
        return np.sort(self._index.helper[raised[:, HI] == 1])

    def beyond(self, needs: Ints, queue: Ints) -> int:
        """Return how many families that need more than 0 could go to a helper with less of a queue than they need."""
        asks = np.stack([-needs, np.full_like(needs, ENDLESS)], axis=1)
        needy = self._order[needs[self._order] > 0]
        kept = self._nothing(1)
        self._look(self._pointless, needy, asks, self._in_place(queue, np.zeros_like(queue)), kept, bool)
        return int((kept[:, 0, AT] >= 0).sum())

    def weigh(self, family: Ints, helper: Ints) -> Ints:
        """Return int64[pairs]: the points of these pairs, -1 for an impossible one."""
        points, at = np.empty(family.size, dtype=np.int64), self._index.at[helper]
        self._by.weigh_all(self._asked, np.ascontiguousarray(family), at, self._index.place[at], points)
        return points

    def stopped(self, families: Ints) -> Ints:
        """Return int64[families]: the place in possible.RULES of the first rule that leaves each no helper, or -1."""
        stopped = np.zeros(self._order.size, dtype=np.int64)
        works = np.flatnonzero(self._asked.allowed.any(axis=1))
        known = families[np.isin(self._asked.families[families, people.ORGANISATION], works)]

        def stop(start: int) -> None:
            self._by.stop_all(self._asked, known, start, min(start + CHUNK, known.size), stopped)

        with ThreadPoolExecutor(_threads()) as pool:
            list(pool.map(stop, range(0, known.size, CHUNK)))
        return stopped[families]

    @cached_property
    def _pointless(self) -> people.Question:
        return without_points(self._asked)

    def _in_place(self, points: Ints, tie: Ints) -> Ints:
        return np.stack([points, tie], axis=1)[self._index.helper]

    def _nothing(self, few: int) -> Ints:
        kept = np.zeros((self._order.size, few, 3), dtype=np.int64)
        kept[:, :, AT] = -1
        return kept

    def _kept(self, order: Ints, asks: Ints, price: Ints, few: int, tell: Share) -> Found:
        kept = self._nothing(few)
        self._look(self._asked, order, asks, price, kept, tell)
        family, turn = np.nonzero(kept[:, :, AT] >= 0)
        at = kept[family, turn, AT]
        points = kept[family, turn, HI] + asks[family, HI] + price[at, HI]
        return Found(family, self._index.helper[at], points)

    def _raised(self, asked: people.Question, order: Ints, asks: Ints, price: Ints) -> Ints:
        """Let every pair raise the price of its helper to its own: on each thread a part of the families."""
        kept = np.zeros((self._order.size, 0, 3), dtype=np.int64)
        parts = np.array_split(order, min(_threads(), 1 + order.size // CHUNK))
        own = [price, *(price.copy() for _ in parts[1:])]
        with ThreadPoolExecutor(len(parts)) as pool:
            list(pool.map(lambda part, mine: self._look(asked, part, asks, mine, kept, bool, 1), parts, own))
        for other in own[1:]:
            more = (other[:, HI] > own[0][:, HI]) | ((other[:, HI] == own[0][:, HI]) & (other[:, LO] > own[0][:, LO]))
            own[0][more] = other[more]
        return own[0]

    def _look(
        self, asked: people.Question, order: Ints, asks: Ints, price: Ints, kept: Ints, tell: Share, threads: int = 0
    ) -> None:
        order, (floors, low) = np.ascontiguousarray(order), self._floors(price[:, HI], order.size)

        def look(start: int) -> int:
            with np.errstate(over="ignore"):  # the hash wraps round, in plain Python too
                end = min(start + CHUNK, order.size)
                return int(self._by.look_for_all(asked, order, start, end, asks, price, floors, low, kept))

        with ThreadPoolExecutor(threads or _threads()) as pool:
            for number, looks in enumerate(pool.map(look, range(0, order.size, CHUNK)), start=1):
                self.looks += looks
                tell(min(1.0, number * CHUNK / order.size))

    def _floors(self, price: Ints, families: int) -> tuple[Ints, Ints]:
        """Return int64[cells] and int64[words]: the least price in each; for a few families 0, which is soon found."""
        cells, first = self._asked.cells, self._asked.words[:, people.FIRST]
        floors, low = np.zeros(cells.size - 1, dtype=np.int64), np.zeros(first.size - 1, dtype=np.int64)
        if families > CHUNK and low.size:
            low = np.minimum.reduceat(price[self._asked.entries >> 3], first[:-1])
            filled = np.flatnonzero(np.diff(cells))
            floors[filled] = np.minimum.reduceat(low, cells[filled])
        return floors, low


def _threads() -> int:
    return os.cpu_count() or 1
