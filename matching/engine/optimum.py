"""The one best plan over all pairs with its prices: compiled, or by flow, first one aim and then the next."""

from itertools import pairwise
from typing import Final

import numpy as np

from matching.engine.arrays import Bools, Ints, starts_of
from matching.engine.compiled.solver import too_large
from matching.engine.flow import heaviest
from matching.engine.objective import class_step
from matching.engine.prices import Optimum, Start, least_prices
from matching.engine.solvers import by_flow, compiled
from matching.engine.standing import Standing

SHORTLIST: Final = 24  # pairs per family to begin with; a shortlist alone would leave families unserved
ROUNDS: Final = 8  # then the solver gets every pair; five were enough on every measured instance
PLAIN_PAIRS: Final = 10_000  # up to which plain Python begins with a plan that was, some 0.1 s


def optimum(
    family: Ints,
    helper: Ints,
    weight: Ints,
    aims: list[Ints],
    tie: Ints,
    capacity: Ints,
    families: int,
    start: Start | None = None,
) -> Optimum:
    """Return the heaviest plan, of the largest tie among those, with the least prices that prove its weight.

    family, helper, weight, tie  shape (pairs,); family ascending, 0 < tie
    aims                         arrays like weight: what the flow solver takes in turn, each among the plans that are
                                 best for those before, so that numbers stay small; together as good as weight
    start                        changes the time, never the optimum

    The compiled solver looks at all pairs and at the tie by itself. Raises ArithmeticError as `by_flow` does.
    """
    fast = compiled()
    if start and (fast or family.size <= PLAIN_PAIRS) and not too_large(weight, tie, families):
        return _begun(Standing.begin(family, helper, weight, tie, capacity, families, start))
    found = fast(family, helper, weight, tie, capacity, families) if fast else None
    return found or in_turn(family, helper, weight, aims, tie, capacity, families)


def _begun(standing: Standing) -> Optimum:
    prices = standing.least_prices()
    return Optimum(standing.row_of, prices.family, prices.helper, prices.helper_tie, standing.begun_with)


def in_turn(
    family: Ints, helper: Ints, weight: Ints, aims: list[Ints], tie: Ints, capacity: Ints, families: int
) -> Optimum:
    """Return what `optimum` promises, by the flow solver.

    A plan is best exactly if it uses only pairs whose prices add up to their weight, serves every family and
    fills every helper whose price is above zero (complementary slackness). So the next aim is taken over
    those pairs, with a bonus for each of these duties that no sum of the aim outweighs; and the tie, whose sums
    leave no room for a bonus, with the duties as bounds of the flow.
    """
    rows = np.arange(family.size)
    best = first = _priced_out(family, helper, aims[0], tie, capacity, families)
    now = aims[0]
    for aim in aims[1:]:
        rows, must = _tight(rows, family, helper, now, best)
        duties = must[0][family[rows]].astype(np.int64) + must[1][helper[rows]]
        now = duties * class_step(aim, capacity, families) + aim[rows]
        best = _priced_out(family[rows], helper[rows], now, tie[rows], capacity, families)
    rows, must = _tight(rows, family, helper, now, best)
    short = heaviest(family[rows], helper[rows], tie[rows], capacity, families, must)
    chosen = _rows(short, rows)
    if len(aims) == 1:
        return Optimum(chosen, first.family_price, first.helper_price)
    return Optimum(chosen, *least_prices(family, helper, weight, chosen, capacity.size))


def _tight(rows: Ints, family: Ints, helper: Ints, weight: Ints, best: Optimum) -> tuple[Ints, tuple[Bools, Bools]]:
    """Return those of `rows` that best plans may use, and the families and helpers that they have to serve and fill."""
    tight = weight == best.family_price[family[rows]] + best.helper_price[helper[rows]]
    return rows[tight], (best.family_price > 0, best.helper_price > 0)


def _priced_out(family: Ints, helper: Ints, weight: Ints, spread: Ints, capacity: Ints, families: int) -> Optimum:
    """Return an optimum by flow on the best pairs of each family, `spread` among those of equal weight.

    Then all pairs are looked through for one that bids more than the prices, those are added, and so on until there
    is none. What is on the shortlist changes the time, never the weight or the prices.
    """
    active = _shortlist(family, weight, spread, families)
    for _ in range(ROUNDS):
        rows = np.flatnonzero(active)
        short = by_flow(family[rows], helper[rows], weight[rows], capacity, families)
        better = weight > short.family_price[family] + short.helper_price[helper]
        if not better.any():
            return Optimum(_rows(short.chosen, rows), short.family_price, short.helper_price)
        active |= better
    return by_flow(family, helper, weight, capacity, families)


def _shortlist(family: Ints, weight: Ints, spread: Ints, families: int) -> Bools:
    if family.size <= 2 * SHORTLIST * families:
        return np.ones(family.size, dtype=np.bool_)
    active = np.zeros(family.size, dtype=np.bool_)
    ends = starts_of(family, families).tolist()
    for start, end in pairwise(ends):
        active[start + _best_few(weight[start:end], spread[start:end])] = True
    return active


def _best_few(weight: Ints, spread: Ints) -> Ints:
    if weight.size <= SHORTLIST:
        return np.arange(weight.size)
    least = np.partition(weight, -SHORTLIST)[-SHORTLIST]
    sure, tied = np.flatnonzero(weight > least), np.flatnonzero(weight == least)
    room = SHORTLIST - sure.size
    return np.concatenate([sure, tied[np.argpartition(spread[tied], room - 1)[:room]]])


def _rows(short: Ints, rows: Ints) -> Ints:
    chosen = np.full(short.size, -1, dtype=np.int64)
    chosen[short >= 0] = rows[short[short >= 0]]
    return chosen
