"""What families and helpers are worth to a plan, in two parts that are compared in turn: who is served, then fit."""

from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np

from matching.engine.arrays import Bools, Ints
from matching.engine.columns import CLASSES, FamilyColumns, HelperColumns, Rules
from matching.engine.fit import points
from matching.engine.objective import RESOLUTION, ranks
from matching.engine.plan import Plan, plan
from matching.engine.possible import RULES, rows_of_keys

# A worth is rank · STEP + points. 2^40 is more than twice the points of any plan that fits into memory
# (100 million families at 20,000), so the two parts never mix and sums can be taken in one number.
STEP: Final = 2**40


class Gain(NamedTuple):
    """What a change adds to a plan: one more family of this class, or None more; and points of fit.

    `points` are 1/10,000, the bonus for pending pairs included. Beside a family more they may be below 0: others
    move to make room.
    """

    priority: int | None
    points: int


@dataclass(frozen=True, eq=False)
class Worths:
    """The prices of a plan in two parts.

    rank    int64[families]: 1 for the class that goes last
    family  int64[families]: what the plan would lose without the family; 0 if it is unserved
    helper  int64[helpers]: what one more place of the helper would add
    """

    classes: Ints
    rank: Ints
    family: Ints
    helper: Ints

    def gain(self, worth: int) -> Gain:
        """Return a worth, 0 or more, in words of class and points."""
        rank, points = divmod(worth + STEP // 2, STEP)
        return Gain(int(self.classes[-rank]) if rank else None, points - STEP // 2)


def worths(made: Plan) -> Worths:
    """Return what everybody is worth. Time O(families + helpers).

    Under the policy "municipalities" as many of each class are served; which of them, and so the points, hang on all
    of the shares together. There it is told what everybody is worth to the plan of "classes", which is made for it.

    The least helper prices are what one more place adds, and the family prices with them what the plan would lose
    without that family (Leonard, Elicitation of honest preferences for the assignment of individuals to positions,
    1983). Of a price, the rank part is told by `queue`: a place more, or one that a family leaves, serves the most
    urgent family that reaches it; what is left of the price is fit.
    """
    if made.rules.policy != CLASSES:
        made = plan(made.families, made.helpers, replace(made.rules, policy=CLASSES))
    best = made.assignment
    step = int(np.rint(best.class_bonus * RESOLUTION))
    rank, taken = ranks(made.families.priority), helper_of(made)
    keeps, price = (np.rint(told * RESOLUTION).astype(np.int64) for told in (best.family_price, best.helper_price))
    needs = np.where(taken >= 0, rank - best.queue[taken], 0) if best.queue.size else np.zeros_like(rank)
    return Worths(best.classes, rank, _both(keeps, needs, step), _both(price, best.queue, step))


def helper_of(made: Plan) -> Ints:
    """Return int64[families]: the row of each family's helper in the plan, or -1."""
    taken = np.full(made.families.key.size, -1, dtype=np.int64)
    taken[np.searchsorted(made.families.key, made.family_key)] = np.searchsorted(made.helpers.key, made.helper_key)
    return taken


def bids(families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints, rules: Rules) -> Ints:
    """Return int64[pairs]: points of fit and bonus of family f[i] and helper h[i], as the plan counts them."""
    pending = rows_of_keys(families.key, helpers.key, rules.pending)
    width = helpers.key.size
    kept = np.isin(f * width + h, pending[0] * width + pending[1])
    return points(families, helpers, f, h, rules) + int(np.rint(rules.keep_bonus * RESOLUTION)) * kept


def kept_rules(families: FamilyColumns, helpers: HelperColumns, rules: Rules) -> Bools:
    """Return bool[rules, families, helpers]: which hard rules each pair keeps, in the order of HARD_RULES."""
    return np.stack([rule(families, helpers, rules) for rule in RULES])


def is_possible(families: FamilyColumns, helpers: HelperColumns, rules: Rules) -> Bools:
    """Return bool[families, helpers]: whether the pair keeps every hard rule."""
    return np.asarray(kept_rules(families, helpers, rules).all(axis=0), dtype=np.bool_)


def row_of(side: str, columns: Any, key: int) -> int:
    """Return the row of a key in canonical columns. Raises ValueError if there is none."""
    row = int(np.searchsorted(columns.key, key))
    if row == columns.key.size or columns.key[row] != key:
        raise ValueError(f"no {side} has the key {key}")
    return row


def _both(price: Ints, rank: Ints, step: int) -> Ints:
    both: Ints = rank * STEP + price - rank * step
    return both
