"""Why this helper and not that one: the second choice of a family, and what it would cost to take it."""

from dataclasses import dataclass, replace

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.codes import Refusal
from matching.engine.columns import take
from matching.engine.explain.worth import Gain, bids, helper_of, is_possible, row_of, worths
from matching.engine.fit import points
from matching.engine.plan import Plan, plan
from matching.engine.possible import refusal
from matching.engine.weights import POINTS

CHOSEN = "chosen"  # the plan has this pair
REFUSED = "refused"  # a hard rule forbids it
NO_PLACE = "no_place"  # all places are taken by those whom the plan does not move
COSTS = "costs"  # possible, and the plan would be worse by `loss`


@dataclass(frozen=True)
class Moved:
    """A family that would get another helper, or none (None), or had none before. Keys."""

    family: int
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Loss:
    """How much worse the plan is with one pair fixed and everybody else planned again by the same rules, exactly.

    families  (class, how many fewer), ascending, where that is not 0; below 0: more
    points    1/10,000 of fit and bonus less; below 0: more, where fewer families are served
    moved     the other families for whom it would change something, by key

    Never a gain under the policy "classes"; under "municipalities" the fit may rise where the shares get worse.
    """

    families: tuple[tuple[int, int], ...]
    points: int
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class WhyNot:
    """Why a family has not got this helper. What does not belong to `code` is None or empty.

    refusal   the first hard rule that the pair breaks
    fit       in [0, 1], of a possible pair
    held_by   keys of the families that have the helper's places in the plan
    one_more  what one more place of the helper would add to the plan
    loss      what it costs to give this family this helper
    """

    code: str
    family: int
    helper: int
    refusal: Refusal | None = None
    fit: float | None = None
    held_by: tuple[int, ...] = ()
    one_more: Gain | None = None
    loss: Loss | None = None


def why_not(made: Plan, family_key: int, helper_key: int) -> WhyNot:
    """Return why the plan does not give this family this helper. Raises ValueError for an unknown key.

    Time O(1) for a pair that a rule forbids; else as long as the plan, which is made again with the pair fixed.
    """
    f, h = row_of("family", made.families, family_key), row_of("helper", made.helpers, helper_key)
    family, helper = take(made.families, slice(f, f + 1)), take(made.helpers, slice(h, h + 1))
    refused = refusal(family, helper, made.rules)
    if refused is not None:
        return WhyNot(REFUSED, family_key, helper_key, refusal=refused)
    first = np.zeros(1, dtype=np.int64)
    fit = int(points(family, helper, first, first, made.rules)[0]) / POINTS
    taken, worth = helper_of(made), worths(made)
    held_by, one_more = tuple(made.families.key[taken == h].tolist()), worth.gain(int(worth.helper[h]))
    if taken[f] == h:
        return WhyNot(CHOSEN, family_key, helper_key, fit=fit, held_by=held_by, one_more=one_more)
    if not made.helpers.capacity[h]:
        return WhyNot(NO_PLACE, family_key, helper_key, fit=fit, one_more=one_more)
    return WhyNot(COSTS, family_key, helper_key, None, fit, held_by, one_more, _loss(made, f, h))


def second_choice(made: Plan, family_key: int, helper_key: int) -> WhyNot | None:
    """Return the best possible helper for the family beside this one, and why the plan does not take that; or None.

    Best is the fit alone; of equals, the smaller key. Only helpers with a place that the plan may give.
    Time O(helpers) numpy, then as `why_not`. Raises ValueError for an unknown key.
    """
    f = row_of("family", made.families, family_key)
    family, helpers = take(made.families, slice(f, f + 1)), made.helpers
    able = is_possible(family, helpers, made.rules)[0]
    able &= (helpers.capacity > 0) & (helpers.key != helper_key)
    others = np.flatnonzero(able)
    if not others.size:
        return None
    best = others[points(family, helpers, np.zeros_like(others), others, made.rules).argmax()]
    return why_not(made, family_key, int(helpers.key[best]))


def _loss(made: Plan, f: int, h: int) -> Loss:
    """Return the difference between the plan and the best one of all others with one place of `h` gone to `f`."""
    places = made.helpers.capacity.copy()
    places[h] -= 1
    others = np.delete(np.arange(made.families.key.size), f)
    rest = plan(take(made.families, others), replace(made.helpers, capacity=places), made.rules, kept=made.kept())
    before, after = helper_of(made), np.insert(helper_of(rest), f, h)
    classes, place = np.unique(made.families.priority, return_inverse=True)
    fewer = np.bincount(place[before >= 0], minlength=classes.size) - np.bincount(
        place[after >= 0], minlength=classes.size
    )
    changed = np.flatnonzero(before != after)
    return Loss(
        families=tuple((int(classes[c]), int(fewer[c])) for c in np.flatnonzero(fewer)),
        points=_total(made, before) - _total(made, after),
        moved=tuple(
            Moved(int(made.families.key[one]), _key(made, before[one]), _key(made, after[one]))
            for one in changed
            if one != f
        ),
    )


def _total(made: Plan, taken: Ints) -> int:
    served = np.flatnonzero(taken >= 0)
    return int(bids(made.families, made.helpers, served, taken[served], made.rules).sum())


def _key(made: Plan, helper: int) -> int | None:
    return int(made.helpers.key[helper]) if helper >= 0 else None
