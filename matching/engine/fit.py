"""How well a possible pair fits: whole points per criterion that add up exactly to the fit shown."""

from functools import partial
from typing import Final

import numpy as np

from matching.engine.arrays import Floats, Ints
from matching.engine.codes import Reason
from matching.engine.columns import FamilyColumns, HelperColumns, Rules
from matching.engine.language import language_reason, language_value
from matching.engine.nearness import distance_reason, distance_value
from matching.engine.origin import origin_reason, origin_value
from matching.engine.overlap import OVERLAPS, overlap_reason, overlap_value
from matching.engine.weights import POINTS, weight_points, whole_points

CHUNK: Final = 400_000  # pairs at a time: temporaries stay in the cache's neighbourhood, memory bounded


def value(criterion: str, families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints, rules: Rules) -> Floats:
    """Return float64[pairs] in [0, 1]: how well family f[i] and helper h[i], row numbers, fit by one criterion."""
    if criterion == "language":
        return language_value(families, helpers, f, h, rules.conversation_level)
    if criterion == "distance":
        return distance_value(families, helpers, f, h)
    if criterion == "origin":
        return origin_value(families, helpers, f, h)
    return overlap_value(OVERLAPS[criterion], families, helpers, f, h)


def points(families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints, rules: Rules) -> Ints:
    """Return int64[pairs]: the fit of each pair in points, 0 … 10,000, summed over the criteria."""
    total = np.zeros(f.size, dtype=np.int64)
    weights = weight_points(rules.weights)
    for start in range(0, f.size, CHUNK):
        part = slice(start, start + CHUNK)
        for criterion, weight in weights.items():
            total[part] += whole_points(weight, value(criterion, families, helpers, f[part], h[part], rules))
    return total


def reasons(families: FamilyColumns, helpers: HelperColumns, f: int, h: int, rules: Rules) -> tuple[Reason, ...]:
    """Return one Reason per criterion, in the order of DEFAULT_WEIGHTS, for one possible pair of rows."""
    rows = np.array([f], dtype=np.int64), np.array([h], dtype=np.int64)
    words = {name: partial(overlap_reason, kind, families, helpers, *rows) for name, kind in OVERLAPS.items()} | {
        "language": partial(language_reason, families, helpers, *rows, rules.conversation_level),
        "distance": partial(distance_reason, families, helpers, *rows),
        "origin": partial(origin_reason, families, helpers, *rows),
    }
    told = []
    for criterion, weight in weight_points(rules.weights).items():
        worth = value(criterion, families, helpers, *rows, rules)
        code, parameters = words[criterion]()
        told.append(
            Reason(criterion, float(worth[0]), weight / POINTS, int(whole_points(weight, worth)[0]), code, parameters)
        )
    return tuple(told)
