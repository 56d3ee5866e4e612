"""Columns and rules in one shape: checked, exact types, rows by key; and the fingerprint of that shape."""

import json
from collections.abc import Mapping, Set
from dataclasses import replace
from hashlib import sha256
from math import inf
from numbers import Integral, Real
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np

from matching.engine.arrays import AnyArray, Ints
from matching.engine.columns import POLICIES, FamilyColumns, HelperColumns, Rules, take
from matching.engine.weights import is_number, weight_points

Columns = TypeVar("Columns", bound=FamilyColumns | HelperColumns)


class Kind(NamedTuple):
    """Type of a column, which kinds of number are taken for it, and its range, both ends included."""

    dtype: type[np.generic]
    taken: str
    low: float
    high: float


MASK: Final = Kind(np.int64, "iu", 0, 2**62)
GENDER: Final = Kind(np.int8, "iu", 0, 3)
FLAG: Final = Kind(np.bool_, "b", 0, 1)
KINDS: Final[Mapping[str, Kind]] = {
    "key": MASK,
    "priority": MASK,
    "organisation": MASK,
    "municipality": MASK,
    "latitude": Kind(np.float64, "fiu", -90, 90),
    "longitude": Kind(np.float64, "fiu", -180, 180),
    "level": Kind(np.int8, "iu", 0, 6),
    "practises": FLAG,
    "gender": GENDER,
    "wished_gender": Kind(np.int8, "iu", 0, 2),
    "travel_km": Kind(np.float64, "fiu", 0, 50_000),
    "capacity": Kind(np.int64, "iu", 0, 2**31),
    "persons": Kind(np.int64, "iu", 0, 2**31),
    "euro": Kind(np.int64, "iu", 0, 2**31),
    "needs": MASK,
    "skills": MASK,
    "certificates": MASK,
    "availability": Kind(np.int64, "iu", 0, 2**21 - 1),
    "interests": MASK,
    "household": MASK,
    "origin": Kind(np.int16, "iu", -1, 2**15 - 1),
    "wishes_same_origin": FLAG,
}


def canonical(columns: Columns) -> Columns:
    """Return the columns checked, in their exact types, rows by ascending key.

    Raises ValueError naming the kind of columns, the column and the first bad row.
    """
    whole: Columns = type(columns)(**{name: _column(columns, name) for name in vars(columns)})
    if (np.diff(whole.key) > 0).all():  # as rows come from the database: a copy less, half a second of a million people
        return whole
    order = np.argsort(whole.key, kind="stable")
    again = np.diff(whole.key[order]) == 0
    if again.any():
        row = int(order[1:][again].min())
        raise ValueError(f"{_name(columns, 'key')}[{row}]: {whole.key[row]} comes twice")
    ordered: Columns = take(whole, order)
    return ordered


def canonical_rules(rules: Rules) -> Rules:
    """Return the rules checked; pairs sorted, once each. Raises ValueError naming the rule, also for a wrong type."""
    if not isinstance(rules, Rules):
        raise ValueError(f"rules: not Rules, but {type(rules).__name__}")
    weight_points(rules.weights)
    if not is_number(rules.conversation_level, Integral, 1, 6):
        raise ValueError(f"conversation_level: {rules.conversation_level!r} is not in 1 … 6")
    if not is_number(rules.keep_bonus, Real, 0, 1):
        raise ValueError(f"keep_bonus: {rules.keep_bonus!r} is not in [0, 1]")
    if not _are_pairs(rules.works_together):
        raise ValueError("works_together: not a set of pairs of whole numbers")
    if not _is_policy(rules.policy):
        raise ValueError(f"policy: {rules.policy!r} is not one of {', '.join(POLICIES)}")
    return replace(rules, forbidden=_pairs("forbidden", rules.forbidden), pending=_pairs("pending", rules.pending))


def fingerprint(families: FamilyColumns, helpers: HelperColumns, rules: Rules) -> str:
    """Return the SHA-256, in hexadecimal, of canonical columns and rules: equal exactly for the same question."""
    digest = sha256()
    for side, columns in (("families", families), ("helpers", helpers)):
        for name, column in sorted(vars(columns).items()):
            little = np.ascontiguousarray(column).astype(column.dtype.newbyteorder("<"))
            digest.update(f"{side}.{name} {little.dtype.str} {little.shape}\n".encode())
            digest.update(little.tobytes())
    digest.update(json.dumps(parameters(rules), sort_keys=True).encode())
    return digest.hexdigest()


def parameters(rules: Rules) -> dict[str, Any]:
    """Return canonical rules ready for JSON; weights in 1/10,000, normalised."""
    return {
        "weights": weight_points(rules.weights),
        "conversation_level": int(rules.conversation_level),
        "works_together": sorted([int(family), int(helper)] for family, helper in rules.works_together),
        "forbidden": rules.forbidden.tolist(),
        "pending": rules.pending.tolist(),
        "keep_bonus": float(rules.keep_bonus),
        "policy": rules.policy,
    }


def _name(columns: FamilyColumns | HelperColumns, column: str) -> str:
    return f"{'families' if isinstance(columns, FamilyColumns) else 'helpers'}.{column}"


def _column(columns: FamilyColumns | HelperColumns, column: str) -> AnyArray:
    kind, name = KINDS[column], _name(columns, column)
    array, rows = np.asarray(getattr(columns, column)), np.asarray(columns.key).shape[:1]
    wanted = 2 if column == "level" else 1
    if array.ndim != wanted:
        raise ValueError(f"{name}: has {array.ndim} dimensions, not {wanted}")
    if array.shape[:1] != rows:
        raise ValueError(f"{name}[{min(array.shape[0], rows[0])}]: {array.shape[0]} rows, key has {rows[0]}")
    if array.size and array.dtype.kind not in kind.taken:
        raise ValueError(f"{name}[0]: {array.dtype} is not {np.dtype(kind.dtype)}")
    bad = ~((array >= kind.low) & (array <= kind.high)) if array.size else np.zeros(array.shape, dtype=np.bool_)
    if bad.any():
        row = int(np.argmax(bad if wanted == 1 else bad.any(axis=1)))
        raise ValueError(f"{name}[{row}]: {array[row]} is not in {kind.low} … {kind.high}")
    exact: AnyArray = array.astype(kind.dtype)
    return exact


def _is_policy(value: object) -> bool:
    return isinstance(value, str) and value in POLICIES


def _are_pairs(value: object) -> bool:
    return isinstance(value, Set) and all(map(_is_pair, value))


def _is_pair(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(is_number(one, Integral, -inf, inf) for one in value)


def _pairs(name: str, value: Any) -> Ints:
    try:
        array = np.asarray(value)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{name}: not an array ({error})") from None
    if not array.size:
        array = np.zeros((0, 2), dtype=np.int64)
    if array.ndim != 2 or array.shape[1] != 2 or array.dtype.kind not in "iu":
        raise ValueError(f"{name}: {array.dtype}{list(array.shape)} is not int64[n, 2]")
    return np.unique(array.astype(np.int64), axis=0)
