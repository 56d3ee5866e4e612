"""Records of arrays as compressed bytes and back: what lies in a row between two workers. No pickle, no code in them."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final, TypeAlias, TypeVar

import numpy as np

from matching.engine.arrays import AnyArray, Ints
from matching.engine.columns import FamilyColumns, HelperColumns, Rules

Blob: TypeAlias = "bytes | memoryview[int]"  # as PostgreSQL gives them
Record = TypeVar("Record", bound=tuple[Any, ...])
RULES: Final = "rules"
PAIRS_RULED: Final = ("forbidden", "pending")


def packed(arrays: Mapping[str, AnyArray]) -> bytes:
    """Return named arrays as the bytes of a compressed npz file; the same arrays, the same bytes."""
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, **dict(arrays))
    return file.getvalue()


def unpacked(data: Blob) -> dict[str, AnyArray]:
    """Return the named arrays. Raises ValueError for anything else than arrays of numbers."""
    with np.load(BytesIO(data), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def record_bytes(record: tuple[Any, ...]) -> bytes:
    """Return a NamedTuple of arrays and whole numbers as bytes."""
    return packed({name: np.asarray(value) for name, value in record._asdict().items()})  # type: ignore[attr-defined]  # a NamedTuple


def record_of(kind: type[Record], data: Blob) -> Record:
    """Return the NamedTuple again; what was one number is one again."""
    return kind(**{name: array if array.ndim else array.item() for name, array in unpacked(data).items()})


def keys_of(data: Blob) -> tuple[Ints, Ints]:
    """Return the keys of the families and helpers that a record which has them is about; nothing else is unpacked."""
    with np.load(BytesIO(data), allow_pickle=False) as file:
        return file["family"], file["helper"]


def people_arrays(families: FamilyColumns, helpers: HelperColumns, rules: Rules) -> dict[str, AnyArray]:
    """Return columns and canonical rules as named arrays for `packed`."""
    told = {
        "weights": dict(rules.weights),
        "conversation_level": rules.conversation_level,
        "works_together": sorted(rules.works_together),
        "keep_bonus": rules.keep_bonus,
        "policy": rules.policy,
    }
    arrays = {f"families.{name}": column for name, column in vars(families).items()}
    arrays |= {f"helpers.{name}": column for name, column in vars(helpers).items()}
    arrays |= {name: getattr(rules, name) for name in PAIRS_RULED}
    return arrays | {RULES: np.frombuffer(json.dumps(told).encode(), dtype=np.uint8)}


def people_of(arrays: Mapping[str, AnyArray]) -> tuple[FamilyColumns, HelperColumns, Rules]:
    """Return the columns and rules that `people_arrays` named."""
    told = json.loads(arrays[RULES].tobytes())
    told["works_together"] = frozenset((family, helper) for family, helper in told["works_together"])
    rules = Rules(**told | {name: arrays[name] for name in PAIRS_RULED})
    return FamilyColumns(**_side(arrays, "families.")), HelperColumns(**_side(arrays, "helpers.")), rules


def _side(arrays: Mapping[str, AnyArray], prefix: str) -> dict[str, AnyArray]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
