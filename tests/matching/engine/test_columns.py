"""Bad columns and rules are ValueErrors that name the column and the first bad row."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matching.engine import Rules, plan
from tests.matching.engine.instances import some_families, some_helpers


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"key": np.array([5, 5])}, r"families.key\[1\]: 5 comes twice"),
        ({"key": np.array([5, -1])}, r"families.key\[1\]: -1 is not in"),
        ({"key": np.array([5.0, 6.0])}, r"families.key\[0\]: float64 is not int64"),
        ({"priority": np.array([0, 1, 2])}, r"families.priority\[2\]: 3 rows, key has 2"),
        ({"priority": np.array([0])}, r"families.priority\[1\]: 1 rows, key has 2"),
        ({"priority": np.array([[0, 1]])}, r"families.priority: has 2 dimensions, not 1"),
        ({"latitude": np.array([51.0, np.nan])}, r"families.latitude\[1\]: nan is not in -90 … 90"),
        ({"longitude": np.array([181.0, 0.0])}, r"families.longitude\[0\]: 181.0 is not in"),
        ({"level": np.array([4, 4])}, r"families.level: has 1 dimensions, not 2"),
        ({"level": np.array([[4, 0, 0], [0, 7, 0]])}, r"families.level\[1\]: \[0 7 0\] is not in 0 … 6"),
        ({"practises": np.array([0, 1])}, r"families.practises\[0\]: int64 is not bool"),
        ({"gender": np.array([1, 4])}, r"families.gender\[1\]: 4 is not in 0 … 3"),
        ({"wished_gender": np.array([3, 0])}, r"families.wished_gender\[0\]: 3 is not in 0 … 2"),
        ({"needs": np.array([0, -1])}, r"families.needs\[1\]: -1 is not in"),
        ({"availability": np.array([0, 2**21])}, r"families.availability\[1\]: 2097152 is not in"),
        ({"origin": np.array([-2, 0])}, r"families.origin\[0\]: -2 is not in -1"),
        ({"level": np.zeros((2, 2), dtype=np.int8)}, r"helpers.level: 3 languages, families.level has 2"),
    ],
)
def test_bad_columns_are_named(change, message):
    with pytest.raises(ValueError, match=message):
        plan(replace(some_families({}, {}), **change), some_helpers({}), Rules())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"capacity": np.array([-1])}, r"helpers.capacity\[0\]: -1 is not in"),
        ({"travel_km": np.array([np.inf])}, r"helpers.travel_km\[0\]: inf is not in"),
        ({"key": np.array(3)}, r"helpers.key: has 0 dimensions, not 1"),
    ],
)
def test_bad_helper_columns_are_named(change, message):
    with pytest.raises(ValueError, match=message):
        plan(some_families({}), replace(some_helpers({}), **change), Rules())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"conversation_level": 0}, "conversation_level: 0 is not in 1 … 6"),
        ({"conversation_level": 7}, "conversation_level: 7 is not in 1 … 6"),
        ({"keep_bonus": float("nan")}, "keep_bonus: nan is not in"),
        ({"keep_bonus": 1.5}, "keep_bonus: 1.5 is not in"),
        ({"weights": {"luck": 1}}, "weights: unknown criterion luck"),
        ({"weights": {3: 1, "luck": 1}}, "weights: unknown criterion 3"),
        ({"weights": {"needs": "much"}}, "weights: needs is 'much', not a finite number"),
        ({"weights": {"needs": None}}, "weights: needs is None, not a finite number"),
        ({"weights": {"needs": True}}, "weights: needs is True, not a finite number"),
        ({"weights": {"needs": 10**400}}, "weights: needs is 1000.*, not a finite number"),
        ({"weights": None}, "weights: None is not a mapping"),
        ({"weights": [0.5]}, r"weights: \[0.5\] is not a mapping"),
        ({"conversation_level": "3"}, "conversation_level: '3' is not in 1 … 6"),
        ({"conversation_level": None}, "conversation_level: None is not in 1 … 6"),
        ({"conversation_level": 3.0}, "conversation_level: 3.0 is not in 1 … 6"),
        ({"conversation_level": True}, "conversation_level: True is not in 1 … 6"),
        ({"conversation_level": np.array([3, 4])}, r"conversation_level: array\(\[3, 4\]\) is not in"),
        ({"keep_bonus": "0.03"}, "keep_bonus: '0.03' is not in"),
        ({"keep_bonus": None}, "keep_bonus: None is not in"),
        ({"keep_bonus": True}, "keep_bonus: True is not in"),
        ({"policy": None}, "policy: None is not one of"),
        ({"policy": []}, r"policy: \[\] is not one of"),
        ({"policy": "first come"}, "policy: 'first come' is not one of"),
        ({"works_together": None}, "works_together: not a set of pairs"),
        ({"works_together": frozenset({1, 2})}, "works_together: not a set of pairs"),
        ({"works_together": frozenset({(1, "2")})}, "works_together: not a set of pairs"),
        ({"works_together": frozenset({(1, 2, 3)})}, "works_together: not a set of pairs"),
        ({"forbidden": None}, r"forbidden: object\[\] is not int64\[n, 2\]"),
        ({"forbidden": [[1, 2], [3]]}, "forbidden: not an array"),
        ({"pending": [["a", "b"]]}, r"pending: .*\[1, 2\] is not int64\[n, 2\]"),
        ({"forbidden": np.array([1, 2])}, r"forbidden: int64\[2\] is not int64\[n, 2\]"),
        ({"pending": np.array([[1, 2, 3]])}, r"pending: int64\[1, 3\] is not int64\[n, 2\]"),
        ({"pending": np.array([[1.0, 2.0]])}, r"pending: float64\[1, 2\] is not int64\[n, 2\]"),
    ],
)
def test_bad_rules_are_named(change, message):
    with pytest.raises(ValueError, match=message):
        plan(some_families({}), some_helpers({}), Rules(**change))


@pytest.mark.parametrize("rules", [None, {}, "classes"])
def test_what_are_no_rules_is_said_so(rules):
    with pytest.raises(ValueError, match="rules: not Rules"):
        plan(some_families({}), some_helpers({}), rules)


def test_numbers_of_numpy_are_numbers_in_rules():
    told: dict[str, Any] = {
        "conversation_level": np.int64(4),
        "keep_bonus": np.float32(0.5),
        "weights": {"needs": np.float64(0.2)},
    }
    families, helpers = some_families({}), some_helpers({})
    same = plan(families, helpers, Rules(conversation_level=4, keep_bonus=0.5))
    assert plan(families, helpers, Rules(**told)).fingerprint == same.fingerprint
