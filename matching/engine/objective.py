"""What a plan is worth, in whole numbers: classes first, then fit, and below the resolution a fixed tie-break."""

from typing import Final

import numpy as np

from matching.engine.arrays import Bools, Floats, Ints
from matching.engine.compiled.ties import mix

RESOLUTION: Final = 10_000  # fit is compared in steps of 1/10,000
# Prices are told in units of fit, as floats. Below 2^38 units one step is more than twice their rounding, so that the
# whole steps can be read from them again.
MOST_STEPS: Final = 2**38 * RESOLUTION


def worth(fit: Floats, keep: Bools, keep_bonus: float) -> Ints:
    """Return int64[pairs]: fit, plus the bonus on pairs that are pending, each rounded to 1/10,000."""
    bonus = int(np.rint(keep_bonus * RESOLUTION))
    return np.rint(fit * RESOLUTION).astype(np.int64) + bonus * keep.astype(np.int64)


def ranks(priority: Ints) -> Ints:
    """Return int64[families]: 1 for the class that goes last, up to the number of classes for the first."""
    classes, place = np.unique(priority, return_inverse=True)
    return (classes.size - place).astype(np.int64)


def most_worth(keep_bonus: float) -> Ints:
    """Return int64[1]: what no pair is worth more than. So that the classes weigh the same whatever pairs are known."""
    return np.array([RESOLUTION + int(np.rint(keep_bonus * RESOLUTION))], dtype=np.int64)


def class_step(value: Ints, capacity: Ints, families: int) -> int:
    """Return B, larger than the summed worth of any plan, so that rank · B always outweighs fit.

    Of any plan with one place more, too: a helper's price is the difference between two such plans, and says of
    which class the family is that one more place would serve.

    Linear bonuses are enough for "as many of class 0 as can be, then of class 1, …" and for the most
    families in all, because the sets of families that can be served together form a transversal matroid:
    there the greedy choice is the best one for any weights that fall with the class (Edmonds, Matroids and
    the greedy algorithm, 1971).
    """
    most = min(families, int(np.minimum(capacity, families).sum()) + 1)
    return most * int(value.max(initial=0)) + 1


def require_exact(classes: int, step: int) -> None:
    """Raise ValueError if so many classes, each worth a `step` more than the next, could have a price that is not exact."""
    if (classes + 2) * step >= MOST_STEPS:
        raise ValueError(f"priority: {classes} classes are too many for so many places, prices would not be exact")


def tie_break(family_key: Ints, helper_key: Ints, bits: int) -> Ints:
    """Return int64[pairs] in 1 … 2^bits: a fixed number for each pair of stable ids.

    splitmix64 (Steele, Lea, Flood, Fast splittable pseudorandom number generators, 2014) of both ids, so
    that two different plans of equal worth practically never have equal sums: by the isolation lemma
    (Mulmuley, Vazirani, Vazirani, 1987) the chance is below pairs / 2^bits.
    """
    mixed = mix(mix(family_key.astype(np.uint64)) + helper_key.astype(np.uint64))
    return (mixed >> np.uint64(64 - bits)).astype(np.int64) + 1
