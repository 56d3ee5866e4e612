"""Who speaks which language how well: one row of the database for each person, a matrix for the engine.

A level travels as the bits below it (3 = 0b111), six for each language and ten languages in a number: the best of
several levels is then what their bits make together, which the database does for us.
"""

from typing import Any, Final

import numpy as np
from django.contrib.postgres.aggregates import BitOr
from django.db.models import BigIntegerField, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable, CombinedExpression
from django.db.models.functions import Cast

from backend.people.vocabulary import LANGUAGES, CefrLevel
from matching.engine.arrays import Ints
from matching.engine.columns import Bytes
from matching.snapshot.binary import copied
from matching.snapshot.codes import rows_of

STEPS: Final = max(CefrLevel.values)
IN_ONE: Final = 10  # languages in a number: 60 of its 63 bits
PARTS: Final = -(-len(LANGUAGES) // IN_ONE)


def levels(keys: Ints, spoken: QuerySet[Any], speaker: str) -> Bytes:
    """Return int8[keys, languages]: the best level of the rows of `spoken` whose field `speaker` is that key.

    Rows of others are left out; keys ascend. One query.
    """
    parts = {f"part_{part}": (BitOr(_bits(part), filter=_in(part), default=0), np.int64) for part in range(PARTS)}
    by_speaker = spoken.values(speaker).order_by(speaker)
    told = copied(by_speaker, speaker=(speaker, np.int64), **parts)
    row, is_there = rows_of(keys, told["speaker"])
    level = np.zeros((keys.size, len(LANGUAGES)), dtype=np.int8)
    for place in range(len(LANGUAGES)):
        bits = told[f"part_{place // IN_ONE}"] >> STEPS * (place % IN_ONE) & 2**STEPS - 1
        level[row[is_there], place] = np.bitwise_count(bits[is_there])
    return level


def _bits(part: int) -> Combinable:
    one, left = Cast(Value(1), BigIntegerField()), Combinable.BITLEFTSHIFT
    level = CombinedExpression(one, left, F("level")) - 1
    return CombinedExpression(level, left, (F("place") - part * IN_ONE) * STEPS)


def _in(part: int) -> Q:
    return Q(place__gte=part * IN_ONE, place__lt=(part + 1) * IN_ONE)
