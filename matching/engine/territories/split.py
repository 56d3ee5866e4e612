"""Where a run is cut: the places of helpers, bisected until each territory holds few enough; and who touches which."""

from typing import Final

import numpy as np

from matching.engine.arrays import Bools, Floats, Ints
from matching.engine.nearness import EARTH_KM, distance_km

MOST_HELPERS: Final = 200_000  # in one territory: its columns are about 30 MB, its index as much again
CELLS: Final = 2_000_000  # places × places measured together
# Great circles are never shorter than the difference of their latitudes; 1 km more than that covers every rounding.
KM_PER_DEGREE: Final = np.pi * EARTH_KM / 180
SLACK_KM: Final = 1.0


def split(latitude: Floats, longitude: Floats, helpers: Ints, most: int = MOST_HELPERS) -> Ints:
    """Return int64[places]: the territory of each place, 0 … n - 1, neighbours near each other in number.

    latitude, longitude  of distinct places, degrees
    helpers              how many live at each, ≥ 0

    A territory holds at most `most` helpers, or it is one place. Cut along the longer side, where half of the helpers
    live on each. The order of the places does not matter. Time O(places · log² places).
    """
    territory = np.zeros(latitude.size, dtype=np.int64)
    waiting, number = [np.arange(latitude.size)] if latitude.size else [], 0
    while waiting:
        rows = waiting.pop()
        if rows.size == 1 or helpers[rows].sum() <= most:
            territory[rows] = number
            number += 1
            continue
        waiting += _halves(rows, latitude, longitude, helpers)
    return territory


def _halves(rows: Ints, latitude: Floats, longitude: Floats, helpers: Ints) -> list[Ints]:
    """Return the two halves of two or more places, second first."""
    north, east = latitude[rows], longitude[rows]
    tall = np.ptp(north) >= np.ptp(east) * np.cos(np.radians(north.mean()))
    along, across = (north, east) if tall else (east, north)
    order = rows[np.lexsort((across, along))]
    before = np.cumsum(helpers[order])[:-1]
    cut = 1 + int(np.argmin(np.abs(2 * before - helpers[order].sum())))
    return [order[cut:], order[:cut]]


def touches(
    latitude: Floats, longitude: Floats, at_latitude: Floats, at_longitude: Floats, reach_km: Floats, territory: Ints
) -> Bools:
    """Return bool[places of families, territories]: a helper of the territory may come there, by distance alone.

    latitude, longitude                  of places of families, degrees
    at_latitude, at_longitude, reach_km  of places of helpers, and how far those who live there go at the most

    No pair within reach is missed: a family that touches one territory has all its possible pairs there, one that
    touches none has none. Time O(places of helpers × places of families within the same reach north and south).
    """
    found = np.zeros((latitude.size, int(territory.max(initial=-1)) + 1), dtype=np.bool_)
    by_latitude = np.argsort(latitude, kind="stable")
    for number in range(found.shape[1]):
        there = np.flatnonzero(territory == number)
        band = (reach_km[there].max() + SLACK_KM) / KM_PER_DEGREE
        low, high = np.searchsorted(
            latitude[by_latitude], [at_latitude[there].min() - band, at_latitude[there].max() + band]
        )
        rows = by_latitude[low:high]
        step = max(1, CELLS // there.size)
        for start in range(0, rows.size, step):
            here = rows[start : start + step]
            km = distance_km(latitude[here, None], longitude[here, None], at_latitude[there], at_longitude[there])
            found[here, number] = (km <= reach_km[there]).any(axis=1)
    return found
