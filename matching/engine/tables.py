"""Points per criterion as small tables of whole numbers, made once, so that whoever looks a pair up cannot round anew."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.columns import FamilyColumns
from matching.engine.compiled.people import PRACTISE
from matching.engine.language import PRACTISE as PRACTISE_TOGETHER
from matching.engine.language import TALK_BY_STEP
from matching.engine.overlap import NEUTRAL, OVERLAPS, share
from matching.engine.weights import whole_points

MOST_BITS: Final = 64  # of a mask; as a number of common bits: a side told none


class Tables(NamedTuple):
    """talk     int64[8]: points by the step of the language shared best; the last: for who only practises together
    lost     int64[kinds, 64, 65]: points lost by overlap, by how many bits are enough and how many are common
    strange  int64[4]: points lost by origin: not wished, helper did not tell, same, other
    most     int64[kinds, 64]: the most points by overlap, by how many bits are enough
    origin   int64[2]: the most points by origin: not wished, wished
    """

    talk: Ints
    lost: Ints
    strange: Ints
    most: Ints
    origin: Ints


def tables(weights: Mapping[str, int]) -> Tables:
    """Return the tables for whole weights, as `weights.weight_points` gives them. They agree with `fit.points`."""
    of_step = np.append(TALK_BY_STEP, PRACTISE_TOGETHER)
    assert of_step.size == PRACTISE + 1
    lost = np.zeros((len(OVERLAPS), MOST_BITS, MOST_BITS + 1), dtype=np.int64)
    most = np.zeros((len(OVERLAPS), MOST_BITS), dtype=np.int64)
    enough, common = np.arange(1, MOST_BITS)[:, None], np.arange(MOST_BITS)
    for kind, name in enumerate(OVERLAPS):
        weight = weights[name]
        full, neutral = whole_points(weight, np.array([1.0, NEUTRAL])).tolist()
        most[kind, 0], most[kind, 1:] = neutral, full
        lost[kind, 1:, :MOST_BITS] = full - whole_points(weight, share(common, enough))
        lost[kind, 1:, MOST_BITS] = full - neutral
    same, unknown, other = whole_points(weights["origin"], np.array([1.0, NEUTRAL, 0.0])).tolist()
    return Tables(
        talk=whole_points(weights["language"], of_step),
        lost=lost,
        strange=np.array([0, same - unknown, 0, same - other]),
        most=most,
        origin=np.array([unknown, same]),
    )


def enough_bits(families: FamilyColumns) -> Ints:
    """Return int64[families, kinds]: how many common bits are enough by each kind of overlap, 0 if it told none."""
    columns = [getattr(families, kind.of_family) for kind in OVERLAPS.values()]
    enough = [
        np.where(column == 0, 0, np.clip(np.bitwise_count(column), 1, kind.enough))
        for column, kind in zip(columns, OVERLAPS.values(), strict=True)
    ]
    return np.stack(enough, axis=1).astype(np.int64)
