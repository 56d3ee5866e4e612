"""What the engine knows of people: narrow columns, one row each, and the rules of a run. No names, no contacts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matching.engine.arrays import Bools, Floats, Ints

Bytes: TypeAlias = NDArray[np.int8]
Shorts: TypeAlias = NDArray[np.int16]


CLASSES: Final = "classes"
MUNICIPALITIES: Final = "municipalities"
POLICIES: Final = (CLASSES, MUNICIPALITIES)


def no_pairs() -> Ints:
    """Return int64[0, 2]."""
    return np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True, eq=False)
class FamilyColumns:
    """One row per family that may be given a helper, in any order; shape (families,) unless said otherwise.

    Masks have bit i for the i-th code of the shared taxonomy; 0 = none told.
    """

    key: Ints  # stable id ≥ 0, once each: order and ties come from it
    priority: Ints  # class ≥ 0, smaller goes first
    organisation: Ints
    municipality: Ints  # id ≥ 0
    latitude: Floats  # of the municipality, degrees, WGS84
    longitude: Floats
    level: Bytes  # (families, languages): best CEFR step of an adult, 0 = none, 1 = A1 … 6 = C2
    practises: Bools  # "we practise the local language together"
    gender: Bytes  # of the contact: 1 female, 2 male, 3 other, 0 unknown
    wished_gender: Bytes  # of the helper's contact: 0 any, 1 female, 2 male
    needs: Ints  # mask
    certificates: Ints  # mask: needed
    availability: Ints  # mask of 21 half-days and evenings, Monday morning first; 0 = unknown
    interests: Ints  # mask
    household: Ints  # mask: children 0-5, 6-11, 12-17, single parent, senior
    origin: Shorts  # code ≥ 0; -1 unknown
    wishes_same_origin: Bools


@dataclass(frozen=True, eq=False)
class HelperColumns:
    """One row per approved, checked, present helper, in any order; columns as in FamilyColumns."""

    key: Ints
    organisation: Ints
    latitude: Floats
    longitude: Floats
    level: Bytes  # (helpers, languages), the same languages as the families'
    practises: Bools
    gender: Bytes
    wished_gender: Bytes  # of the family's contact
    travel_km: Floats  # how far it goes, great circle
    capacity: Ints  # free places ≥ 0
    skills: Ints  # mask, by position in the same taxonomy as needs
    certificates: Ints  # mask: has
    availability: Ints
    interests: Ints
    household: Ints
    origin: Shorts


@dataclass(frozen=True, eq=False)
class Rules:
    """What an organisation decides about a run.

    weights             by criterion, ≥ 0, any scale; a missing criterion has its default weight
    conversation_level  CEFR step, 1 … 6, that both need in one language
    works_together      (family's organisation, helper's organisation) allowed besides the same one
    forbidden           int64[n, 2] of (family key, helper key): blocked, not again, declined
    pending             int64[m, 2] of the same: proposals that people are looking at
    keep_bonus          what it is worth to keep one of these, in units of fit, in [0, 1]
    policy              "classes": within the best class counts, the best fit; "municipalities": within them, shares
                        served per municipality that are leximin-fair (the worst-off first), then the best fit

    Keys that no column has are no error: people come and go.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    conversation_level: int = 3
    works_together: frozenset[tuple[int, int]] = frozenset()
    forbidden: Ints = field(default_factory=no_pairs)
    pending: Ints = field(default_factory=no_pairs)
    keep_bonus: float = 0.03
    policy: str = CLASSES


def take(columns: Any, rows: Any) -> Any:
    """Return the same kind of columns with only these rows (a slice or an index array)."""
    return type(columns)(**{name: column[rows] for name, column in vars(columns).items()})
