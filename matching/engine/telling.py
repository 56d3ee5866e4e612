"""Why many pairs fit, told at once: each different reason is made once, and every pair knows which are its own."""

from typing import Any, NamedTuple

import numpy as np

from matching.engine.arrays import AnyArray, Ints
from matching.engine.codes import Reason
from matching.engine.columns import FamilyColumns, HelperColumns, Rules
from matching.engine.fit import value
from matching.engine.language import language_reason
from matching.engine.nearness import distance_reason, pair_km
from matching.engine.origin import origin_reason
from matching.engine.overlap import OVERLAPS, overlap_reason
from matching.engine.weights import POINTS, weight_points


class Told(NamedTuple):
    """The different reasons of one criterion, and which of them each pair has."""

    reasons: list[Reason]
    of_pair: Ints  # int64[pairs], places in `reasons`


def tell(families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints, rules: Rules) -> list[Told]:
    """Return, per criterion in the order of `fit.reasons`, why family f[i] and helper h[i], row numbers, fit.

    Exactly what `fit.reasons` gives for each pair alone. Time O(pairs · log pairs) and a little for each
    different reason, of which there are far fewer than pairs.
    """
    told = []
    for criterion, weight in weight_points(rules.weights).items():
        what = _what_it_depends_on(criterion, families, helpers, f, h)
        _, first, of_pair = np.unique(what, axis=1, return_index=True, return_inverse=True)
        worth = value(criterion, families, helpers, f[first], h[first], rules)
        points = np.rint(weight * worth).astype(np.int64)
        reasons = [
            Reason(criterion, fit, weight / POINTS, part, *_words(criterion, families, helpers, f[[i]], h[[i]], rules))
            for i, fit, part in zip(first, worth.tolist(), points.tolist(), strict=True)
        ]
        told.append(Told(reasons, of_pair.reshape(-1)))
    return told


def _what_it_depends_on(criterion: str, families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints) -> AnyArray:
    """Return numbers, shape (any, pairs): pairs with the same ones have the same reason."""
    if criterion == "language":
        weaker = np.pad(np.minimum(families.level[f], helpers.level[h]), ((0, 0), (0, 1)))  # there may be no language
        return np.stack([weaker.argmax(axis=1), weaker.max(axis=1)])
    if criterion == "distance":
        return pair_km(families, helpers, f, h)[None]
    if criterion == "origin":
        here, there = families.origin[f], helpers.origin[h]
        return np.stack([families.wishes_same_origin[f], here < 0, there < 0, here == there])
    kind = OVERLAPS[criterion]
    asked, offered = getattr(families, kind.of_family)[f], getattr(helpers, kind.of_helper)[h]
    return np.stack([asked & offered, np.bitwise_count(asked), offered == 0])


def _words(
    criterion: str, families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints, rules: Rules
) -> tuple[str, dict[str, Any]]:
    if criterion == "language":
        return language_reason(families, helpers, f, h, rules.conversation_level)
    if criterion == "distance":
        return distance_reason(families, helpers, f, h)
    if criterion == "origin":
        return origin_reason(families, helpers, f, h)
    return overlap_reason(OVERLAPS[criterion], families, helpers, f, h)
