"""Words of the domain as the engine's numbers, said to the database; and whose row something belongs to."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import Length, Ord, Substr
from django.db.models.lookups import Exact

from backend.people.vocabulary import Gender, GenderWish
from matching.engine.arrays import Bools, Ints

GENDER: Final[Mapping[str, int]] = {Gender.FEMALE: 1, Gender.MALE: 2, Gender.OTHER: 3}
WISH: Final[Mapping[str, int]] = {GenderWish.ANY: 0, GenderWish.FEMALE: 1, GenderWish.MALE: 2}
STATELESS: Final = "XX"


def coded(field: str, numbers: Mapping[str, int]) -> Case:
    """Return the number of the word in `field`; 0 for any other."""
    known = [When(**{field: word}, then=Value(number)) for word, number in numbers.items()]
    return Case(*known, default=Value(0), output_field=IntegerField())


def origin(field: str) -> Case:
    """Return a number for the ISO 3166-1 alpha-2 code in `field`; -1 for unknown and for stateless."""
    is_country = Q(Exact(Length(field), 2), ~Q(**{field: STATELESS}))
    letters = (Ord(field) - ord("A")) * 26 + Ord(Substr(field, 2, 1)) - ord("A")
    return Case(When(is_country, then=letters), default=Value(-1), output_field=IntegerField())


def rows_of(keys: Ints, wanted: Ints) -> tuple[Ints, Bools]:
    """Return the row of each wanted key, and whether it is there at all; keys ascend."""
    row = np.searchsorted(keys, wanted)
    is_there = row < keys.size
    is_there[is_there] = keys[row[is_there]] == wanted[is_there]
    return row, is_there
