"""How one plan that is best for the classes can be turned into another: which pairs, and who may be left out."""

from typing import NamedTuple

import numpy as np

from matching.engine.arrays import Bools, Ints, starts_of
from matching.engine.inputs import Problem


class Exchanges(NamedTuple):
    """The part of a question over which a family may get the place of another, without a loss to any class.

    starts, to  where family f may go: to[starts[f]] … to[starts[f + 1] - 1]
    at          int64[families]: the helper whose place it holds, if that can ever be exchanged, else -1
    may_go      bool[families]: some best plan may leave it out, or leaves it out now
    holder      the families with an exchangeable place, by helper
    held        helper h is held by holder[held[h]] … holder[held[h + 1] - 1]
    """

    starts: Ints
    to: Ints
    at: Ints
    may_go: Bools
    holder: Ints
    held: Ints


def exchanges(asked: Problem, rank: Ints, queue: Ints, pairs: Ints) -> Exchanges:
    """Return what can be exchanged in a plan `pairs` with these blocking labels, as in Assignment.

    The labels are prices that prove the plan best for the classes alone, so the other best plans are made of the pairs
    that are tight for them, leave out only whom they leave with nothing, and keep every helper full whose label is above
    0 (complementary slackness). A family moves between helpers of one label only, and nobody ever comes to one of label 0.
    """
    place = np.full(rank.size, -1, dtype=np.int64)
    place[asked.family[pairs]] = asked.helper[pairs]
    level = np.where(place >= 0, queue[place] if queue.size else 0, rank)
    tight = np.flatnonzero((queue[asked.helper] == level[asked.family]) & (level[asked.family] > 0))
    tight = tight[np.argsort(asked.family[tight], kind="stable")]
    at = np.where(level > 0, place, -1)
    holder = np.flatnonzero(at >= 0)
    holder = holder[np.argsort(at[holder], kind="stable")]
    return Exchanges(
        starts=starts_of(asked.family[tight], rank.size),
        to=asked.helper[tight],
        at=at,
        may_go=rank == level,
        holder=holder,
        held=starts_of(at[holder], queue.size),
    )
