"""Made-up lands as columns of people: towns on a map, sizes by Zipf's law, languages, travel, as in life; no database."""

from typing import Final

import numpy as np

from matching.engine import FamilyColumns, HelperColumns
from matching.engine.arrays import Floats, Ints

SPOKEN: Final = 22
LATITUDE, LONGITUDE = (46.0, 50.5), (2.0, 10.0)  # about 500 by 600 km


def land(families: int, helpers: int, *, seed: int = 0) -> tuple[FamilyColumns, HelperColumns]:
    """Return the families and helpers of one land. The same arguments give the same people."""
    dice = np.random.default_rng(seed)
    towns = max(8, helpers // 400)
    places = np.c_[dice.uniform(*LATITUDE, towns), dice.uniform(*LONGITUDE, towns)]
    size = 1 / np.arange(1, towns + 1) ** 0.8
    ours = _people(dice, places, size * dice.lognormal(0, 0.4, towns), families)
    theirs = _people(dice, places, size, helpers)
    town = theirs.pop("municipality")
    assert town is not None
    return (
        FamilyColumns(
            **ours,
            priority=dice.integers(0, 12, families),
            needs=dice.integers(0, 2**12, families) & dice.integers(0, 2**12, families),
            wishes_same_origin=dice.random(families) < 0.2,
        ),
        HelperColumns(
            **theirs,
            travel_km=np.minimum(5 + dice.exponential(8, helpers), 40.0),
            capacity=dice.integers(1, 3, helpers),
            skills=dice.integers(0, 2**12, helpers) & dice.integers(0, 2**12, helpers),
        ),
    )


def _people(dice: np.random.Generator, places: Floats, size: Floats, number: int) -> dict[str, np.ndarray]:
    town = dice.choice(size.size, number, p=size / size.sum())
    speaks = 1 / np.arange(1, SPOKEN + 1)
    level = np.zeros((number, SPOKEN), dtype=np.int8)
    for _ in range(2):
        level[np.arange(number), dice.choice(SPOKEN, number, p=speaks / speaks.sum())] = dice.integers(2, 7, number)
    return {
        "key": np.arange(number, dtype=np.int64),
        "organisation": np.zeros(number, dtype=np.int64),
        "municipality": town.astype(np.int64),
        "latitude": places[town, 0],
        "longitude": places[town, 1],
        "level": level,
        "practises": dice.random(number) < 0.2,
        "gender": dice.integers(1, 3, number).astype(np.int8),
        "wished_gender": np.where(dice.random(number) < 0.1, dice.integers(1, 3, number), 0).astype(np.int8),
        "certificates": np.zeros(number, dtype=np.int64),
        "availability": dice.integers(1, 2**21, number) & dice.integers(1, 2**21, number),
        "interests": dice.integers(0, 2**12, number) & dice.integers(0, 2**12, number),
        "household": dice.integers(0, 32, number) & dice.integers(0, 32, number),
        "origin": dice.integers(0, 30, number).astype(np.int16),
    }


def towns_of_a_continent(
    towns: int, helpers: int, families: int, *, seed: int = 0
) -> tuple[Floats, Floats, Ints, Ints]:
    """Return latitude, longitude, and how many helpers and families live in each town of a continent."""
    dice = np.random.default_rng(seed)
    size = 1 / np.arange(1, towns + 1) ** 0.8
    size = np.minimum(size / size.sum(), 0.001)  # a metropolis is several municipalities
    people = size * dice.lognormal(0, 0.4, towns)
    return (
        dice.uniform(37.0, 60.0, towns),
        dice.uniform(-9.0, 30.0, towns),
        dice.multinomial(helpers, size / size.sum()),
        dice.multinomial(families, people / people.sum()),
    )
