"""Names for the kinds of array the engine speaks in, and two ways to walk pairs that are grouped by family."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
AnyArray: TypeAlias = NDArray[Any]


def by_pair(family: Ints, helper: Ints, helpers: int) -> Ints:
    """Return the rows in order of family, then helper, equal pairs as they came. Linear if they are sorted already."""
    return np.argsort(family * helpers + helper, kind="stable")


def starts_of(group: Ints, groups: int) -> Ints:
    """Return int64[groups + 1]: rows starts[g] … starts[g + 1] of the ascending `group` belong to g."""
    return np.searchsorted(group, np.arange(groups + 1)).astype(np.int64)


def rows_of(chosen: Ints, starts: Ints) -> Ints:
    """Return the rows of the `chosen` groups, group after group. Time O(rows returned)."""
    counts = starts[chosen + 1] - starts[chosen]
    ends = np.cumsum(counts)
    return np.repeat(starts[chosen] - ends + counts, counts) + np.arange(counts.sum(), dtype=np.int64)


def frozen(array: AnyArray) -> AnyArray:
    """Return a copy of `array` that nobody can write to."""
    copy = array.copy()
    copy.flags.writeable = False
    return copy
