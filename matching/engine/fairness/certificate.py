"""The checker of a fair plan: the class counts are the best, no municipality could be better off, and no fair plan fits
better. Plain numpy, without the solver.

Fairness: two plans that are best for the classes differ by ways along which families hand on their places, each from one
municipality to another. Labels that never rise along a way show that no municipality reaches one whose last family had
its turn after it; since the counts form an M-convex set, then no plan is fairer (Frank and Murota, Decreasing minimization
on M-convex sets, 2022). Fit: prices as in `matching.engine.certificate`, and one for each municipality that must not fall
below its number (weak duality with one more row per municipality).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.certificate import (
    require,
    require_allowed,
    require_best,
    require_blocked,
    require_same,
    whole,
)
from matching.engine.fairness.turns import positions, towns_of
from matching.engine.objective import ranks

if TYPE_CHECKING:
    from matching.engine.fairness.assignment import FairAssignment


def verify(plan: FairAssignment) -> dict[str, int]:
    """Return what was found, as the checker of an Assignment does. Raises CertificateError. Time O(pairs)."""
    require_allowed(plan)
    require_blocked(plan)
    _require_counted(plan)
    _require_fair(plan)
    require(whole(plan.municipality_price).shape == plan.municipalities.shape, "a municipality's price is missing")
    return require_best(plan)


def _require_counted(plan: FairAssignment) -> None:
    asked, told = plan.problem, plan.municipality
    require(told.shape == asked.priority.shape and told.dtype == np.int64, "municipality is not int64[families]")
    towns = towns_of(told)
    counts = np.bincount(towns.of[asked.family[plan.pairs]], minlength=towns.id.size)
    require_same(plan.municipalities, towns.id, "municipalities are not those of the families")
    require_same(plan.families_by_municipality, towns.families, "families_by_municipality is not what there are")
    require_same(plan.served_by_municipality, counts, "served_by_municipality is not what is served")


def _require_fair(plan: FairAssignment) -> None:
    asked, queue, pairs = plan.problem, plan.queue, plan.pairs
    have, families = plan.served_by_municipality, plan.families_by_municipality
    soonest, last = positions(have, families)
    label, town_label = _turns(plan.drawn_by, queue, soonest), _turns(plan.town_drawn_by, have, soonest)
    require((town_label <= soonest)[have < families].all(), "a municipality that waits behind its own turn")
    require((last < town_label).all(), "a municipality served before one whose turn was first")
    of, rank = towns_of(plan.municipality).of, ranks(asked.priority)
    level, mine, served, by = rank.copy(), town_label[of], asked.family[pairs], asked.helper[pairs]
    may_go = queue[by] == rank[served]
    require((town_label[of[served]] <= label[by])[may_go].all(), "a family that could go for one whose turn was first")
    level[served], mine[served] = queue[by], label[by]
    tight = (level[asked.family] > 0) & (queue[asked.helper] == level[asked.family])
    require((label[asked.helper] <= mine[asked.family])[tight].all(), "a place for one whose turn was first")


def _turns(drawn_by: Ints, beside: Ints, soonest: Ints) -> Ints:
    """Return the place in turn of the municipality that each label names; of no municipality, after all."""
    require(drawn_by.shape == beside.shape and drawn_by.dtype == np.int64, "not one label each")
    require(((drawn_by >= -1) & (drawn_by < soonest.size)).all(), "a label that is no municipality")
    return np.append(soonest, 2 * soonest.size)[drawn_by]
