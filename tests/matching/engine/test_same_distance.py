"""The engine measures as the places do: it has a formula of its own, over arrays, because it imports nothing of ours."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.places.distance import kilometres
from matching.engine.nearness import distance_km

LATITUDE, LONGITUDE = st.floats(-90, 90), st.floats(-180, 180)


@given(LATITUDE, LONGITUDE, LATITUDE, LONGITUDE)
def test_both_formulas_agree(a, b, c, d):
    assert distance_km(*(np.array([x]) for x in (a, b, c, d)))[0] == pytest.approx(kilometres(a, b, c, d), abs=1e-3)
