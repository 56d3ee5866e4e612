"""What each criterion says of a pair, in numbers and in codes, and how they add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import DEFAULT_WEIGHTS, Rules, explain_pair
from matching.engine import fit as fit_module
from matching.engine.canonical import canonical
from matching.engine.codes import REASONS
from matching.engine.fit import points, reasons
from matching.engine.possible import possible
from matching.engine.weights import weight_points
from tests.matching.engine.instances import MECHELEN, a_programme, some_families, some_helpers


def reason(criterion, family, helper, rules=None):
    told = explain_pair(some_families(family), some_helpers(helper), rules or Rules(), 1, 1)
    [found] = [reason for reason in told.reasons if reason.criterion == criterion]
    return found.code, found.parameters, found.value


PRACTISE = {"practises": True, "level": (0, 2, 0)}
WISH = {"wishes_same_origin": True, "origin": 7}


@pytest.mark.parametrize(
    ("family", "helper", "code", "parameters", "value"),
    [
        ({"level": (3, 0, 0)}, {"level": (6, 0, 0)}, "language.shared", {"language": 0, "level": 3}, 0.7),
        ({"level": (3, 5, 4)}, {"level": (3, 4, 6)}, "language.shared", {"language": 1, "level": 4}, 0.85),
        ({"level": (0, 0, 6)}, {"level": (0, 0, 6)}, "language.shared", {"language": 2, "level": 6}, 1.0),
        ({**PRACTISE}, {**PRACTISE}, "language.practise_together", {}, 0.5),
        ({}, {}, "distance.same_municipality", {}, 1.0),
        ({"place": MECHELEN}, {}, "distance.km", {"km": 22.1}, pytest.approx(0.36, abs=0.005)),
        ({"needs": 0b1101}, {"skills": 0b0110}, "needs.covered", {"covered": [2], "of": 3}, pytest.approx(1 / 3)),
        ({"needs": 0b1101}, {"skills": 0b1111}, "needs.covered", {"covered": [0, 2, 3], "of": 3}, 1.0),
        ({"needs": 0b0001}, {"skills": 0b0110}, "needs.not_covered", {"of": 1}, 0.0),
        ({"needs": 0}, {"skills": 1}, "needs.unknown", {"missing": ["family"]}, 0.5),
        ({"needs": 1}, {"skills": 0}, "needs.unknown", {"missing": ["helper"]}, 0.5),
        ({}, {}, "needs.unknown", {"missing": ["family", "helper"]}, 0.5),
        (
            {"availability": 0b10101}, {"availability": 0b00111},
            "availability.shared", {"count": 2, "slots": [0, 2]}, pytest.approx(2 / 3),
        ),
        (
            {"availability": 2**21 - 1}, {"availability": 2**20 + 15},
            "availability.shared", {"count": 5, "slots": [0, 1, 2, 3, 20]}, 1.0,
        ),
        ({"availability": 4}, {"availability": 6}, "availability.shared", {"count": 1, "slots": [2]}, 1.0),
        ({"availability": 1}, {"availability": 2}, "availability.different", {}, 0.0),
        ({"availability": 0}, {"availability": 2}, "availability.unknown", {"missing": ["family"]}, 0.5),
        ({"household": 0b1011}, {"household": 0b11}, "household.alike", {"shared": [0, 1], "of": 3},
         pytest.approx(2 / 3)),
        ({"household": 0b1000}, {"household": 0b11}, "household.different", {"of": 1}, 0.0),
        ({"household": 0b1000}, {}, "household.unknown", {"missing": ["helper"]}, 0.5),
        ({"interests": 0b111}, {"interests": 0b100}, "interests.shared", {"shared": [2], "of": 3}, 0.5),
        ({"interests": 0b111}, {"interests": 0b110}, "interests.shared", {"shared": [1, 2], "of": 3}, 1.0),
        ({"interests": 0b001}, {"interests": 0b110}, "interests.different", {"of": 1}, 0.0),
        ({"interests": 0b001}, {}, "interests.unknown", {"missing": ["helper"]}, 0.5),
        (WISH, {"origin": 7}, "origin.same", {}, 1.0),
        (WISH, {"origin": 8}, "origin.other", {}, 0.0),
        (WISH, {}, "origin.unknown", {"missing": ["helper"]}, 0.5),
        ({"wishes_same_origin": True}, {}, "origin.unknown", {"missing": ["family", "helper"]}, 0.5),
        ({"origin": 7}, {"origin": 7}, "origin.not_wished", {}, 0.5),
    ],
)  # fmt: skip
def test_a_criterion_gives_its_value_and_its_reason(family, helper, code, parameters, value):
    assert reason(code.split(".")[0], family, helper) == (code, parameters, value)


def test_the_conversation_level_decides_what_counts_as_shared():
    pair = {"level": (2, 0, 0), "practises": True}, {"level": (2, 0, 0), "practises": True}
    assert reason("language", *pair)[0] == "language.practise_together"
    assert reason("language", *pair, Rules(conversation_level=2)) == (
        "language.shared", {"language": 0, "level": 2}, 0.4,
    )  # fmt: skip


def test_nobody_is_hidden_for_missing_data():
    told = explain_pair(some_families({}), some_helpers({}), Rules(), 1, 1)
    assert [r.value for r in told.reasons if r.code.endswith(("unknown", "not_wished"))] == [0.5] * 5
    assert told.fit == pytest.approx(0.3 * 0.85 + 0.2 + 0.5 * 0.5)


@given(st.dictionaries(st.sampled_from(sorted(DEFAULT_WEIGHTS)), st.floats(0, 1e300)))
def test_weights_become_whole_points_that_add_up(weights):
    if any(weights.get(name, default) > 0 for name, default in DEFAULT_WEIGHTS.items()):
        shared = weight_points(weights)
        assert sum(shared.values()) == 10_000
        assert min(shared.values()) >= 0
        assert list(shared) == list(DEFAULT_WEIGHTS)


def test_default_weights_and_equal_weights():
    assert weight_points({}) == {name: round(weight * 10_000) for name, weight in DEFAULT_WEIGHTS.items()}
    assert list(weight_points(dict.fromkeys(DEFAULT_WEIGHTS, 3)).values()) == [1429, 1429, 1429, 1429, 1428, 1428, 1428]
    only = {**dict.fromkeys(DEFAULT_WEIGHTS, 0), "needs": 2}
    assert weight_points(only)["needs"] == 10_000
    thirds = {**dict.fromkeys(DEFAULT_WEIGHTS, 0), "language": 1, "distance": 2}
    assert list(weight_points(thirds).values())[:2] == [3333, 6667]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"beauty": 1}, "unknown criterion beauty"),
        ({"needs": -1}, "needs is -1,"),
        ({"needs": float("nan")}, "needs is nan"),
        ({"needs": float("inf")}, "needs is inf"),
        (dict.fromkeys(DEFAULT_WEIGHTS, 0), "none is above 0"),
    ],
)
def test_bad_weights_are_named(weights, message):
    with pytest.raises(ValueError, match=f"weights: {message}"):
        weight_points(weights)


@pytest.mark.parametrize("seed", range(3))
def test_reasons_add_up_to_the_fit_and_use_only_published_codes(monkeypatch, seed):
    monkeypatch.setattr(fit_module, "CHUNK", 17)
    families, helpers = (canonical(side) for side in a_programme(30, 60, seed))
    rules = Rules(weights={"language": 1, "origin": seed, "distance": 0.37})
    pairs = possible(families, helpers, rules)
    fit = points(families, helpers, pairs.family, pairs.helper, rules)
    assert pairs.family.size > 17
    for f, h, whole in zip(pairs.family, pairs.helper, fit, strict=True):
        told = reasons(families, helpers, int(f), int(h), rules)
        assert sum(r.points for r in told) == whole
        assert 0 <= whole <= 10_000
        for r in told:
            assert set(r.parameters) == set(REASONS[r.code])
            assert r.points == np.rint(round(r.weight * 10_000) * r.value)
            assert 0 <= r.value <= 1
