"""How well a pair can talk."""

from typing import Any, Final

import numpy as np

from matching.engine.arrays import Bools, Floats, Ints
from matching.engine.columns import Bytes, FamilyColumns, HelperColumns

# B1 is enough to speak of daily life (CEFR, global scale, Council of Europe, 2001, table 1).
TALK_BY_STEP: Final = np.array([0.0, 0.2, 0.4, 0.7, 0.85, 0.95, 1.0])
PRACTISE: Final = 0.5  # neutral: both chose to meet without a common language


def can_talk(families: FamilyColumns, helpers: HelperColumns, step: int) -> Bools:
    """Return bool[families, helpers]: both have `step` in one language, or both practise the local one."""
    speaks, understood = families.level >= step, helpers.level >= step
    shared = speaks.astype(np.float32) @ understood.astype(np.float32).T
    both: Bools = (shared > 0) | (families.practises[:, None] & helpers.practises)
    return both


def shared_step(families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints) -> Bytes:
    """Return int8[pairs]: the CEFR step of the weaker of the two in the language they share best."""
    best = np.zeros(f.size, dtype=np.int8)
    for language in np.flatnonzero(families.level.any(axis=0) & helpers.level.any(axis=0)):
        speaks, understood = (np.ascontiguousarray(side.level[:, language]) for side in (families, helpers))
        np.maximum(best, np.minimum(speaks[f], understood[h]), out=best)
    return best


def language_value(families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints, step: int) -> Floats:
    """Return float64[pairs] by the shared step; 0.5 for those who only practise together."""
    best = shared_step(families, helpers, f, h)
    value: Floats = np.where(best >= step, TALK_BY_STEP[best], PRACTISE)
    return value


def language_reason(
    families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints, step: int
) -> tuple[str, dict[str, Any]]:
    """Return code and parameters for one possible pair; of two languages shared equally well, the first."""
    weaker = np.minimum(families.level[f[0]], helpers.level[h[0]])
    if weaker.max(initial=0) < step:
        return "language.practise_together", {}
    return "language.shared", {"language": int(weaker.argmax()), "level": int(weaker.max())}
