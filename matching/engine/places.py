"""Distances between places, not between people: few places hold many people."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from matching.engine.arrays import Bools, Floats, Ints, starts_of
from matching.engine.columns import FamilyColumns, HelperColumns
from matching.engine.nearness import EARTH_KM, distance_km

CELLS: Final = 4_000_000  # pairs of places looked at together
SLACK: Final = 1e-12  # of a cosine: some metres on the ground, thousands of roundings


class Places(NamedTuple):
    """Distinct coordinates. latitude, longitude float64[places]; of: int64[people], the place of each."""

    latitude: Floats
    longitude: Floats
    of: Ints


class Neighbours(NamedTuple):
    """Places with helpers near each place of families: rows starts[p] … starts[p + 1], nearest first, then by place.

    starts  int64[places of families + 1]
    place   int64[rows], of helpers; metres int64[rows]; km float64[rows], as `distance_km` gives it
    """

    starts: Ints
    place: Ints
    metres: Ints
    km: Floats


def places_of(people: FamilyColumns | HelperColumns) -> Places:
    """Return the places of these people, in order of latitude, then longitude."""
    both = np.empty(people.latitude.size, dtype=np.complex128)
    both.real, both.imag = people.latitude, people.longitude
    distinct, of = np.unique(both, return_inverse=True)
    return Places(distinct.real.copy(), distinct.imag.copy(), of.astype(np.int64))


def travel_metres(travel_km: Floats) -> Ints:
    """Return int64[helpers]: the most whole metres m for which m / 1000 km are not farther than the helper travels."""
    metres = np.floor(travel_km * 1000).astype(np.int64) + 1
    for _ in range(2):
        metres -= metres / 1000 > travel_km
    return metres


def neighbours(here: Places, there: Places, reach: Ints) -> Neighbours:
    """Return the places `there` that are within their own reach, int64[places there] in metres, of the places `here`."""
    found = [(np.zeros(0, np.int64),) * 2, *_near(here, there, reach)]
    at, place = (np.concatenate(side) for side in zip(*found, strict=True))
    km = distance_km(here.latitude[at], here.longitude[at], there.latitude[place], there.longitude[place])
    metres = np.rint(km * 1000).astype(np.int64)
    within = metres <= reach[place]
    at, place, metres, km = at[within], place[within], metres[within], km[within]
    order = np.lexsort((place, metres, at))
    return Neighbours(starts_of(at[order], here.latitude.size), place[order], metres[order], km[order])


def _near(here: Places, there: Places, reach: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs of places that may be within reach: by the cosine of the angle between them."""
    limit = np.cos(np.minimum((reach + 1) / 1000 / EARTH_KM, np.pi)) - SLACK  # a distance is rounded to the metre
    far_end = _on_the_sphere(there).T
    size = max(1, CELLS // max(1, limit.size))
    for start in range(0, here.latitude.size, size):
        part = Places(here.latitude[start : start + size], here.longitude[start : start + size], here.of)
        close: Bools = _on_the_sphere(part) @ far_end >= limit
        at, place = np.nonzero(close)
        yield at + start, place


def _on_the_sphere(places: Places) -> Floats:
    north, east = np.radians(places.latitude), np.radians(places.longitude)
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=1)
