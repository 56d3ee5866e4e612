"""What `assign` accepts: every bad input is a ValueError that names the array and the first bad index."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from matching.engine.arrays import AnyArray, Bools, Floats, Ints, by_pair, frozen

LARGEST = 2**62


@dataclass(frozen=True, eq=False)
class Problem:
    """A checked question: copies of the caller's arrays, read-only, in the caller's order of pairs.

    family, helper, fit, keep  shape (pairs,)
    capacity                   shape (helpers,)
    priority                   shape (families,)
    """

    family: Ints
    helper: Ints
    fit: Floats
    capacity: Ints
    priority: Ints
    keep: Bools
    keep_bonus: float


def problem(
    family: ArrayLike,
    helper: ArrayLike,
    fit: ArrayLike,
    capacity: ArrayLike,
    priority: ArrayLike,
    keep: ArrayLike | None,
    keep_bonus: float,
) -> Problem:
    """Return the checked question. Raises ValueError naming the array and the first bad index."""
    places = _whole("capacity", capacity, LARGEST)
    classes = _whole("priority", priority, LARGEST)
    families = _whole("family", family, classes.size)
    helpers = _whole("helper", helper, places.size)
    fits = _share("fit", fit)
    kept = np.zeros(families.size, dtype=np.bool_) if keep is None else _yes_no("keep", keep)
    for name, array in (("helper", helpers), ("fit", fits), ("keep", kept)):
        _same_length(name, array, families.size)
    _no_pair_twice(families, helpers, places.size)
    return Problem(families, helpers, fits, places, classes, kept, _bonus(keep_bonus))


def municipalities(value: ArrayLike, families: int) -> Ints:
    """Return the checked id ≥ 0 of each family's municipality. Raises ValueError as `problem` does."""
    ids = _whole("municipality", value, LARGEST)
    if ids.size != families:
        raise ValueError(f"municipality[{min(ids.size, families)}]: {ids.size} values, priority has {families}")
    return ids


def _vector(name: str, value: ArrayLike, kinds: str, wanted: str) -> AnyArray:
    try:
        array: AnyArray = np.asarray(value)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{name}: not an array ({error})") from None
    if array.ndim != 1:
        raise ValueError(f"{name}: has {array.ndim} dimensions, not 1")
    if array.size and array.dtype.kind not in kinds:
        first = _first_of_another_kind(value if isinstance(value, list | tuple) else array, kinds)
        raise ValueError(f"{name}[{first}]: {array.dtype} is not {wanted}")
    return array


def _first_of_another_kind(values: Iterable[object], kinds: str) -> int:
    """One such value in a list gives the whole array another type; where each would do by itself, 0."""
    others = (at for at, one in enumerate(values) if np.asarray(one).dtype.kind not in kinds)
    return next(others, 0)


def _refuse(name: str, array: AnyArray, bad: Bools, why: str) -> None:
    if bad.any():
        first = int(np.argmax(bad))
        raise ValueError(f"{name}[{first}]: {array[first]} {why}")


def _whole(name: str, value: ArrayLike, end: int) -> Ints:
    """Whole numbers in 0 … end - 1."""
    array = _vector(name, value, "iu", "a whole number")
    if array.size:
        _refuse(name, array, (array < 0) | (array >= end), f"is not in 0 … {end - 1}" if end else "has nothing to name")
    return frozen(array.astype(np.int64))


def _share(name: str, value: ArrayLike) -> Floats:
    array = _vector(name, value, "fiu", "a number").astype(np.float64)
    _refuse(name, array, ~((array >= 0) & (array <= 1)), "is not in [0, 1]")
    return frozen(array)


def _yes_no(name: str, value: ArrayLike) -> Bools:
    return frozen(_vector(name, value, "b", "true or false").astype(np.bool_))


def _bonus(value: ArrayLike) -> float:
    number = np.asarray(value)
    if number.ndim or number.dtype.kind not in "fiu":
        raise ValueError(f"keep_bonus: {value!r} is not one number")
    bonus = float(number)
    if not 0 <= bonus <= 1:
        raise ValueError(f"keep_bonus: {bonus} is not in [0, 1]")
    return bonus


def _same_length(name: str, array: AnyArray, pairs: int) -> None:
    if array.size != pairs:
        raise ValueError(f"{name}[{min(array.size, pairs)}]: {name} has {array.size} values, family has {pairs}")


def _no_pair_twice(family: Ints, helper: Ints, helpers: int) -> None:
    order = by_pair(family, helper, helpers)
    again = (family[order][1:] == family[order][:-1]) & (helper[order][1:] == helper[order][:-1])
    if again.any():
        first = int(order[1:][again].min())
        raise ValueError(f"family[{first}]: the pair {family[first]}, {helper[first]} comes twice")
