"""How far, and what near is worth."""

from typing import Any, Final

import numpy as np

from matching.engine.arrays import Floats, Ints
from matching.engine.columns import FamilyColumns, HelperColumns

EARTH_KM: Final = 6371.0088  # mean radius (IUGG; Moritz, Geodetic Reference System 1980)
HALF_KM: Final = 15.0  # half an hour by local bus or bicycle and train: each costs half of what is left


def distance_km(
    latitude: Floats | float, longitude: Floats | float, to_latitude: Floats | float, to_longitude: Floats | float
) -> Floats:
    """Return the great-circle distance in km, to the metre. Degrees in; shapes broadcast.

    Haversine on the mean sphere (Sinnott, Virtues of the haversine, 1984); off by at most 0.6 % from WGS84.
    """
    north, to_north = np.radians(latitude), np.radians(to_latitude)
    across = np.sin((to_north - north) / 2) ** 2
    along = np.cos(north) * np.cos(to_north) * np.sin(np.radians(to_longitude - longitude) / 2) ** 2
    km: Floats = np.round(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(across + along, 1.0))), 3)
    return km


def pair_km(families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints) -> Floats:
    """Return float64[pairs]: km between family f[i] and helper h[i]."""
    here = families.latitude[f], families.longitude[f]
    return distance_km(*here, helpers.latitude[h], helpers.longitude[h])


def distance_value(families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints) -> Floats:
    """Return float64[pairs]: 1 in the same municipality, half for every 15 km."""
    return value_of_km(pair_km(families, helpers, f, h))


def value_of_km(km: Floats) -> Floats:
    """Return float64[n] in [0, 1] by distance."""
    return np.exp2(-km / HALF_KM)


def distance_reason(families: FamilyColumns, helpers: HelperColumns, f: Ints, h: Ints) -> tuple[str, dict[str, Any]]:
    """Return code and parameters for one pair (f, h of length 1)."""
    km = float(pair_km(families, helpers, f, h)[0])
    return ("distance.km", {"km": round(km, 1)}) if km else ("distance.same_municipality", {})
