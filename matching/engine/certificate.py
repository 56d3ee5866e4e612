"""The checker: is this plan allowed, is it the best, and is everybody it leaves out truly blocked?

Plain numpy, without the solver. No plan weighs more than the sum of all prices (weak duality of linear programs;
Ahuja, Magnanti, Orlin, Network Flows, 1993, §9.4), so a plan that weighs just that much is the best.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.objective import RESOLUTION, class_step, ranks, worth

if TYPE_CHECKING:
    from matching.engine.assignment import Assignment


class CertificateError(Exception):
    """A plan that does not hold what it says. Nothing may be proposed from it."""


def verify(plan: Assignment) -> dict[str, int]:
    """Return what was found, in steps of 1/10,000 of fit, class bonuses included. Raises CertificateError. O(pairs)."""
    _require_allowed(plan)
    _require_blocked(plan)
    return _require_best(plan)


def _require(holds: bool | np.bool_, broken: str) -> None:
    if not holds:
        raise CertificateError(broken)


def _require_allowed(plan: Assignment) -> None:
    asked, pairs = plan.problem, plan.pairs
    _require(pairs.ndim == 1 and pairs.dtype == np.int64, "pairs is not int64[n]")
    _require(((pairs >= 0) & (pairs < asked.family.size)).all(), "a pair that was not possible")
    _require((np.diff(pairs) > 0).all(), "pairs do not ascend")
    served, load = asked.family[pairs], np.bincount(asked.helper[pairs], minlength=asked.capacity.size)
    _require(np.unique(served).size == pairs.size, "a family with two helpers")
    _require((load <= asked.capacity).all(), "a helper beyond its capacity")
    _require(plan.total_fit == fsum(asked.fit[pairs]), "total_fit is not the sum of fit")
    classes, place = np.unique(asked.priority, return_inverse=True)
    counts, left = np.bincount(place[served], minlength=classes.size), np.setdiff1d(np.arange(place.size), served)
    _require(np.array_equal(plan.classes, classes), "classes are not those asked for")
    _require(np.array_equal(plan.served_by_class, counts), "served_by_class is not what is served")
    _require(np.array_equal(plan.unserved, left), "unserved are not those who are left")


def _require_blocked(plan: Assignment) -> None:
    asked, needs, queue = plan.problem, ranks(plan.problem.priority), plan.queue
    _require(queue.shape == asked.capacity.shape and (queue >= 0).all(), "queue is not one rank per helper")
    load = np.bincount(asked.helper[plan.pairs], minlength=queue.size)
    _require((load == asked.capacity)[queue > 0].all(), "a blocking helper with a free place")
    served, behind = asked.family[plan.pairs], queue[asked.helper[plan.pairs]]
    _require((behind <= needs[served]).all(), "a blocking family of a later class")
    needs[served] = behind
    _require((queue[asked.helper] >= needs[asked.family]).all(), "a way out of a blocking set")


def _require_best(plan: Assignment) -> dict[str, int]:
    asked, keeps, price = plan.problem, np.rint(plan.family_price * RESOLUTION), np.rint(plan.helper_price * RESOLUTION)
    _require(keeps.shape == asked.priority.shape and price.shape == asked.capacity.shape, "a price is missing")
    both, told = np.concatenate([keeps, price]), np.concatenate([plan.family_price, plan.helper_price])
    _require(((both >= 0) & (both < 2.0**53) & (both / RESOLUTION == told)).all(), "a price that is no exact amount")
    value = worth(asked.fit, asked.keep, asked.keep_bonus)
    step = class_step(value, asked.capacity, asked.priority.size)
    _require(plan.class_bonus == step / RESOLUTION, "class_bonus does not outweigh fit")
    weight = ranks(asked.priority)[asked.family] * step + value
    violations = int((weight > keeps[asked.family] + price[asked.helper]).sum())
    _require(violations == 0, f"{violations} pairs would improve the plan")
    primal = sum(map(int, weight[plan.pairs]))
    dual = sum(map(int, keeps)) + sum(int(price[h]) * int(asked.capacity[h]) for h in np.flatnonzero(price))
    _require(primal == dual, f"the plan weighs {primal}, its prices {dual}")
    return {"primal": primal, "dual": dual, "violations": violations, "pairs_priced": weight.size}
