"""Scores one pair at a time in plain Python over objects, as a programme does that keeps people in rows: the peer.

The same rules and points as the engine's; no numpy, no index. What is looked up is prepared, so that it is not slower
than it has to be.
"""

from collections.abc import Sequence
from math import asin, cos, exp2, radians, sin, sqrt
from typing import Final, NamedTuple

from matching.engine import FamilyColumns, HelperColumns
from matching.engine.language import PRACTISE, TALK_BY_STEP
from matching.engine.nearness import EARTH_KM, HALF_KM
from matching.engine.objective import ranks
from matching.engine.overlap import NEUTRAL, OVERLAPS
from matching.engine.weights import weight_points

STEP: Final = 3


class Person(NamedTuple):
    """A family or a helper; what only the other has is 0."""

    place: tuple[float, float]
    organisation: int
    level: list[int]
    practises: bool
    gender: int
    wish: int
    certificates: int
    masks: list[int]
    origin: int
    rank: int
    wishes_same_origin: bool | int
    travel_km: float
    capacity: int


class Scorer:
    """All people as objects, and the weights."""

    def __init__(self, families: FamilyColumns, helpers: HelperColumns) -> None:
        self._weights = weight_points({})
        self._enough = [kind.enough for kind in OVERLAPS.values()]
        self._talk = TALK_BY_STEP.tolist()
        none, no = [0] * families.key.size, [0] * helpers.key.size
        asked = [kind.of_family for kind in OVERLAPS.values()]
        offered = [kind.of_helper for kind in OVERLAPS.values()]
        self.families = _people(
            families, asked, ranks(families.priority).tolist(), families.wishes_same_origin.tolist(), none, none
        )
        self.helpers = _people(helpers, offered, no, no, helpers.travel_km.tolist(), helpers.capacity.tolist())

    def score(self, family: Person, helper: Person) -> int | None:
        """Return the points of a pair, or None if it is impossible."""
        km = _km(family.place, helper.place)
        best = max(map(min, family.level, helper.level))
        talks = best >= STEP or (family.practises and helper.practises)
        wished = family.wish in (0, helper.gender) and helper.wish in (0, family.gender)
        if family.organisation != helper.organisation or km > helper.travel_km or not (talks and wished):
            return None
        if family.certificates & ~helper.certificates:
            return None
        points = self._points("language", self._talk[best] if best >= STEP else PRACTISE)
        points += self._points("distance", exp2(-km / HALF_KM)) + self._points("origin", _origin(family, helper))
        for name, enough, asked, offered in zip(OVERLAPS, self._enough, family.masks, helper.masks, strict=True):
            points += self._points(name, _share(asked, offered, enough))
        return points

    def _points(self, criterion: str, value: float) -> int:
        return round(self._weights[criterion] * value)


def _people(
    side: FamilyColumns | HelperColumns,
    masks: list[str],
    rank: Sequence[int],
    wishes: Sequence[bool | int],
    travel: Sequence[float],
    capacity: Sequence[int],
) -> list[Person]:
    columns = zip(
        zip(side.latitude.tolist(), side.longitude.tolist(), strict=True), side.organisation.tolist(),
        side.level.tolist(), side.practises.tolist(), side.gender.tolist(), side.wished_gender.tolist(),
        side.certificates.tolist(), zip(*(getattr(side, mask).tolist() for mask in masks), strict=True),
        side.origin.tolist(), rank, wishes, travel, capacity, strict=True,
    )  # fmt: skip
    return [Person(*row) for row in columns]


def _km(here: tuple[float, float], there: tuple[float, float]) -> float:
    north, to_north = radians(here[0]), radians(there[0])
    across = sin((to_north - north) / 2) ** 2
    along = cos(north) * cos(to_north) * sin(radians(there[1] - here[1]) / 2) ** 2
    return round(2 * EARTH_KM * asin(sqrt(min(across + along, 1.0))), 3)


def _share(asked: int, offered: int, enough: int) -> float:
    if not (asked and offered):
        return NEUTRAL
    return min((asked & offered).bit_count() / min(asked.bit_count(), enough), 1.0)


def _origin(family: Person, helper: Person) -> float:
    if not family.wishes_same_origin or family.origin < 0 or helper.origin < 0:
        return NEUTRAL
    return float(family.origin == helper.origin)
