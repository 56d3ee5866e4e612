"""Every bad input is a ValueError that names the array and the first bad index."""

from typing import Any

import numpy as np
import pytest

from matching.engine import assign

GOOD: dict[str, Any] = {
    "family": [0, 1, 1],
    "helper": [0, 0, 1],
    "fit": [0.1, 0.2, 0.3],
    "capacity": [1, 2],
    "priority": [0, 3],
    "keep": [True, False, False],
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"fit": [0.1, float("nan"), 0.3]}, r"fit\[1\]: nan is not in \[0, 1\]"),
        ({"fit": [0.1, 0.2, float("inf")]}, r"fit\[2\]: inf is not in"),
        ({"fit": [0.1, 1.0001, 7]}, r"fit\[1\]: 1.0001 is not in"),
        ({"fit": [-1e-9, 2, 0.3]}, r"fit\[0\]: -1e-09 is not in"),
        ({"fit": ["a", "b", "c"]}, r"fit\[0\]: <U1 is not a number"),
        ({"fit": [1j, 0, 0]}, r"fit\[0\]: complex128 is not a number"),
        ({"fit": [[0.1], [0.2], [0.3]]}, r"fit: has 2 dimensions, not 1"),
        ({"fit": [[0.1], [0.2, 0.3]]}, r"fit: not an array"),
        ({"fit": 0.5}, r"fit: has 0 dimensions, not 1"),
        ({"fit": [0.1, 0.2]}, r"fit\[2\]: fit has 2 values, family has 3"),
        ({"fit": []}, r"fit\[0\]: fit has 0 values, family has 3"),
        ({"family": [0, -1, 1]}, r"family\[1\]: -1 is not in 0 … 1"),
        ({"family": [0, 1, 2]}, r"family\[2\]: 2 is not in 0 … 1"),
        ({"family": [0.0, 1.0, 1.0]}, r"family\[0\]: float64 is not a whole number"),
        ({"family": [True, False, True]}, r"family\[0\]: bool is not a whole number"),
        ({"family": np.array([0, 1, 2**64 - 1], dtype=np.uint64)}, r"family\[2\]: 18446744073709551615 is not in"),
        ({"family": np.array([0, 1, None])}, r"family\[2\]: object is not a whole number"),
        ({"family": np.array([0, 1, 1], dtype=object)}, r"family\[0\]: object is not a whole number"),
        ({"family": [0, 2**64, 1]}, r"family\[1\]: object is not a whole number"),
        ({"fit": [0.1, "b", 0.3]}, r"fit\[1\]: <U32 is not a number"),
        ({"keep": [True, False, None]}, r"keep\[2\]: object is not true or false"),
        ({"priority": []}, r"family\[0\]: 0 has nothing to name"),
        ({"helper": [0, 0, 2]}, r"helper\[2\]: 2 is not in 0 … 1"),
        ({"helper": [-5, 0, 1]}, r"helper\[0\]: -5 is not in 0 … 1"),
        ({"helper": [0, 0, 1, 1]}, r"helper\[3\]: helper has 4 values, family has 3"),
        ({"helper": [0, 1, 1]}, r"family\[2\]: the pair 1, 1 comes twice"),
        ({"capacity": [1, -2]}, r"capacity\[1\]: -2 is not in"),
        ({"capacity": [1.5, 2]}, r"capacity\[0\]: float64 is not a whole number"),
        ({"capacity": np.array([1, 2**63], dtype=np.uint64)}, r"capacity\[1\]: 9223372036854775808 is not in"),
        ({"priority": [-1, 0]}, r"priority\[0\]: -1 is not in"),
        ({"priority": [0, float("nan")]}, r"priority\[1\]: float64 is not a whole number"),
        ({"keep": [True]}, r"keep\[1\]: keep has 1 values, family has 3"),
        ({"keep": [0, 1, 0]}, r"keep\[0\]: int64 is not true or false"),
        ({"keep_bonus": float("nan")}, r"keep_bonus: nan is not in \[0, 1\]"),
        ({"keep_bonus": float("inf")}, r"keep_bonus: inf is not in"),
        ({"keep_bonus": -0.01}, r"keep_bonus: -0.01 is not in"),
        ({"keep_bonus": 1.01}, r"keep_bonus: 1.01 is not in"),
        ({"keep_bonus": "much"}, r"keep_bonus: 'much' is not one number"),
        ({"keep_bonus": None}, r"keep_bonus: None is not one number"),
        ({"keep_bonus": [0.1, 0.2]}, r"keep_bonus: \[0.1, 0.2\] is not one number"),
    ],
)
def test_bad_input_is_named(change, message):
    with pytest.raises(ValueError, match=message):
        assign(**{**GOOD, **change})


def test_the_first_of_several_repeated_pairs_is_named():
    with pytest.raises(ValueError, match=r"family\[2\]: the pair 1, 0 comes twice"):
        assign([1, 0, 1, 0], [0, 0, 0, 0], [0.1] * 4, [1], [0, 0])


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int32, np.uint64])
def test_any_whole_number_type_will_do(kind):
    small = {name: np.array(GOOD[name], dtype=kind) for name in ("family", "helper", "capacity", "priority")}
    assert assign(**{**GOOD, **small}).pairs.tolist() == assign(**GOOD).pairs.tolist() == [0, 2]


def test_single_precision_and_whole_fits_will_do():
    for kind in (np.float32, np.int64):
        assert assign([0], [0], np.ones(1, dtype=kind), [1], [0]).total_fit == 1.0


def test_huge_capacities_and_classes_will_do():
    plan = assign([0, 1], [0, 0], [0.5, 0.5], [2**61], [2**61, 0])
    plan.verify()
    assert plan.served_by_class.tolist() == [1, 1]
