"""A helper who is not there yet, and what one place of theirs would add to a plan."""

from typing import Final

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.columns import HelperColumns
from matching.engine.explain.worth import STEP, Gain, bids, is_possible, worths
from matching.engine.plan import Plan

TRAVEL_KM: Final = 25.0  # an hour by bicycle, or half an hour by train with the way to it
NATIVE: Final = 6


def newcomer(
    plan: Plan,
    *,
    organisation: int,
    latitude: float,
    longitude: float,
    language: int | None,
    skill: int | None = None,
    gender: int = 0,
    certificates: int = 0,
) -> HelperColumns:
    """Return the columns of one helper nobody knows more of than this, under a key that the plan has not.

    language  column of the one they speak, as their own; None: they practise the local one together
    skill     bit of the one need that they can help with; None: not told
    gender    as in HelperColumns; 0: not told, which fulfils no wish

    One place, travels TRAVEL_KM, wishes nothing; free time, household, interests and origin are not told.
    """
    level = np.zeros((1, plan.families.level.shape[1]), dtype=np.int8)
    if language is not None:
        level[0, language] = NATIVE
    known = [plan.helpers.key, plan.rules.forbidden[:, 1], plan.rules.pending[:, 1]]
    return HelperColumns(
        key=np.array([max(int(keys.max(initial=0)) for keys in known) + 1]),
        organisation=np.array([organisation]),
        latitude=np.array([latitude]),
        longitude=np.array([longitude]),
        level=level,
        practises=np.array([language is None]),
        gender=np.array([gender], dtype=np.int8),
        wished_gender=np.zeros(1, dtype=np.int8),
        travel_km=np.array([TRAVEL_KM]),
        capacity=np.ones(1, dtype=np.int64),
        skills=np.array([0 if skill is None else 1 << skill]),
        certificates=np.array([certificates]),
        availability=np.zeros(1, dtype=np.int64),
        interests=np.zeros(1, dtype=np.int64),
        household=np.zeros(1, dtype=np.int64),
        origin=np.array([-1], dtype=np.int16),
    )


def gain_of(plan: Plan, helper: HelperColumns) -> Gain:
    """Return exactly what the best plan would gain by one place of this helper (columns of one row), who is new.

    It is the best that a family would bid above what it is worth to the plan already: the plan without that
    family is as good as the prices say, and the pair comes on top. Time O(families), numpy.
    """
    worth = worths(plan)
    return worth.gain(int((offers(plan, helper) - worth.family).max(initial=0)))


def offers(plan: Plan, helper: HelperColumns) -> Ints:
    """Return int64[families]: what each family's pair with the new helper is worth; 0 where it is not possible."""
    families, rules = plan.families, plan.rules
    able = np.flatnonzero(is_possible(families, helper, rules)[:, 0])
    offer = np.zeros(families.key.size, dtype=np.int64)
    fit = bids(families, helper, able, np.zeros_like(able), rules)
    offer[able] = worths(plan).rank[able] * STEP + fit
    return offer
