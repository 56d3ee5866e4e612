"""Kilometres on the globe, and what near is worth."""

import numpy as np
import pytest

from matching.engine.nearness import distance_km, distance_value
from tests.matching.engine.instances import ANTWERP, GHENT, MECHELEN, some_families, some_helpers

# Great-circle distances between city centres as published by geodesic calculators (WGS84), km.
KNOWN = [
    ((50.8503, 4.3517), ANTWERP, 41.2),
    ((50.8503, 4.3517), (50.6326, 5.5797), 89.8),
    ((48.8566, 2.3522), (51.5074, -0.1278), 343.9),
    ((40.7128, -74.0060), (51.5074, -0.1278), 5585.2),
    ((-33.8688, 151.2093), (35.6762, 139.6503), 7792.5),
]


@pytest.mark.parametrize(("here", "there", "km"), KNOWN)
def test_known_distances_between_cities(here, there, km):
    assert distance_km(*here, *there) == pytest.approx(km, rel=0.006)
    assert distance_km(*here, *there) == distance_km(*there, *here)


def test_a_place_is_0_from_itself_and_half_round_the_world_from_its_antipode():
    assert distance_km(*ANTWERP, *ANTWERP) == 0
    assert distance_km(10.0, 20.0, -10.0, -160.0) == pytest.approx(np.pi * 6371.0088, abs=0.001)
    assert distance_km(0.0, 179.9, 0.0, -179.9) == pytest.approx(22.239, abs=0.001)


def test_every_15_km_halves_the_value():
    families = some_families({"place": ANTWERP})
    helpers = some_helpers({"place": ANTWERP}, {"place": MECHELEN}, {"place": GHENT})
    value = distance_value(families, helpers, np.zeros(3, int), np.arange(3))
    km = distance_km(*ANTWERP, np.array([MECHELEN[0], GHENT[0]]), np.array([MECHELEN[1], GHENT[1]]))
    assert value.tolist() == pytest.approx([1, *(0.5 ** (km / 15))])
    assert (np.diff(value) < 0).all()
