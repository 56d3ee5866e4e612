"""Criteria that count common bits: needs met by skills, shared times, households alike, shared interests."""

from typing import Any, Final, NamedTuple

import numpy as np

from matching.engine.arrays import AnyArray, Floats, Ints
from matching.engine.columns import FamilyColumns, HelperColumns

NEUTRAL: Final = 0.5  # what nobody told neither helps nor harms
ALL: Final = 63


class Overlap(NamedTuple):
    """Which columns are compared, how many common bits are the most that count, and the words for it.

    enough  common bits for the full value, or all that the family has if it has fewer
    """

    of_family: str
    of_helper: str
    enough: int
    some: str
    none: str
    unknown: str


OVERLAPS: Final = {
    "needs": Overlap("needs", "skills", ALL, "needs.covered", "needs.not_covered", "needs.unknown"),
    # Three common half-days a week leave enough room to find one that suits.
    "availability": Overlap(
        "availability", "availability", 3, "availability.shared", "availability.different", "availability.unknown"
    ),
    "household": Overlap("household", "household", ALL, "household.alike", "household.different", "household.unknown"),
    # Two common interests are something to do together and something to talk about.
    "interests": Overlap("interests", "interests", 2, "interests.shared", "interests.different", "interests.unknown"),
}


def overlap_value(kind: Overlap, families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints) -> Floats:
    """Return float64[pairs]: common bits as a share of what is enough, at most 1; 0.5 where a side told none."""
    asked, offered = getattr(families, kind.of_family)[f], getattr(helpers, kind.of_helper)[h]
    enough = np.clip(np.bitwise_count(asked), 1, kind.enough)
    told = share(np.bitwise_count(asked & offered), enough)
    value: Floats = np.where((asked == 0) | (offered == 0), NEUTRAL, told)
    return value


def share(shared: AnyArray, enough: AnyArray) -> Floats:
    """Return the common bits as a share of what is enough, at most 1. Shapes broadcast."""
    part: Floats = np.minimum(shared.astype(np.float64) / enough, 1.0)
    return part


def overlap_reason(
    kind: Overlap, families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints
) -> tuple[str, dict[str, Any]]:
    """Return code and parameters for one pair (f, h of length 1)."""
    asked, offered = int(getattr(families, kind.of_family)[f[0]]), int(getattr(helpers, kind.of_helper)[h[0]])
    missing = [side for side, mask in (("family", asked), ("helper", offered)) if not mask]
    if missing:
        return kind.unknown, {"missing": missing}
    shared = _bits(asked & offered)
    if kind.of_family == "availability":
        return (kind.some, {"count": len(shared), "slots": shared}) if shared else (kind.none, {})
    of = asked.bit_count()
    name = "covered" if kind.of_family == "needs" else "shared"
    return (kind.some, {name: shared, "of": of}) if shared else (kind.none, {"of": of})


def _bits(mask: int) -> list[int]:
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]
