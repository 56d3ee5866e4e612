"""Made-up people for the benchmark from columns to the plan, as uneven as life. The same arguments, the same people.

* Towns lie on 500 km² each with 50 families each, so that the density stays the same at every size, and have sizes by
  Zipf's law; families live where there was housing and helpers where people live (lognormal, 1 and 0.5).
* 22 languages. Helpers speak that of their half of the country at C1 or C2, three in five English, a quarter one of
  nineteen others by Zipf's law, so that some are rare. Families speak one of these, in another order, and some of the
  local language and of English: three in ten of the local one at conversation level. Three in ten families and two in
  five helpers would practise together.
* Helpers travel 10 to 60 km. A few wish for a woman or a man, a few need a certificate; half tell their interests,
  four in five their free half-days; a few helpers have many skills. Three classes; 0 to 3 places, of which a tenth 0.
"""

from typing import Any, Final

import numpy as np

from matching.engine import FamilyColumns, HelperColumns
from matching.engine.arrays import Floats, Ints

LANGUAGES: Final = 22
LOCAL: Final = 2  # languages of the two halves of the country, then English
OTHERS: Final = LANGUAGES - LOCAL - 1
TOWN_KM2: Final = 500
FAMILIES_PER_TOWN: Final = 50
TRAVEL_KM: Final = (10, 20, 35, 60)
KM_PER_DEGREE: Final = 111.2


def programme(families: int, helpers: int, *, seed: int = 0) -> tuple[FamilyColumns, HelperColumns]:
    """Return columns of so many people."""
    dice = np.random.default_rng(seed)
    towns = max(4, families // FAMILIES_PER_TOWN)
    side = (towns * TOWN_KM2) ** 0.5
    north, east = np.stack([dice.random(towns), dice.random(towns)]) * side
    latitude = np.round(47 + north / KM_PER_DEGREE, 4)
    longitude = np.round(3 + east / KM_PER_DEGREE / np.cos(np.radians(latitude)), 4)
    half = (north > side / 2).astype(np.int64)
    size = 1 / np.arange(1, towns + 1)
    one_side = dice.choice(towns, families, p=_shares(size * dice.lognormal(0, 1, towns)))
    other_side = dice.choice(towns, helpers, p=_shares(size * dice.lognormal(0, 0.5, towns)))
    of_family, of_helper = (
        _common(dice, latitude[town], longitude[town], talks) for town, talks in ((one_side, 0.3), (other_side, 0.4))
    )
    common = 1 / np.arange(1, OTHERS + 1)
    family_level = _family_levels(dice, half[one_side], common[np.arange(OTHERS) * 7 % OTHERS])
    return (
        FamilyColumns(
            **of_family,
            level=family_level,
            municipality=one_side,
            priority=dice.choice(3, families, p=[0.2, 0.3, 0.5]),
            needs=_mask(dice, 12, np.full(families, 0.2)),
            certificates=_mask(dice, 3, np.full(families, 0.04)),
            wishes_same_origin=dice.random(families) < 0.1,
        ),
        HelperColumns(
            **of_helper,
            level=_helper_levels(dice, half[other_side], common),
            travel_km=dice.choice(TRAVEL_KM, helpers, p=[0.4, 0.3, 0.2, 0.1]).astype(np.float64),
            capacity=dice.choice(4, helpers, p=[0.1, 0.6, 0.2, 0.1]),
            skills=_mask(dice, 12, dice.lognormal(-1.5, 0.6, helpers)),
            certificates=_mask(dice, 3, np.full(helpers, 0.2)),
        ),
    )


def _common(dice: np.random.Generator, latitude: Floats, longitude: Floats, practises: float) -> dict[str, Any]:
    number = latitude.size
    return {
        "key": dice.permutation(2 * number)[:number],
        "organisation": np.zeros(number, dtype=np.int64),
        "latitude": latitude,
        "longitude": longitude,
        "practises": dice.random(number) < practises,
        "gender": dice.choice(4, number, p=[0.02, 0.58, 0.38, 0.02]),
        "wished_gender": dice.choice(3, number, p=[0.88, 0.09, 0.03]),
        "availability": _mask(dice, 21, np.full(number, 0.2)) * (dice.random(number) < 0.8),
        "interests": _mask(dice, 12, np.full(number, 0.2)) * (dice.random(number) < 0.5),
        "household": _mask(dice, 5, np.full(number, 0.25)),
        "origin": dice.integers(-1, 20, number),
    }


def _helper_levels(dice: np.random.Generator, half: Ints, common: Floats) -> np.ndarray:
    level = np.zeros((half.size, LANGUAGES), dtype=np.int8)
    every = np.arange(half.size)
    level[every, half] = dice.choice([5, 6], half.size, p=[0.2, 0.8])
    level[:, LOCAL] = dice.choice(7, half.size, p=[0.15, 0.1, 0.15, 0.2, 0.2, 0.15, 0.05])
    some = np.flatnonzero(dice.random(half.size) < 0.25)
    level[some, LOCAL + 1 + dice.choice(OTHERS, some.size, p=_shares(common))] = dice.integers(2, 7, some.size)
    return level


def _family_levels(dice: np.random.Generator, half: Ints, common: Floats) -> np.ndarray:
    level = np.zeros((half.size, LANGUAGES), dtype=np.int8)
    every = np.arange(half.size)
    level[every, half] = dice.choice(6, half.size, p=[0.3, 0.2, 0.2, 0.15, 0.1, 0.05])
    level[:, LOCAL] = dice.choice(6, half.size, p=[0.5, 0.15, 0.15, 0.1, 0.05, 0.05])
    level[every, LOCAL + 1 + dice.choice(OTHERS, half.size, p=_shares(common))] = 6
    return level


def _mask(dice: np.random.Generator, bits: int, share: Floats) -> Ints:
    mask = np.zeros(share.size, dtype=np.int64)
    for bit in range(bits):
        mask |= (dice.random(share.size) < share).astype(np.int64) << bit
    return mask


def _shares(weights: Floats) -> Floats:
    shares: Floats = weights / weights.sum()
    return shares
