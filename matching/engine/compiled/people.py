"""What the compiled search for pairs knows of people: one narrow row each, whole numbers only.

Helpers are in order of place, so that those of one place are together; `at` is always a position in that order.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.arrays import Bools, Ints

# Columns of `families` and of `helpers`: masks by kind of overlap, in the order of `lost`, and certificates.
KINDS: Final = 4
CERTIFICATES: Final = 4
# Columns of `families` alone. ENOUGH … by kind: how many common bits are enough, 0 if it told none. ORIGIN + 1 where it
# is wished and known, else 0. MOST: the most points by overlaps and origin; WORST: the most that overlaps can lose.
# The rest are rows, first and after last: BITS … by kind.
ENOUGH: Final = 5
GENDER, WISH, ORGANISATION, ORIGIN, MOST, WORST = range(9, 15)
TONGUES, TONGUES_END, NEAR, NEAR_END, FORBIDDEN, FORBIDDEN_END = range(15, 21)
BITS: Final = 21
FAMILY: Final = BITS + KINDS + 1
# Columns of `helpers` alone, 64 bytes in all. TRAVEL in metres. TRAITS, from the highest bits: organisation,
# origin + 1, whether it practises, gender, wish.
TRAVEL, TRAITS, KEY = 5, 6, 7
HELPER: Final = 8
ORGANISATION_BITS, ORIGIN_BITS, ORIGIN_MASK, PRACTISES_BITS, GENDER_BITS = 21, 5, 2**16 - 1, 4, 2
LANES: Final = 62  # helpers side by side in one number
# Columns of `tongues`, of `near` and of `words`; cells of a price, an ask and a kept pair.
LANGUAGE, LEVEL = 0, 1
PLACE, METRES, POINTS = 0, 1, 2
FIRST, BEST = 0, 1
HI, LO, AT = 0, 1, 2
# "We practise together" is language 0, at a level above all others; a real language has the number of its column + 1.
PRACTISE: Final = 7


class Question(NamedTuple):
    """All arrays are int64 and C-contiguous where nothing else is said.

    families   [families, FAMILY], helpers [helpers, HELPER], keys: the same helpers as uint64
    mixed      uint64[families]: half of the tie-break
    tongues    [spoken, 2]: languages of a family at conversation level, the best points first; then level
    near       [neighbours, 3]: places with helpers in reach of a family's place, nearest first; metres; points
    allowed    bool[families' organisations, helpers' organisations]
    forbidden  helpers `at` …, by family
    entries    helpers by language, place, level, skills, the best first: at · 8 + level
    cells      [(languages + 1) · places + 1]: where the words of language · places + place start
    words      [words + 1, 2]: up to LANES entries of one cell: the first; the best level
    slices     [words, KINDS + bits]: lane by lane whether the helper told a kind, and then whether it has a bit
    bits       columns of `slices` that a family asks for, by family, then kind
    homes      [places + 1]: where the helpers of a place start
    levels     int8[helpers, languages]
    talk       [8]: points by level; lost [KINDS, 64, 65]: points lost by enough and common bits, 64: a side told none
    strange    [4]: points lost by origin: not wished, helper did not tell, same, other
    step       the conversation level; shift: what leaves the wanted bits of a tie
    """

    families: Ints
    helpers: Ints
    keys: NDArray[np.uint64]
    mixed: NDArray[np.uint64]
    tongues: Ints
    near: Ints
    allowed: Bools
    forbidden: Ints
    entries: Ints
    cells: Ints
    words: Ints
    slices: Ints
    bits: Ints
    homes: Ints
    levels: NDArray[np.int8]
    talk: Ints
    lost: Ints
    strange: Ints
    step: int
    shift: np.uint64


def nobody() -> Question:
    """Return a question about nobody, with arrays of the kinds that all have."""
    none, rows = np.zeros(0, dtype=np.int64), np.zeros((0, HELPER), dtype=np.int64)
    return Question(
        families=np.zeros((0, FAMILY), dtype=np.int64),
        helpers=rows,
        keys=rows.view(np.uint64),
        mixed=none.view(np.uint64),
        tongues=np.zeros((0, 2), dtype=np.int64),
        near=np.zeros((0, 3), dtype=np.int64),
        allowed=np.zeros((0, 0), dtype=np.bool_),
        forbidden=none,
        entries=none,
        cells=np.zeros(1, dtype=np.int64),
        words=np.zeros((1, 2), dtype=np.int64),
        slices=np.zeros((0, KINDS), dtype=np.int64),
        bits=none,
        homes=np.zeros(1, dtype=np.int64),
        levels=np.zeros((0, 0), dtype=np.int8),
        talk=np.zeros(8, dtype=np.int64),
        lost=np.zeros((KINDS, 64, 65), dtype=np.int64),
        strange=np.zeros(4, dtype=np.int64),
        step=1,
        shift=np.uint64(24),
    )
