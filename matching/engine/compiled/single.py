"""Looks at pairs that are named, and at how far the rules let a family come: plain Python that numba compiles."""

import numpy as np
from numpy.typing import NDArray

from matching.engine.arrays import Bools, Ints
from matching.engine.compiled.pairs import certified, is_forbidden, may_meet, organisation, soft_points, wishes_hold
from matching.engine.compiled.people import (
    LANGUAGE,
    LEVEL,
    METRES,
    NEAR,
    NEAR_END,
    ORGANISATION,
    PLACE,
    POINTS,
    PRACTISE,
    PRACTISES_BITS,
    TONGUES,
    TONGUES_END,
    TRAITS,
    TRAVEL,
    Question,
)

# Places in possible.RULES, in their order.
IN_REACH, TALK, WISHES, CERTIFIED, NOT_FORBIDDEN = range(1, 6)


def weigh_all(question: Question, family: Ints, at: Ints, place: Ints, points: Ints) -> None:
    """Set points[i] to those of the pair family[i], at[i], whose helper is in place[i], or to -1 if it is impossible."""
    for i in range(family.size):
        points[i] = weigh_one(question, family[i], at[i], place[i])


def weigh_one(question: Question, family: int, at: int, place: int) -> int:
    """Return the points of one pair, or -1 if it is impossible."""
    families, helpers, near = question.families, question.helpers, question.near
    there, end = families[family, NEAR], families[family, NEAR_END]
    while there < end and near[there, PLACE] != place:
        there += 1
    if there == end or not may_meet(families, helpers, question.allowed, family, at, near[there, METRES]):
        return -1
    level = best_level(families, helpers, question.tongues, question.levels, family, at, question.step)
    if not level or is_forbidden(families, question.forbidden, family, at):
        return -1
    soft = soft_points(families, helpers, question.lost, question.strange, family, at, 0)
    return int(question.talk[level] + near[there, POINTS] + soft)


def best_level(
    families: Ints, helpers: Ints, tongues: Ints, levels: NDArray[np.int8], family: int, at: int, step: int
) -> int:
    """Return the level at which two talk, PRACTISE if they only practise together, 0 if neither."""
    best = 0
    for tongue in range(families[family, TONGUES], families[family, TONGUES_END]):
        if tongues[tongue, LANGUAGE] > 0:
            best = max(best, min(tongues[tongue, LEVEL], levels[at, tongues[tongue, LANGUAGE] - 1]))
    if best >= step:
        return best
    for tongue in range(families[family, TONGUES], families[family, TONGUES_END]):
        if tongues[tongue, LANGUAGE] == 0 and helpers[at, TRAITS] >> PRACTISES_BITS & 1:
            return PRACTISE
    return 0


def stop_all(question: Question, order: Ints, start: int, end: int, stopped: Ints) -> None:
    """Set `stopped` of the families order[start:end] to the first rule that leaves them no helper, or to -1.

    Where the rule about organisations leaves none is not seen here: IN_REACH then.
    """
    for i in range(start, end):
        stopped[order[i]] = stop_one(question, order[i])


def stop_one(question: Question, family: int) -> int:
    """Return the place in possible.RULES of the first rule that leaves no helper in reach, or -1."""
    farthest, homes, near = IN_REACH, question.homes, question.near
    for there in range(question.families[family, NEAR], question.families[family, NEAR_END]):
        place, metres = near[there, PLACE], near[there, METRES]
        for at in range(homes[place], homes[place + 1]):
            rule = first_broken(
                question.families, question.helpers, question.tongues, question.levels, question.allowed,
                question.forbidden, question.step, family, at, metres,
            )  # fmt: skip
            if rule < 0:
                return -1
            farthest = max(farthest, rule)
    return farthest


def first_broken(
    families: Ints, helpers: Ints, tongues: Ints, levels: NDArray[np.int8], allowed: Bools, forbidden: Ints,
    step: int, family: int, at: int, metres: int,
) -> int:  # fmt: skip
    """Return the first rule after the first that a pair breaks, IN_REACH if it breaks the first, -1 if none."""
    if metres > helpers[at, TRAVEL] or not allowed[families[family, ORGANISATION], organisation(helpers, at)]:
        return IN_REACH
    if not best_level(families, helpers, tongues, levels, family, at, step):
        return TALK
    if not wishes_hold(families, helpers, family, at):
        return WISHES
    if not certified(families, helpers, family, at):
        return CERTIFIED
    return NOT_FORBIDDEN if is_forbidden(families, forbidden, family, at) else -1
