"""Distances between places are those between the people there, to the metre, and a helper reaches as far as it says."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matching.engine import Rules
from matching.engine.nearness import distance_km, pair_km
from matching.engine.places import neighbours, places_of, travel_metres
from matching.engine.possible import in_reach
from tests.matching.engine.instances import a_programme


@given(st.floats(0, 50_000))
@example(0.0)
@example(0.001)
@example(29.9999)
def test_the_last_metre_that_is_within_reach(km):
    metres = int(travel_metres(np.array([km]))[0])
    assert metres / 1000 <= km < (metres + 1) / 1000


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("far", [0.0, 1.0, 40.0, 30_000.0])
def test_neighbours_are_the_places_within_reach_nearest_first(seed, far, monkeypatch):
    monkeypatch.setattr("matching.engine.places.CELLS", 25)
    families, helpers = a_programme(40, 30, seed)
    helpers = replace(helpers, travel_km=helpers.travel_km * far / 80)
    here, there = places_of(families), places_of(helpers)
    np.testing.assert_array_equal(here.latitude[here.of], families.latitude)
    np.testing.assert_array_equal(there.longitude[there.of], helpers.longitude)
    reach = np.zeros(there.latitude.size, dtype=np.int64)
    np.maximum.at(reach, there.of, travel_metres(helpers.travel_km))
    near = neighbours(here, there, reach)
    for place in range(here.latitude.size):
        km = distance_km(here.latitude[place], here.longitude[place], there.latitude, there.longitude)
        rows = slice(near.starts[place], near.starts[place + 1])
        assert near.km[rows].tolist() == sorted(km[km * 1000 <= reach])
        np.testing.assert_array_equal(km[near.place[rows]], near.km[rows])
        np.testing.assert_array_equal(near.metres[rows] / 1000, near.km[rows])


def test_two_people_are_as_far_apart_as_their_places():
    families, helpers = a_programme(30, 30)
    here, there = places_of(families), places_of(helpers)
    near = neighbours(here, there, np.full(there.latitude.size, 10**8))
    every = np.arange(30)
    found = [
        near.km[near.starts[a] + np.flatnonzero(near.place[near.starts[a] : near.starts[a + 1]] == b)[0]]
        for a, b in zip(here.of, there.of, strict=True)
    ]
    assert found == pair_km(families, helpers, every, every).tolist()


def test_a_distance_that_is_rounded_down_to_the_reach_is_within_it():
    one, other = a_programme(1, 1)
    family = places_of(replace(one, latitude=np.array([50.809205836856584]), longitude=np.array([3.8808098939530398])))
    helper = places_of(
        replace(other, latitude=np.array([50.963208001871735]), longitude=np.array([3.2808599934872285]))
    )
    assert neighbours(family, helper, np.array([45_436])).metres.tolist() == [45_436]
    assert neighbours(family, helper, np.array([45_435])).metres.tolist() == []


@pytest.mark.parametrize("few", [0, 1000])
def test_pairs_are_within_reach_whether_they_or_their_places_are_measured(few, monkeypatch):
    monkeypatch.setattr("matching.engine.possible.FEW_MEASURED", few)
    families, helpers = a_programme(40, 30, 1)
    reached = in_reach(families, helpers, Rules())
    f, h = np.divmod(np.arange(reached.size), 30)
    within = pair_km(families, helpers, f, h) <= helpers.travel_km[h]
    assert 0 < within.sum() < within.size
    assert (reached.reshape(-1) == within).all()
