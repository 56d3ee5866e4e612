"""Stored reasons speak in codes of the taxonomy."""

import json

import numpy as np

from backend.people.vocabulary import NEEDS
from matching.engine import Reason
from matching.engine.telling import Told
from matching.reasons import stored, stored_at_once


def a_reason(criterion, code, parameters):
    return Reason(criterion, 1.0, 0.2, 2000, code, parameters)


def test_positions_become_codes():
    covered = [list(NEEDS).index(code) for code in ("housing_search", "job_search")]
    reason = stored(a_reason("needs", "needs.covered", {"covered": covered, "of": 3}))
    assert reason["parameters"] == {"covered": ["housing_search", "job_search"], "count": 2, "of": 3}
    assert (reason["criterion"], reason["points"]) == ("needs", 2000)


def test_a_language_is_stored_by_its_code():
    reason = stored(a_reason("language", "language.shared", {"language": 0, "level": 4}))
    assert reason["parameters"] == {"language": "ar", "level": 4}


def test_reasons_at_once_are_the_same_json_as_one_by_one():
    covered, unknown = (
        a_reason("needs", "needs.covered", {"covered": [1], "of": 3}),
        a_reason("needs", "needs.unknown", {"missing": ["family"]}),
    )
    near = a_reason("distance", "distance.same_municipality", {})
    told = [Told([covered, unknown], np.array([1, 0, 1])), Told([near], np.zeros(3, dtype=np.int64))]
    at_once = [json.loads(text) for text in stored_at_once(told)]
    assert at_once == [
        [stored(unknown), stored(near)],
        [stored(covered), stored(near)],
        [stored(unknown), stored(near)],
    ]
