"""Stored reasons speak in codes of the taxonomy."""

from backend.people.vocabulary import NEEDS
from matching.engine import Reason
from matching.reasons import stored


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
