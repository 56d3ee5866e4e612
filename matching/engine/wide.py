"""The plan over all possible pairs without listing them: a few pairs of each family, and then those that bid more.

The plan that is best for the pairs taken so far has prices. Whoever bids more than these for any possible pair gets it
added, and the plan is mended, until nobody does: then the prices prove the plan the best over all possible pairs
(column generation; Gilmore and Gomory, A linear programming approach to the cutting-stock problem, 1961). The best plan
is only one, down to the tie, so it is the same that all pairs at once would give.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cached_property, partial
from typing import Any, Final

import numpy as np

from matching.engine.arrays import Bools, Ints, by_pair
from matching.engine.assign import assignment
from matching.engine.assignment import Assignment
from matching.engine.blocking import Reach
from matching.engine.certificate import require, verify, whole
from matching.engine.columns import FamilyColumns, HelperColumns, Rules
from matching.engine.compiled.board import ENDLESS
from matching.engine.inputs import Problem
from matching.engine.kept import Kept
from matching.engine.objective import class_step, most_worth, ranks, tie_break, worth
from matching.engine.possible import rows_of_keys
from matching.engine.prices import ExactPrices, Optimum, Start
from matching.engine.scale import Scale, scale_of
from matching.engine.search import Found, Search
from matching.engine.standing import Standing
from matching.engine.weights import POINTS

Progress = Callable[[str, float], object]  # gets a phase and the part of it that is done, in [0, 1]
FEW: Final = 6  # pairs of each family to begin with, and at most so many more in each round


class WideReach(Reach):
    """As Reach, over all possible pairs."""

    def __init__(self, search: Search, asked: Problem, pairs: Ints) -> None:
        super().__init__(asked.family, asked.helper, pairs, asked.priority.size, asked.capacity.size)
        self._search = search

    def _fresh(self, families: Ints, seen: Bools) -> Ints:
        return self._search.reached(families, seen)


@dataclass(frozen=True, eq=False)
class WideAssignment(Assignment):
    """A plan over all possible pairs, of which `problem` lists only those that were taken; proven over all of them."""

    search: Search = field(repr=False)

    def verify(self) -> None:
        """Raise CertificateError unless the plan is proven best over all possible pairs, listed or not."""
        self.proof()

    def proof(self) -> dict[str, Any]:
        """Return what the checker found, ready for JSON, as of an Assignment: over the listed pairs, and then over all.

        Raises CertificateError as `verify` does.
        """
        found, asked, rank = verify(self), self.problem, ranks(self.problem.priority)
        step = class_step(most_worth(asked.keep_bonus), asked.capacity, rank.size)
        asks = np.stack([whole(self.family_price) - rank * step, np.full_like(rank, ENDLESS)], axis=1)
        price = whole(self.helper_price)
        better = self.search.above(asks, np.stack([price, np.zeros_like(price)], axis=1), 1)
        require(not better.family.size, f"{better.family.size} families would improve the plan")
        rank[asked.family[self.pairs]] = self.queue[asked.helper[self.pairs]]
        require(self.search.beyond(rank, self.queue) == 0, "a way out of a blocking set")
        told: dict[str, Any] = {**found, "served": self.pairs.size, "unserved": self.unserved.size}
        return told | {"total_fit": self.total_fit, "class_bonus": self.class_bonus}

    @cached_property
    def _reach(self) -> Reach:
        return WideReach(self.search, self.problem, self.pairs)


def solve_widely(
    families: FamilyColumns,
    helpers: HelperColumns,
    rules: Rules,
    *,
    search: Search,
    few: int = FEW,
    on_progress: Progress | None = None,
    kept: Kept | None = None,
) -> WideAssignment:
    """Return the best plan over all possible pairs, from canonical columns and rules, by a search of the same people.

    kept  of an earlier plan: its prices choose the few pairs of each family to begin with
    """
    tell = on_progress or (lambda phase, share: None)
    scale = scale_of(families.priority, helpers.capacity, rules.keep_bonus)
    taken = Taken(families, helpers, rules, search, scale)
    start = kept.start(families.key, helpers.key, scale.step) if kept else None
    taken.begin(few, partial(tell, "shortlist"), start)
    prices = taken.settle(few, tell)
    asked, pairs = taken.listed()
    tell("prove", 0.0)
    chosen = taken.standing.row_of
    helper_price = taken.with_those_who_are_full(prices)
    best = assignment(
        asked,
        pairs,
        ranks(asked.priority),
        Optimum(chosen, prices.family, helper_price, prices.helper_tie, taken.standing.begun_with),
        scale.step,
        WideReach(search, asked, pairs),
    )
    return WideAssignment(**{one.name: getattr(best, one.name) for one in fields(best)}, search=search)


class Taken:
    """The pairs taken so far, in the order in which they came, and the best plan over them."""

    standing: Standing

    def __init__(
        self, families: FamilyColumns, helpers: HelperColumns, rules: Rules, search: Search, scale: Scale
    ) -> None:
        self._search, self._families, self._helpers, self._rules = search, families, helpers, rules
        self._rank, self._scale = scale.rank(families.priority), scale
        self._open = helpers.capacity > 0
        none = np.zeros(0, dtype=np.int64)
        self.pairs = Found(none, none, none)
        pending = rows_of_keys(families.key, helpers.key, rules.pending)
        self._pending = self._code(*pending)

    def begin(self, few: int, tell: Callable[[float], object] = bool, start: Start | None = None) -> None:
        """Take the best few pairs of each family and all that are pending, and find the best plan over these."""
        self.shortlist(few, tell, start)
        pairs, families = self.pairs, self._rank.size
        asked = pairs.family, pairs.helper, *self.worth(pairs), self._helpers.capacity, families
        self.standing = Standing.begin(*asked, start) if start else Standing.solve(*asked)

    def shortlist(self, few: int, tell: Callable[[float], object] = bool, start: Start | None = None) -> None:
        """Take the best few pairs of each family and all that are pending; of a start its pairs too, and the best few above
        its prices."""
        also = self._pending
        if start:
            asks = np.stack([-self._rank * self._scale.step, np.full_like(self._rank, -1)], axis=1)
            best = self._search.above(asks, self._closed(start.price, start.price_tie), few, tell)
            family = np.flatnonzero(start.mate >= 0)
            also = np.concatenate([also, self._code(family, start.mate[family])])
        else:
            best = self._search.best(few, self._open, tell)
        points = np.concatenate([best.points, self._search.weigh(*np.divmod(also, self._open.size))])
        code = np.concatenate([self._code(best.family, best.helper), also])
        code, first = np.unique(code, return_index=True)
        possible = points[first] >= 0
        family, helper = np.divmod(code[possible], self._open.size)
        self.pairs = Found(family, helper, points[first][possible])

    def settle(self, few: int, tell: Progress = lambda phase, share: None) -> ExactPrices:
        """Add whatever bids more than the prices until nothing does; return the least prices."""
        last = None
        while True:
            prices = self.standing.least_prices()
            better = self._since(last, prices, few, partial(tell, "price"))
            if not better.family.size:
                return prices
            tell("mend", 0.0)
            last = prices, np.bincount(better.family, minlength=self._rank.size) >= few
            self.pairs = _both(self.pairs, better)
            self.standing.add_pairs(better.family, better.helper, *self.worth(better))

    def better(self, prices: ExactPrices, few: int, tell: Callable[[float], object] = bool) -> Found:
        """Return the best few pairs of each family that bid more than the prices, of all that are possible."""
        return self._search.above(self.asks(prices), self._price(prices), few, tell)

    def _since(
        self, last: tuple[ExactPrices, Bools] | None, prices: ExactPrices, few: int, tell: Callable[[float], object]
    ) -> Found:
        """Return pairs that bid more than the prices; none only if there is none.

        last  the prices of the last time, and the families that had more such pairs than were told

        Only where somebody may bid more than then: these families and those that ask less than then, with everybody,
        and all others with those helpers whose price has fallen.
        """
        if last is None:
            return self.better(prices, few, tell)
        asks, price, unfinished = self.asks(prices), self._price(prices), last[1]
        again, fallen = unfinished | _less(asks, self.asks(last[0])), _less(price, self._price(last[0]))
        better = self._search.above(asks, price, few, tell, again)
        if not fallen.any():
            return better
        fallen_only = np.where(fallen[:, None], price, [ENDLESS, 0])
        return _both(better, self._search.above(asks, fallen_only, few, tell, ~again))

    def asks(self, prices: ExactPrices) -> Ints:
        """Return int64[families, 2]: the points and tie that a pair must be worth, above the price of its helper."""
        return np.stack([prices.family - self._rank * self._scale.step, prices.family_tie], axis=1)

    def with_those_who_are_full(self, prices: ExactPrices) -> Ints:
        """Return the helper prices with those of helpers without a place, whose pairs were not taken: the best bids."""
        if self._open.all():
            return prices.helper
        start = np.zeros((self._open.size, 2), dtype=np.int64)
        start[self._open] = ENDLESS
        bids = self._search.bids(self.asks(prices), start)[:, 0]
        return np.where(self._open, prices.helper, np.maximum(prices.helper, bids))

    def listed(self) -> tuple[Problem, Ints]:
        """Return the pairs taken, by family, then helper, as a question; and which of them are chosen."""
        order = by_pair(self.pairs.family, self.pairs.helper, self._open.size)
        family, helper, points = (side[order] for side in self.pairs)
        asked = Problem(
            family, helper, points / POINTS, self._helpers.capacity, self._families.priority,
            self.is_pending(self.pairs)[order], self._rules.keep_bonus,
        )  # fmt: skip
        rows = self.standing.row_of
        chosen = np.zeros(order.size, dtype=np.bool_)
        chosen[rows[rows >= 0]] = True
        return asked, np.flatnonzero(chosen[order])

    def _price(self, prices: ExactPrices) -> Ints:
        return self._closed(prices.helper, prices.helper_tie)

    def _closed(self, price_of: Ints, tie: Ints) -> Ints:
        """Return int64[helpers, 2]: the price, and one that nobody pays for those without a place."""
        price = np.stack([price_of, tie], axis=1)
        price[~self._open] = ENDLESS, 0
        return price

    def _code(self, family: Ints, helper: Ints) -> Ints:
        return family * self._open.size + helper

    def is_pending(self, pairs: Found) -> Bools:
        """Return bool[pairs]: people are looking at it already."""
        return np.isin(self._code(pairs.family, pairs.helper), self._pending)

    def worth(self, pairs: Found) -> tuple[Ints, Ints]:
        """Return the weight of pairs, with the bonus of those that are pending, and their tie."""
        value = worth(pairs.points / POINTS, self.is_pending(pairs), self._rules.keep_bonus)
        tie = tie_break(self._families.key[pairs.family], self._helpers.key[pairs.helper], self._scale.tie_bits)
        return self._rank[pairs.family] * self._scale.step + value, tie


def _both(some: Found, more: Found) -> Found:
    return Found(*(np.concatenate(both) for both in zip(some, more, strict=True)))


def _less(one: Ints, other: Ints) -> Bools:
    """Compare rows of two, the first column first."""
    less: Bools = (one[:, 0] < other[:, 0]) | ((one[:, 0] == other[:, 0]) & (one[:, 1] < other[:, 1]))
    return less
