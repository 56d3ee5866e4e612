"""Made-up programmes for the benchmarks, as uneven as life: who lives where, who speaks what, and who is wished for.

What was chosen, before any solver was looked at, and why:

* A map of 500 km² per town and 50 families per town, so that the density stays the same at every size; 30,000 families
  live on 600 × 500 km. Towns have sizes by Zipf's law. Families live where there was housing and helpers where people
  live, so the two are spread differently over the same towns (lognormal, 1 and 0.5).
* 22 languages by Zipf's law on both sides, but not in the same order: what many families speak few helpers do. Speakers
  live together (lognormal 1 per language and town, half of it shared by both sides). Two in five have a second language;
  three in ten opt for "we practise together", as language 22, which is worth little.
* A pair is possible within the helper's 10 to 60 km, in one language, with a shared half-day, where the wish about
  gender and the check for children hold. So some families have hundreds of possible helpers, and some none.
* Fit adds up from language 0.35, distance 0.25, needs 0.25, shared time 0.075 and household 0.075. A few helpers have
  many skills and much time, and everybody wishes for them.
* Of more possible pairs than `per_family`, an even sample of a few times as many is drawn, and the best are kept.

Where places are scarce, greedy then serves 11 % fewer families than can be served (30,000 × 20,000 × 24 × 1), because
who has many possible helpers takes those who are the only ones for somebody else; the notes on a spike with another
generator had 15 %. The same arguments give the same instance. 100,000 × 1,000,000 × 20 takes 8 s and 1 GB.
"""

from typing import Final, NamedTuple

import numpy as np

from matching.engine.arrays import Bools, Floats, Ints, rows_of
from matching.engine.objective import class_step, tie_break

LANGUAGES: Final = 22
PRACTISE: Final = LANGUAGES  # after the real ones
CLASSES: Final = 3
TOWN_KM2: Final = 500
FAMILIES_PER_TOWN: Final = 50
TRAVEL_KM: Final = (10, 20, 35, 60)
DRAWN: Final = 8  # times as many as are kept, in each language: about one in three is possible
BLOCK: Final = 30_000  # words of families looked at together
LANGUAGE_POINTS: Final = np.array([3500, 2800, 2000, 600])
NEEDS: Final = 12
HALF_DAYS: Final = 21


class Instance(NamedTuple):
    """Arguments of a solver; `weight` = rank · step + fit in 1/10,000, `tie` as in `assign`."""

    family: Ints
    helper: Ints
    fit: Ints
    rank: Ints
    weight: Ints
    tie: Ints
    capacity: Ints


class Where(NamedTuple):
    """Town of each family and helper, int64; of each town, its place in km, float64[towns, 2]."""

    family: Ints
    helper: Ints
    town: Floats


class People(NamedTuple):
    """One side. town, needs (or skills), time, home  int64[people]; picky, vetted  bool[people].

    words  int64[entries, 3]: person, language, level 0 … 2 (the lower, the better)
    """

    town: Ints
    needs: Ints
    time: Ints
    home: Ints
    picky: Bools
    woman: Bools
    vetted: Bools
    travel: Ints
    words: Ints


class Postings(NamedTuple):
    """Who speaks what, by language, then town: person, level  int64[entries]; start  int64[languages · towns + 1]."""

    person: Ints
    level: Ints
    start: Ints


class Map(NamedTuple):
    """Towns on a plane, in km; near[start[t] …] are the towns within the longest travel of t."""

    x: Floats
    y: Floats
    start: Ints
    near: Ints


def instance(families: int, helpers: int, per_family: int, *, most_places: int = 2, seed: int = 0) -> Instance:
    """Return an instance with up to `per_family` pairs for each family."""
    dice = np.random.default_rng(seed)
    one_side, other_side, land = _programme(dice, families, helpers)
    posting = _postings(other_side, land.x.size)
    blocks = []
    for start in range(0, one_side.words.shape[0], BLOCK):
        words = one_side.words[start : start + BLOCK]
        drawn = _drawn(dice, words, one_side.town, posting, land, DRAWN * per_family)
        blocks.append(_best_few(*_possible(one_side, other_side, land, *drawn), per_family))
    family, helper, fit = (np.concatenate([block[part] for block in blocks]) for part in range(3))
    family, helper, fit = _best_few(family, helper, fit, per_family)
    rank = dice.choice(np.arange(1, CLASSES + 1), families, p=[0.5, 0.3, 0.2])
    capacity = dice.integers(1, most_places + 1, helpers)
    weight = rank[family] * class_step(fit, capacity, families) + fit
    return Instance(family, helper, fit, rank, weight, tie_break(family, helper, 40), capacity)


def where(families: int, helpers: int, *, seed: int = 0) -> Where:
    """Return where the people of `instance` with these arguments live."""
    one_side, other_side, land = _programme(np.random.default_rng(seed), families, helpers)
    return Where(one_side.town, other_side.town, np.stack([land.x, land.y], axis=1))


def _programme(dice: np.random.Generator, families: int, helpers: int) -> tuple[People, People, Map]:
    towns = max(4, families // FAMILIES_PER_TOWN)
    land = _map(dice, towns)
    size = 1 / np.arange(1, towns + 1)
    shared = dice.normal(0, 1, (towns, LANGUAGES))
    common = 1 / np.arange(1, LANGUAGES + 1)
    spoken = common[np.argsort(np.arange(LANGUAGES) * 7 % LANGUAGES)]
    here = np.exp(shared) * common
    there = np.exp((shared + dice.normal(0, 1, shared.shape)) / 2**0.5) * spoken
    one_side = _people(dice, size * dice.lognormal(0, 1, towns), here, families, wide=False)
    other_side = _people(dice, size * dice.lognormal(0, 0.5, towns), there, helpers, wide=True)
    return one_side, other_side, land


def _map(dice: np.random.Generator, towns: int) -> Map:
    side = (towns * TOWN_KM2) ** 0.5
    x, y = dice.random(towns) * side * 1.1, dice.random(towns) * side / 1.1
    start, near = [0], []
    for town in range(towns):
        km = np.hypot(x - x[town], y - y[town])
        within = np.flatnonzero(km <= TRAVEL_KM[-1])
        near.append(within)
        start.append(start[-1] + within.size)
    return Map(x, y, np.array(start), np.concatenate(near))


def _people(dice: np.random.Generator, share: Floats, spoken: Floats, number: int, *, wide: bool) -> People:
    town = dice.choice(share.size, number, p=share / share.sum())
    first, second = _words(dice, spoken, town), _words(dice, spoken, town)
    every, level = np.arange(number), dice.integers(0, 3, number)
    more = np.flatnonzero((dice.random(number) < 0.4) & (first != second))
    practise = np.flatnonzero(dice.random(number) < 0.3)
    words = [
        np.stack([every, first, level * wide], axis=1),
        np.stack([more, second[more], level[more]], axis=1),
        np.stack([practise, np.full_like(practise, PRACTISE), np.full_like(practise, 3)], axis=1),
    ]
    breadth = dice.lognormal(-1.5, 0.6, number) if wide else np.full(number, 0.2)
    return People(
        town=town,
        needs=_mask(dice, NEEDS, breadth),
        time=_mask(dice, HALF_DAYS, np.full(number, 0.15) + wide * breadth / 2),
        home=_mask(dice, 4, np.full(number, 0.4)),
        picky=dice.random(number) < (0.05 if wide else 0.15),
        woman=dice.random(number) < 0.6,
        vetted=dice.random(number) < (0.7 if wide else 0.6),
        travel=dice.choice(TRAVEL_KM, number, p=[0.4, 0.3, 0.2, 0.1]),
        words=np.concatenate(words),
    )


def _words(dice: np.random.Generator, spoken: Floats, town: Ints) -> Ints:
    """Return a language for each person, by what is spoken in its town."""
    up_to = np.cumsum(spoken, axis=1)
    up_to /= up_to[:, -1:]
    return np.searchsorted((up_to + np.arange(spoken.shape[0])[:, None]).ravel(), town + dice.random(town.size)) - (
        town * LANGUAGES
    )


def _mask(dice: np.random.Generator, bits: int, share: Floats) -> Ints:
    mask = np.zeros(share.size, dtype=np.int64)
    for bit in range(bits):
        mask |= (dice.random(share.size) < share).astype(np.int64) << bit
    return mask


def _postings(people: People, towns: int) -> Postings:
    person, language, level = people.words.T
    order = np.lexsort((people.town[person], language))
    key = (language * towns + people.town[person])[order]
    start = np.searchsorted(key, np.arange((LANGUAGES + 1) * towns + 1))
    return Postings(person[order], level[order], start)


def _drawn(
    dice: np.random.Generator, words: Ints, town: Ints, posting: Postings, land: Map, asked: int
) -> tuple[Ints, Ints, Ints]:
    """Return family, helper and language step of up to `asked` pairs per word of a family, all within 60 km."""
    towns = land.x.size
    who, tongue, step = words.T
    cell, of_cell = np.unique(tongue * towns + town[who], return_inverse=True)
    home = cell % towns
    counts = land.start[home + 1] - land.start[home]
    near = land.near[rows_of(home, land.start)]
    group = np.repeat(cell // towns, counts) * towns + near
    up_to = np.concatenate([[0], np.cumsum(posting.start[group + 1] - posting.start[group])])
    ends = np.cumsum(counts)
    first = up_to[ends - counts]
    many = (up_to[ends] - first)[of_cell]
    take = np.minimum(many, asked)
    row = np.repeat(np.arange(who.size), take)
    turn = np.arange(row.size) - np.repeat(np.cumsum(take) - take, take)
    stride = (many / np.maximum(take, 1))[row]
    place = first[of_cell[row]] + ((turn + dice.random(row.size)) * stride).astype(np.int64)
    found = np.searchsorted(up_to, place, side="right") - 1
    entry = posting.start[group[found]] + place - up_to[found]
    return who[row], posting.person[entry], np.maximum(step[row], posting.level[entry])


def _possible(
    one_side: People, other_side: People, land: Map, family: Ints, helper: Ints, step: Ints
) -> tuple[Ints, Ints, Ints]:
    """Return those of the pairs that are possible, and their fit in 1/10,000."""
    here, there = one_side.town[family], other_side.town[helper]
    km = np.hypot(land.x[here] - land.x[there], land.y[here] - land.y[there])
    hours = _bits(one_side.time[family] & other_side.time[helper])
    allowed = (km <= other_side.travel[helper]) & (hours > 0)
    allowed &= one_side.vetted[family] <= other_side.vetted[helper]
    picky = one_side.picky[family] | other_side.picky[helper]
    allowed &= picky <= (one_side.woman[family] == other_side.woman[helper])
    asked = one_side.needs[family]
    helped = _bits(asked & other_side.needs[helper]) / np.maximum(_bits(asked), 1)
    fit = LANGUAGE_POINTS[step] + 2500 * (1 - km / TRAVEL_KM[-1]) + 2500 * helped
    fit += 750 * np.minimum(hours, 4) / 4 + 750 * _bits(one_side.home[family] & other_side.home[helper]) / 4
    rows = np.flatnonzero(allowed)
    return family[rows], helper[rows], np.rint(fit[rows]).astype(np.int64)


def _best_few(family: Ints, helper: Ints, fit: Ints, most: int) -> tuple[Ints, Ints, Ints]:
    """Return the best `most` pairs of each family, each pair once, by family, then helper."""
    by_pair = np.lexsort((-fit, helper, family))
    again = (np.diff(family[by_pair]) == 0) & (np.diff(helper[by_pair]) == 0)
    once = by_pair[np.concatenate([[True], ~again])[: by_pair.size]]
    best = once[np.lexsort((-fit[once], family[once]))]
    turn = np.arange(best.size) - np.searchsorted(family[best], family[best])
    few = best[turn < most]
    few = few[np.lexsort((helper[few], family[few]))]
    return family[few], helper[few], fit[few]


def _bits(mask: Ints) -> Ints:
    return np.bitwise_count(mask).astype(np.int64)
