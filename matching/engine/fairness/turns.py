"""Whose turn it is: the municipality with the smallest share served so far, exactly."""

from typing import NamedTuple

import numpy as np

from matching.engine.arrays import Ints


class Towns(NamedTuple):
    """Municipalities of the families of one question.

    id        int64[towns], ascending
    of        int64[families]: index into `id`
    families  int64[towns]: how many families each has, served or not; never 0
    """

    id: Ints
    of: Ints
    families: Ints


def towns_of(municipality: Ints) -> Towns:
    """Return the municipalities of families, given as one id ≥ 0 for each family."""
    ids, of, families = np.unique(municipality, return_inverse=True, return_counts=True)
    return Towns(ids, of.astype(np.int64), families.astype(np.int64))


def turn_order(families: Ints) -> Ints:
    """Return int64[sum of families]: who is asked first, second, …, if nobody is ever refused.

    A municipality with k of its t families served goes by its share k / t; equal shares by the smaller t, whom one
    family more helps most; then by id. That is the leximin order: the worst-off first, then the second, ….
    """
    town = np.repeat(np.arange(families.size), families)
    ends = np.cumsum(families)
    served = np.arange(town.size) - np.repeat(ends - families, families)
    return town[_by_share(served, families[town], town)]


def positions(served: Ints, families: Ints) -> tuple[Ints, Ints]:
    """Return (next, last), int64[towns] each: where in the turn order comes the next family of each municipality, and
    where came the last it has, all in one ranking; -1 as last of one that has none."""
    towns = served.size
    town = np.tile(np.arange(towns), 2)
    order = _by_share(np.concatenate([served, served - 1]), families[town], town)
    place = np.empty(2 * towns, dtype=np.int64)
    place[order] = np.arange(2 * towns)
    return place[:towns], np.where(served > 0, place[towns:], -1)


def _by_share(served: Ints, families: Ints, town: Ints) -> Ints:
    """Shares compare exactly as floats: two that differ do so by at least 1 / t², which for t < 2^26 no rounding hides."""
    return np.lexsort((town, families, served / families))
