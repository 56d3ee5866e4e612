"""The hard rules: which pairs are possible at all, and which rule left a family nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np

from matching.engine.arrays import Bools, Ints
from matching.engine.codes import HARD_RULES, Refusal
from matching.engine.columns import FamilyColumns, HelperColumns, Rules, take
from matching.engine.language import can_talk
from matching.engine.nearness import distance_km

CELLS: Final = 2_000_000  # families × helpers looked at together
FEW_MEASURED: Final = 4  # pairs per person: to measure so many takes about as long as to sort everybody by place
Rule: TypeAlias = Callable[[FamilyColumns, HelperColumns, Rules], Bools]


@dataclass(frozen=True, eq=False)
class Possible:
    """family, helper  int64[pairs]: row numbers, by family, then helper
    stopped            int64[families]: place in RULES of the first rule that leaves it no helper, or -1
    """

    family: Ints
    helper: Ints
    stopped: Ints


def possible(families: FamilyColumns, helpers: HelperColumns, rules: Rules) -> Possible:
    """Return all pairs that keep every hard rule, from canonical columns. Time O(families × helpers), in blocks."""
    size = max(1, CELLS // max(1, helpers.key.size))
    blocks = [np.zeros((2, 0), dtype=np.int64)]
    stopped = np.full(families.key.size, -1, dtype=np.int64)
    for start in range(0, families.key.size, size):
        part = slice(start, start + size)
        open_pairs, stopped[part] = _block(take(families, part), helpers, rules)
        family, helper = np.nonzero(open_pairs)
        blocks.append(np.stack([family + start, helper]))
    pairs = np.concatenate(blocks, axis=1)
    return Possible(pairs[0], pairs[1], stopped)


def refusal(family: FamilyColumns, helper: HelperColumns, rules: Rules) -> Refusal | None:
    """Return the first hard rule that one family and one helper (columns of one row) break, or None."""
    _, stopped = _block(family, helper, rules)
    if stopped[0] < 0:
        return None
    code = HARD_RULES[int(stopped[0])].refusal
    return Refusal(code, DETAILS[code](family, helper) if code in DETAILS else {})


def refusals(family: FamilyColumns, helper: HelperColumns, rules: Rules) -> tuple[Refusal, ...]:
    """Return every hard rule that one family and one helper (columns of one row) break, in the order they are asked."""
    broken = [HARD_RULES[place].refusal for place, rule in enumerate(RULES) if not rule(family, helper, rules)[0, 0]]
    return tuple(Refusal(code, DETAILS[code](family, helper) if code in DETAILS else {}) for code in broken)


def together(families: FamilyColumns, helpers: HelperColumns, rules: Rules) -> Bools:
    """Return bool[families, helpers]: of the same organisation, or of two that work together."""
    ours, of_family = np.unique(families.organisation, return_inverse=True)
    theirs, of_helper = np.unique(helpers.organisation, return_inverse=True)
    allowed = ours[:, None] == theirs
    for family, helper in rules.works_together:
        allowed |= (ours == family)[:, None] & (theirs == helper)
    pairs: Bools = allowed[of_family][:, of_helper]
    return pairs


def in_reach(families: FamilyColumns, helpers: HelperColumns, rules: Rules) -> Bools:
    """Return bool[families, helpers]: not farther than the helper travels. Each pair of places is measured once, where
    that is less than to find out who lives in the same place."""
    if families.key.size * helpers.key.size <= FEW_MEASURED * (families.key.size + helpers.key.size):
        here_km = distance_km(
            families.latitude[:, None], families.longitude[:, None], helpers.latitude, helpers.longitude
        )
        beside: Bools = here_km <= helpers.travel_km
        return beside
    here, at_family = np.unique(np.c_[families.latitude, families.longitude], axis=0, return_inverse=True)
    there, at_helper = np.unique(np.c_[helpers.latitude, helpers.longitude], axis=0, return_inverse=True)
    km = distance_km(here[:, :1], here[:, 1:], there[:, 0], there[:, 1])
    near: Bools = km[at_family][:, at_helper] <= helpers.travel_km
    return near


def talk(families: FamilyColumns, helpers: HelperColumns, rules: Rules) -> Bools:
    """Return bool[families, helpers]: they share a language at conversation level, or both practise."""
    return can_talk(families, helpers, rules.conversation_level)


def wishes_hold(families: FamilyColumns, helpers: HelperColumns, rules: Rules) -> Bools:
    """Return bool[families, helpers]: each wish about the contact's gender holds. Unknown fulfils no wish."""
    of_family = (families.wished_gender[:, None] == 0) | (families.wished_gender[:, None] == helpers.gender)
    of_helper = (helpers.wished_gender == 0) | (helpers.wished_gender == families.gender[:, None])
    both: Bools = of_family & of_helper
    return both


def certified(families: FamilyColumns, helpers: HelperColumns, rules: Rules) -> Bools:
    """Return bool[families, helpers]: the helper has every certificate that the family needs."""
    complete: Bools = (families.certificates[:, None] & ~helpers.certificates) == 0
    return complete


def not_forbidden(families: FamilyColumns, helpers: HelperColumns, rules: Rules) -> Bools:
    """Return bool[families, helpers]: the pair is not in rules.forbidden."""
    allowed = np.ones((families.key.size, helpers.key.size), dtype=np.bool_)
    allowed[rows_of_keys(families.key, helpers.key, rules.forbidden)] = False
    return allowed


def rows_of_keys(family_key: Ints, helper_key: Ints, pairs: Ints) -> tuple[Ints, Ints]:
    """Return the rows of those (family key, helper key) pairs whose keys are both there. Keys ascend."""
    known = np.isin(pairs[:, 0], family_key) & np.isin(pairs[:, 1], helper_key)
    family, helper = pairs[known].T
    return np.searchsorted(family_key, family), np.searchsorted(helper_key, helper)


RULES: Final[tuple[Rule, ...]] = (together, in_reach, talk, wishes_hold, certified, not_forbidden)


def _block(families: FamilyColumns, helpers: HelperColumns, rules: Rules) -> tuple[Bools, Ints]:
    open_pairs = np.ones((families.key.size, helpers.key.size), dtype=np.bool_)
    stopped = np.full(families.key.size, -1, dtype=np.int64)
    for place, rule in enumerate(RULES):
        open_pairs &= rule(families, helpers, rules)
        stopped[(stopped < 0) & ~open_pairs.any(axis=1)] = place
    return open_pairs, stopped


def _too_far(family: FamilyColumns, helper: HelperColumns) -> dict[str, Any]:
    km = distance_km(family.latitude, family.longitude, helper.latitude, helper.longitude)
    return {"km": round(float(km[0]), 1), "travel_km": float(helper.travel_km[0])}


def _whose_wish(family: FamilyColumns, helper: HelperColumns) -> dict[str, Any]:
    wishes = (
        ("family", family.wished_gender[0], helper.gender[0]),
        ("helper", helper.wished_gender[0], family.gender[0]),
    )
    return {"of": [side for side, wish, gender in wishes if wish not in (0, gender)]}


def _missing_certificates(family: FamilyColumns, helper: HelperColumns) -> dict[str, Any]:
    missing = int(family.certificates[0] & ~helper.certificates[0])
    return {"missing": [bit for bit in range(missing.bit_length()) if missing >> bit & 1]}


DETAILS: Final = {"too_far": _too_far, "wishes": _whose_wish, "certificate": _missing_certificates}
