"""Same origin, where the family wishes it; otherwise it counts for nothing and against nobody."""

from typing import Any

import numpy as np

from matching.engine.arrays import Floats, Ints
from matching.engine.columns import FamilyColumns, HelperColumns
from matching.engine.overlap import NEUTRAL


def origin_value(families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints) -> Floats:
    """Return float64[pairs]: 1 same, 0 other, 0.5 where not wished or not known."""
    here, there = families.origin[f], helpers.origin[h]
    told = families.wishes_same_origin[f] & (here >= 0) & (there >= 0)
    value: Floats = np.where(told, (here == there).astype(np.float64), NEUTRAL)
    return value


def origin_reason(families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints) -> tuple[str, dict[str, Any]]:
    """Return code and parameters for one pair (f, h of length 1)."""
    if not families.wishes_same_origin[f[0]]:
        return "origin.not_wished", {}
    here, there = int(families.origin[f[0]]), int(helpers.origin[h[0]])
    missing = [side for side, origin in (("family", here), ("helper", there)) if origin < 0]
    if missing:
        return "origin.unknown", {"missing": missing}
    return ("origin.same" if here == there else "origin.other"), {}
