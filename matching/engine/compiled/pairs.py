"""Looks for pairs that are worth more than they have to be: plain Python that numba compiles as it is.

A family looks language by language, best first, and in each place by place, nearest first, and stops where nothing
that is left can be worth enough. What a pair is worth: (points, tie), compared in that order. What it has to be worth:
what the family asks and the price of the helper, added component by component.

What runs most takes arrays one by one: each array taken out of a tuple costs two atomic counts in compiled code.
"""

import numpy as np
from numpy.typing import NDArray

from matching.engine.arrays import Bools, Ints
from matching.engine.compiled.people import (
    AT,
    BEST,
    BITS,
    CERTIFICATES,
    ENOUGH,
    FIRST,
    FORBIDDEN,
    FORBIDDEN_END,
    GENDER,
    GENDER_BITS,
    HI,
    KEY,
    KINDS,
    LANGUAGE,
    LEVEL,
    LO,
    METRES,
    MOST,
    NEAR,
    NEAR_END,
    ORGANISATION,
    ORGANISATION_BITS,
    ORIGIN,
    ORIGIN_BITS,
    ORIGIN_MASK,
    PLACE,
    POINTS,
    PRACTISE,
    TONGUES,
    TONGUES_END,
    TRAITS,
    TRAVEL,
    WISH,
    WORST,
    Question,
)
from matching.engine.compiled.ties import mix

FEW = 2**6  # lanes that are looked at one by one as quickly


def look_for_all(
    question: Question, order: Ints, start: int, end: int, asks: Ints, price: Ints, floors: Ints, low: Ints, kept: Ints
) -> int:
    """Look for the families order[start:end], each keeping its best pairs in the rows of `kept`; return the looks.

    asks, price  [families, 2], [helpers, 2]; floors [cells], low [words]: the least price in each
    kept         [families, few, 3]: pairs above their price, by how much (best first, points then tie), and `at`. It
                 must begin with (0, 0, -1). With few = 0 every such pair raises the price of its helper to its own
    """
    looks, sets = 0, np.zeros((3, 65, 2), dtype=np.int64)
    for i in range(start, end):
        looks += look_for_one(question, order[i], asks, price, floors, low, kept, sets)
    return looks


def look_for_one(
    question: Question, family: int, asks: Ints, price: Ints, floors: Ints, low: Ints, kept: Ints, sets: Ints
) -> int:
    """Look for one family."""
    families, helpers, keys, mixed, tongues, near, allowed, forbidden, entries, cells, words, slices = question[:12]
    bits, homes, levels, talk, lost, strange, step, shift = question[12:]
    places, looks, last = homes.size - 1, 0, kept.shape[1] - 1
    most, least = families[family, MOST], asks[family, HI]
    for tongue in range(families[family, TONGUES], families[family, TONGUES_END]):
        language, level = tongues[tongue, LANGUAGE], tongues[tongue, LEVEL]
        for there in range(families[family, NEAR], families[family, NEAR_END]):
            bound = talk[level] + near[there, POINTS] + most
            wanted = least + (kept[family, last, HI] if last >= 0 else 0)
            if bound < wanted:
                break
            cell = language * places + near[there, PLACE]
            if cells[cell] < cells[cell + 1] and bound >= wanted + floors[cell]:
                looks += look_in_one_place(
                    families, helpers, keys, mixed, tongues, near, allowed, forbidden, entries, words, slices, bits,
                    levels, talk, lost, strange, step, shift, asks, price, low, kept, sets,
                    family, tongue, there, cells[cell], cells[cell + 1],
                )  # fmt: skip
    return looks


def look_in_one_place(
    families: Ints, helpers: Ints, keys: NDArray[np.uint64], mixed: NDArray[np.uint64], tongues: Ints, near: Ints,
    allowed: Bools, forbidden: Ints, entries: Ints, words: Ints, slices: Ints, bits: Ints, levels: NDArray[np.int8],
    talk: Ints, lost: Ints, strange: Ints, step: int, shift: np.uint64, asks: Ints, price: Ints, low: Ints, kept: Ints,
    sets: Ints, family: int, tongue: int, there: int, start: int, end: int,
) -> int:  # fmt: skip
    """Look at those who speak one language in one place, words[start:end]; return at how many."""
    looks, last, mine, most = 0, kept.shape[1] - 1, tongues[tongue, LEVEL], families[family, MOST]
    for word in range(start, end):
        bound = most + near[there, POINTS] + talk[min(mine, words[word, BEST])]
        left = bound - asks[family, HI] - low[word] - (kept[family, last, HI] if last >= 0 else 0)
        if left < 0:
            continue
        first = words[word, FIRST]
        looks += words[word + 1, FIRST] - first
        alive = (1 << (words[word + 1, FIRST] - first)) - 1
        if left < families[family, WORST] and alive > FEW:
            alive = sift(families, slices, bits, lost, sets, family, word, alive, left)
        while alive:
            lane = alive & -alive
            alive ^= lane
            look_at_one(
                families, helpers, keys, mixed, tongues, near, allowed, forbidden, levels, talk, lost, strange, step,
                shift, asks, price, kept, family, tongue, there, entries[first + count_bits(lane - 1)],
            )  # fmt: skip
    return looks


def look_at_one(
    families: Ints, helpers: Ints, keys: NDArray[np.uint64], mixed: NDArray[np.uint64], tongues: Ints, near: Ints,
    allowed: Bools, forbidden: Ints, levels: NDArray[np.int8], talk: Ints, lost: Ints, strange: Ints, step: int,
    shift: np.uint64, asks: Ints, price: Ints, kept: Ints, family: int, tongue: int, there: int, entry: int,
) -> None:  # fmt: skip
    """Take one helper if the pair is possible and worth enough."""
    at, level, last = entry >> 3, min(tongues[tongue, LEVEL], entry & 7), kept.shape[1] - 1
    worst, worst_tie = (kept[family, last, HI], kept[family, last, LO]) if last >= 0 else (0, 0)
    wanted = asks[family, HI] + worst + price[at, HI] - talk[level] - near[there, POINTS]
    soft = soft_points(families, helpers, lost, strange, family, at, wanted)
    if soft < wanted:
        return
    tie = np.int64(mix(mixed[family] + keys[at, KEY]) >> shift) + 1 - asks[family, LO] - price[at, LO]
    if (soft > wanted or tie > worst_tie) and is_possible(
        families, helpers, tongues, near, allowed, forbidden, levels, family, tongue, there, at, level, step
    ):
        take(price, kept, family, at, soft - wanted + worst, tie)


def sift(
    families: Ints, slices: Ints, bits: Ints, lost: Ints, sets: Ints, family: int, word: int, alive: int, left: int
) -> int:
    """Return which lanes do not lose more than `left` by overlaps, all lanes at once.

    sets  room for [2, LANES, 2], and after that for [1, 65, 2]: lanes that lost as much as each other

    Kind by kind each set is split by how many bits are common. Sets are disjoint and none is empty, so there are never
    more than LANES.
    """
    many, now = 1, 0
    sets[0, 0, 0], sets[0, 0, 1] = alive, 0
    for kind in range(KINDS):
        enough = families[family, ENOUGH + kind]
        if enough == 0:
            continue
        count_lanes(
            slices, bits, sets, word, alive, enough, families[family, BITS + kind], families[family, BITS + kind + 1]
        )
        untold, after = alive & ~slices[word, kind], 0
        for i in range(many):
            lanes, gone = sets[now, i, 0], sets[now, i, 1]
            if lanes & untold and gone + lost[kind, enough, 64] <= left:
                sets[1 - now, after, 0], sets[1 - now, after, 1] = lanes & untold, gone + lost[kind, enough, 64]
                after += 1
            common, lanes = enough, lanes & ~untold
            while lanes and common >= 0 and gone + lost[kind, enough, common] <= left:
                if lanes & sets[2, common, 0]:
                    sets[1 - now, after, 0] = lanes & sets[2, common, 0]
                    sets[1 - now, after, 1] = gone + lost[kind, enough, common]
                    after += 1
                common -= 1
        many, now = after, 1 - now
    alive = 0
    for i in range(many):
        alive |= sets[now, i, 0]
    return alive


def count_lanes(slices: Ints, bits: Ints, sets: Ints, word: int, alive: int, enough: int, start: int, end: int) -> None:
    """Set sets[2, c, 0] to the lanes that have c of the bits[start:end], for c up to `enough`, which means or more."""
    sets[2, 0, 0] = alive
    for common in range(1, enough + 1):
        sets[2, common, 0] = 0
    for i in range(start, end):
        has = slices[word, bits[i]]
        sets[2, enough, 0] |= sets[2, enough - 1, 0] & has
        for common in range(enough - 1, 0, -1):
            sets[2, common, 0] = (sets[2, common, 0] & ~has) | (sets[2, common - 1, 0] & has)
        sets[2, 0, 0] &= ~has


def is_possible(
    families: Ints, helpers: Ints, tongues: Ints, near: Ints, allowed: Bools, forbidden: Ints,
    levels: NDArray[np.int8], family: int, tongue: int, there: int, at: int, level: int, step: int,
) -> bool:  # fmt: skip
    """Return whether the pair keeps all rules, and this is the language in which they talk best."""
    if not may_meet(families, helpers, allowed, family, at, near[there, METRES]):
        return False
    spoken = step - 1 if level == PRACTISE else level
    if is_elsewhere(families, levels, tongues, family, tongue, at, spoken):
        return False
    return not is_forbidden(families, forbidden, family, at)


def soft_points(families: Ints, helpers: Ints, lost: Ints, strange: Ints, family: int, at: int, wanted: int) -> int:
    """Return the points by overlaps and origin; once they cannot be `wanted`, some number below that."""
    left = families[family, MOST]
    for kind in range(KINDS):
        if left < wanted:
            return int(left)
        asked, offered = families[family, kind], helpers[at, kind]
        common = count_bits(asked & offered) if asked and offered else 64
        left -= lost[kind, families[family, ENOUGH + kind], common]
    here, there = families[family, ORIGIN], helpers[at, TRAITS] >> ORIGIN_BITS & ORIGIN_MASK
    if here:
        left -= strange[1] if not there else strange[2] if here == there else strange[3]
    return int(left)


def count_bits(mask: int) -> int:
    """Return how many bits of a number in 0 … 2^62 are set (Warren, Hacker's Delight, 2012, §5-1)."""
    mask = mask - (mask >> 1 & 0x5555555555555555)
    mask = (mask & 0x3333333333333333) + (mask >> 2 & 0x3333333333333333)
    mask = mask + (mask >> 4) & 0x0F0F0F0F0F0F0F0F
    mask = mask + (mask >> 8)
    mask = mask + (mask >> 16)
    return mask + (mask >> 32) & 127


def may_meet(families: Ints, helpers: Ints, allowed: Bools, family: int, at: int, metres: int) -> bool:
    """Return whether the pair keeps the hard rules but for language and what is forbidden."""
    if metres > helpers[at, TRAVEL] or not allowed[families[family, ORGANISATION], organisation(helpers, at)]:
        return False
    return wishes_hold(families, helpers, family, at) and certified(families, helpers, family, at)


def organisation(helpers: Ints, at: int) -> int:
    """Return the number of a helper's organisation."""
    return int(helpers[at, TRAITS] >> ORGANISATION_BITS)


def wishes_hold(families: Ints, helpers: Ints, family: int, at: int) -> bool:
    """Return whether each wish about the contact's gender holds."""
    gender, wish = helpers[at, TRAITS] >> GENDER_BITS & 3, helpers[at, TRAITS] & 3
    if wish and wish != families[family, GENDER]:
        return False
    return not families[family, WISH] or bool(families[family, WISH] == gender)


def certified(families: Ints, helpers: Ints, family: int, at: int) -> bool:
    """Return whether the helper has every certificate that the family needs."""
    return bool(families[family, CERTIFICATES] & ~helpers[at, CERTIFICATES] == 0)


def is_elsewhere(
    families: Ints, levels: NDArray[np.int8], tongues: Ints, family: int, tongue: int, at: int, level: int
) -> bool:
    """Return whether the two share another language better than at `level`, or as well and it comes first."""
    for other in range(families[family, TONGUES], families[family, TONGUES_END]):
        language = tongues[other, LANGUAGE]
        if other == tongue or language == 0:
            continue
        shared = min(tongues[other, LEVEL], levels[at, language - 1])
        if shared > level or (shared == level and language < tongues[tongue, LANGUAGE]):
            return True
    return False


def is_forbidden(families: Ints, forbidden: Ints, family: int, at: int) -> bool:
    """Return whether this pair is ruled out."""
    row, end = families[family, FORBIDDEN], families[family, FORBIDDEN_END]
    while row < end and forbidden[row] != at:
        row += 1
    return bool(row < end)


def take(price: Ints, kept: Ints, family: int, at: int, hi: int, lo: int) -> None:
    """Keep a pair that is (hi, lo) above its price instead of the worst one; or raise the price by it."""
    if kept.shape[1] == 0:
        price[at, HI] += hi
        price[at, LO] += lo
        return
    to = kept.shape[1] - 1
    while to > 0 and (
        hi > kept[family, to - 1, HI] or (hi == kept[family, to - 1, HI] and lo > kept[family, to - 1, LO])
    ):
        kept[family, to, HI], kept[family, to, LO] = kept[family, to - 1, HI], kept[family, to - 1, LO]
        kept[family, to, AT] = kept[family, to - 1, AT]
        to -= 1
    kept[family, to, HI], kept[family, to, LO], kept[family, to, AT] = hi, lo, at
