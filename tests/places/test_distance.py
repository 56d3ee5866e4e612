"""Great-circle distances."""

import pytest

from backend.places.distance import EARTH_RADIUS_KM, kilometres

BRUSSELS, ANTWERP, LONDON, PARIS = (50.8467, 4.3525), (51.2205, 4.4003), (51.5074, -0.1278), (48.8566, 2.3522)


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [(BRUSSELS, ANTWERP, 41.7), (LONDON, PARIS, 343.6), (BRUSSELS, BRUSSELS, 0), ((0, 0), (0, 180), 20015.1)],
)
def test_known_distances_come_out(a, b, km):
    assert kilometres(*a, *b) == pytest.approx(km, abs=0.3)
    assert kilometres(*b, *a) == kilometres(*a, *b)


def test_a_degree_of_latitude_is_the_same_everywhere():
    degree = EARTH_RADIUS_KM * 3.141592653589793 / 180
    assert kilometres(50, 4, 51, 4) == pytest.approx(degree)
    assert kilometres(-89.5, 4, -89.5, 184) == pytest.approx(degree)
    assert kilometres(0, 179.5, 0, -179.5) == pytest.approx(degree)
