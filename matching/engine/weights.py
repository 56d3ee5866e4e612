"""How much each criterion counts: defaults, and weights in whole points that add up exactly."""

from collections.abc import Mapping
from numbers import Real
from sys import float_info
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from matching.engine.arrays import Floats, Ints

POINTS: Final = 10_000  # a perfect fit; one point is the resolution of fit

# What we begin with, for each organisation to change. Peers agree on the order more than on the numbers:
# talking to each other and living near carry most (Little World, the closest product: language up to 30,
# time up to 37, distance up to 18, interests up to 30), needs come before traits in practice (De Cuyper &
# Crijns 2023: needs, goals, skills, expectations, then interests, age, gender). Evidence that matching on
# traits helps is thin (the National Mentoring Resource Center rates it insufficient), so household,
# interests and origin weigh little; what a family wishes strictly is a hard rule, not a weight.
DEFAULT_WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "language": 0.30,
        "distance": 0.20,
        "needs": 0.20,
        "availability": 0.10,
        "household": 0.10,
        "interests": 0.05,
        "origin": 0.05,
    }
)


def weight_points(weights: Mapping[str, float]) -> dict[str, int]:
    """Return whole points per criterion, in the order of DEFAULT_WEIGHTS, that add up to exactly 10,000.

    weights  any scale, ≥ 0; a missing criterion has its default; each gets its share, rounded down, and the
             points that are left go to the largest remainders, first criterion first.

    Raises ValueError for what is no mapping, an unknown criterion, a weight that is no number, negative or not finite,
    or none above 0.
    """
    if not isinstance(weights, Mapping):
        raise ValueError(f"weights: {weights!r} is not a mapping")
    unknown = set(weights) - set(DEFAULT_WEIGHTS)
    if unknown:
        raise ValueError(f"weights: unknown criterion {min(map(str, unknown))}")
    told = {name: weights.get(name, default) for name, default in DEFAULT_WEIGHTS.items()}
    for name, weight in told.items():
        if not is_number(weight, Real, 0, float_info.max):
            raise ValueError(f"weights: {name} is {weight!r}, not a finite number ≥ 0")
    asked = {name: float(weight) for name, weight in told.items()}
    largest = max(asked.values())
    if largest == 0:
        raise ValueError("weights: none is above 0")
    total = sum(weight / largest for weight in asked.values())
    share = {name: POINTS * (weight / largest) / total for name, weight in asked.items()}
    points = {name: int(part) for name, part in share.items()}
    by_remainder = sorted(share, key=lambda name: points[name] - share[name])
    for name in by_remainder[: POINTS - sum(points.values())]:
        points[name] += 1
    return points


def is_number(value: Any, kind: Any, low: float, high: float) -> bool:
    """Return whether it is one number of this kind, Python's or numpy's, in low … high; true and false are none."""
    return isinstance(value, kind) and not isinstance(value, bool) and bool(low <= value <= high)


def whole_points(weight: int, value: Floats) -> Ints:
    """Return int64[n]: the points of values in [0, 1] at a whole weight."""
    return np.rint(weight * value).astype(np.int64)
