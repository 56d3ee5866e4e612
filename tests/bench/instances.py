"""Made-up programmes for the benchmarks: towns by Zipf's law on a map, 22 languages, pairs of the near and of few words.

Families and helpers live in the same towns but not in the same proportion, and speak the same languages but not as
often, so some corners have helpers to spare and others none, as in life. The same arguments give the same instance.
"""

from typing import Final, NamedTuple

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.objective import class_step

LANGUAGES: Final = 22
CLASSES: Final = 3
MAP_KM: Final = (600, 500)


class Instance(NamedTuple):
    """Arguments of a solver; `weight` = rank · step + fit in 1/10,000."""

    family: Ints
    helper: Ints
    fit: Ints
    rank: Ints
    weight: Ints
    capacity: Ints


def instance(families: int, helpers: int, per_family: int, *, most_places: int = 2, seed: int = 0) -> Instance:
    """Return an instance with up to `per_family` pairs for each family."""
    dice = np.random.default_rng(seed)
    towns = max(8, families // 150)
    x, y = dice.integers(0, MAP_KM[0] // 10, towns), dice.integers(0, MAP_KM[1] // 10, towns)
    cell = _interleave(x, y)
    size = 1 / np.arange(1, towns + 1) ** 0.9
    of_family = _towns(dice, size * dice.lognormal(0, 0.5, towns), families)
    of_helper = _towns(dice, size, helpers)
    speaks = _towns(dice, 1 / np.arange(1, LANGUAGES + 1), families)
    who = np.concatenate([np.arange(helpers), np.flatnonzero(dice.random(helpers) < 0.6)])
    words = _towns(dice, 1 / np.arange(1, LANGUAGES + 1) ** 0.7, who.size)
    order = np.argsort(words * 2**20 + cell[of_helper[who]], kind="stable")
    who, words, at = who[order], words[order], cell[of_helper[who]][order]
    place = np.searchsorted(words * 2**20 + at, speaks * 2**20 + cell[of_family])
    first, last = np.searchsorted(words, speaks), np.searchsorted(words, speaks, side="right") - 1
    asked = 3 * per_family
    away = np.rint(dice.laplace(0, 3.0 * per_family, (families, asked))).astype(np.int64)
    rows = np.clip(place[:, None] + away, first[:, None], np.maximum(first, last)[:, None])
    pairs = np.unique((np.arange(families)[:, None] * helpers + who[np.minimum(rows, who.size - 1)]).ravel())
    family, helper = pairs // helpers, pairs % helpers
    near = np.abs(cell[of_family[family]] - cell[of_helper[helper]])
    liked = dice.integers(0, 3001, helpers)[helper]  # many skills, much time: good for everybody
    fit = np.rint(2500 * np.exp2(-near / 200) + liked + dice.integers(0, 4501, pairs.size)).astype(np.int64)
    best = np.lexsort((-fit, family))
    turn = np.arange(pairs.size) - np.searchsorted(family, np.arange(families))[family[best]]
    few = np.sort(best[turn < per_family])
    family, helper, fit = family[few], helper[few], fit[few]
    rank = dice.choice(np.arange(1, CLASSES + 1), families, p=[0.5, 0.3, 0.2])
    capacity = dice.integers(1, most_places + 1, helpers)
    weight = rank[family] * class_step(fit, capacity, families) + fit
    return Instance(family, helper, fit, rank, weight, capacity)


def _towns(dice: np.random.Generator, share: np.ndarray, number: int) -> Ints:
    return dice.choice(share.size, number, p=share / share.sum())


def _interleave(x: Ints, y: Ints) -> Ints:
    """Return places on a curve that keeps near cells together (Morton order)."""
    code = np.zeros(x.size, dtype=np.int64)
    for bit in range(6):
        code |= (x >> bit & 1) << (2 * bit) | (y >> bit & 1) << (2 * bit + 1)
    return code
