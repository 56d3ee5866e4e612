"""The checker: is this plan allowed, is it the best, and is everybody it leaves out truly blocked?

Plain numpy, without the solver. No plan weighs more than the sum of all prices (weak duality of linear programs;
Ahuja, Magnanti, Orlin, Network Flows, 1993, §9.4), so a plan that weighs just that much is the best.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from matching.engine.arrays import AnyArray, Floats, Ints
from matching.engine.objective import RESOLUTION, class_step, most_worth, ranks, worth

if TYPE_CHECKING:
    from matching.engine.assignment import Assignment


class CertificateError(Exception):
    """A plan that does not hold what it says. Nothing may be proposed from it."""


def verify(plan: Assignment) -> dict[str, int]:
    """Return what was found, in steps of 1/10,000 of fit, class bonuses included. Raises CertificateError. O(pairs)."""
    require_allowed(plan)
    require_blocked(plan)
    return require_best(plan)


def require(holds: bool | np.bool_, broken: str) -> None:
    """Raise CertificateError, saying what is broken, unless it holds."""
    if not holds:
        raise CertificateError(broken)


def require_same(told: object, true: AnyArray, broken: str) -> None:
    """Raise CertificateError, saying what is broken, unless both hold the same numbers of the same type."""
    require(isinstance(told, np.ndarray) and told.dtype == true.dtype and np.array_equal(told, true), broken)


def whole(price: Floats) -> Ints:
    """Return a price in steps of 1/10,000. Raises CertificateError if one is below 0 or no exact amount."""
    steps = np.rint(price * RESOLUTION)
    require(((steps >= 0) & (steps < 2.0**53) & (steps / RESOLUTION == price)).all(), "a price that is no exact amount")
    return steps.astype(np.int64)


def require_allowed(plan: Assignment) -> None:
    """Raise CertificateError unless every pair is possible, nobody is in two, and what is counted is true."""
    asked, pairs = plan.problem, plan.pairs
    require(pairs.ndim == 1 and pairs.dtype == np.int64, "pairs is not int64[n]")
    require(((pairs >= 0) & (pairs < asked.family.size)).all(), "a pair that was not possible")
    require((np.diff(pairs) > 0).all(), "pairs do not ascend")
    served, load = asked.family[pairs], np.bincount(asked.helper[pairs], minlength=asked.capacity.size)
    require(np.unique(served).size == pairs.size, "a family with two helpers")
    require((load <= asked.capacity).all(), "a helper beyond its capacity")
    require(plan.total_fit == fsum(asked.fit[pairs]), "total_fit is not the sum of fit")
    classes, place = np.unique(asked.priority, return_inverse=True)
    counts, left = np.bincount(place[served], minlength=classes.size), np.setdiff1d(np.arange(place.size), served)
    require_same(plan.classes, classes, "classes are not those asked for")
    require_same(plan.served_by_class, counts, "served_by_class is not what is served")
    require_same(plan.unserved, left, "unserved are not those who are left")


def require_blocked(plan: Assignment) -> None:
    """Raise CertificateError unless `queue` proves the class counts the best and shows who is blocked by whom."""
    asked, needs, queue = plan.problem, ranks(plan.problem.priority), plan.queue
    require(queue.shape == asked.capacity.shape and queue.dtype == np.int64, "queue is not one rank per helper")
    require((queue >= 0).all(), "queue is not one rank per helper")
    load = np.bincount(asked.helper[plan.pairs], minlength=queue.size)
    require((load == asked.capacity)[queue > 0].all(), "a blocking helper with a free place")
    served, behind = asked.family[plan.pairs], queue[asked.helper[plan.pairs]]
    require((behind <= needs[served]).all(), "a blocking family of a later class")
    needs[served] = behind
    require((queue[asked.helper] >= needs[asked.family]).all(), "a way out of a blocking set")


def require_best(plan: Assignment) -> dict[str, int]:
    """Return what was found of the prices. Raises CertificateError unless they prove the plan the best by worth."""
    asked, keeps, price = plan.problem, whole(plan.family_price), whole(plan.helper_price)
    require(keeps.shape == asked.priority.shape and price.shape == asked.capacity.shape, "a price is missing")
    value = worth(asked.fit, asked.keep, asked.keep_bonus)
    step, bonus = (
        class_step(most_worth(asked.keep_bonus), asked.capacity, asked.priority.size),
        whole(plan.family_bonus),
    )
    require(plan.class_bonus == step / RESOLUTION, "class_bonus does not outweigh fit")
    weight = ranks(asked.priority)[asked.family] * step + value + bonus[asked.family]
    violations = int((weight > keeps[asked.family] + price[asked.helper]).sum())
    require(violations == 0, f"{violations} pairs would improve the plan")
    primal = sum(map(int, weight[plan.pairs]))
    dual = sum(map(int, keeps)) + sum(int(price[h]) * int(asked.capacity[h]) for h in np.flatnonzero(price))
    require(primal == dual, f"the plan weighs {primal}, its prices {dual}")
    return {"primal": primal, "dual": dual, "violations": violations, "pairs_priced": weight.size}
