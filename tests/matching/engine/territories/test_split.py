"""Where a run is cut, and that no pair within reach falls between two pieces."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.nearness import distance_km
from matching.engine.territories.split import split, touches


def some_places(number, seed):
    """Latitude, longitude and helpers of distinct places around Belgium, a few without helpers."""
    dice = np.random.default_rng(seed)
    return dice.uniform(50, 52, number), dice.uniform(3, 6, number), dice.integers(0, 9, number)


@given(st.integers(0, 40), st.integers(1, 30), st.integers(0, 2**32))
def test_no_territory_holds_too_many_unless_it_is_one_place(number, most, seed):
    latitude, longitude, helpers = some_places(number, seed)
    territory = split(latitude, longitude, helpers, most)
    assert np.unique(territory).tolist() == list(range(territory.max(initial=-1) + 1))
    for one in range(territory.max(initial=-1) + 1):
        rows = territory == one
        assert helpers[rows].sum() <= most or rows.sum() == 1


@given(st.integers(1, 40), st.integers(1, 30), st.integers(0, 2**32))
def test_the_order_of_places_does_not_matter(number, most, seed):
    latitude, longitude, helpers = some_places(number, seed)
    order = np.random.default_rng(seed).permutation(number)
    other = split(latitude[order], longitude[order], helpers[order], most)
    assert other.tolist() == split(latitude, longitude, helpers, most)[order].tolist()


def test_a_long_land_is_cut_across():
    territory = split(np.array([50.0, 50.1, 50.0, 50.1]), np.array([3.0, 3.0, 6.0, 6.0]), np.array([5, 5, 5, 5]), 10)
    assert territory.tolist() == [0, 0, 1, 1]
    territory = split(np.array([48.0, 52.0, 48.0, 52.0]), np.array([3.0, 3.0, 3.5, 3.5]), np.array([5, 5, 5, 5]), 10)
    assert territory.tolist() == [0, 1, 0, 1]


def test_everybody_fits_in_one_territory_of_the_usual_size():
    assert split(*some_places(30, 0)).tolist() == [0] * 30


@pytest.mark.parametrize("cells", [7, 2_000_000])
@given(seed=st.integers(0, 2**32))
def test_a_territory_is_touched_exactly_from_where_one_of_its_helpers_may_come(cells, seed):
    dice = np.random.default_rng(seed)
    latitude, longitude, helpers = some_places(20, seed)
    north, east, _ = some_places(12, seed + 1)
    reach = np.where(dice.random(20) < 0.3, 0, dice.uniform(0, 90, 20))
    territory = split(latitude, longitude, helpers, 15)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matching.engine.territories.split.CELLS", cells)
        found = touches(north, east, latitude, longitude, reach, territory)
    near = distance_km(north[:, None], east[:, None], latitude, longitude) <= reach
    for one in range(found.shape[1]):
        assert found[:, one].tolist() == near[:, territory == one].any(axis=1).tolist()


def test_a_helper_who_goes_nowhere_reaches_his_own_town_only():
    here, there = np.array([51.0]), np.array([4.0])
    assert touches(here, there, here, there, np.zeros(1), np.zeros(1, dtype=np.int64)).tolist() == [[True]]
    assert touches(here + 0.01, there, here, there, np.zeros(1), np.zeros(1, dtype=np.int64)).tolist() == [[False]]
