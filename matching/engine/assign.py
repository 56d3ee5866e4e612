"""The exact plan over given pairs: most families by class, then best fit, then the one plan that ties leave."""

from math import fsum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from matching.engine.arrays import Floats, Ints, by_pair, frozen
from matching.engine.assignment import Assignment
from matching.engine.blocking import Reach
from matching.engine.flow import COST_BITS
from matching.engine.inputs import Problem, problem
from matching.engine.kept import Kept
from matching.engine.objective import RESOLUTION, class_step, most_worth, ranks, require_exact, tie_break, worth
from matching.engine.optimum import optimum
from matching.engine.prices import Optimum

MOST_TIE_BITS: Final = 40


def assign(
    family: ArrayLike,
    helper: ArrayLike,
    fit: ArrayLike,
    capacity: ArrayLike,
    priority: ArrayLike,
    keep: ArrayLike | None = None,
    keep_bonus: float = 0.03,
) -> Assignment:
    """Return the best plan over the possible pairs, with its proof.

    family, helper  int[E], the possible pairs, in any order, no pair twice
    fit             float[E] in [0, 1]
    capacity        int[H] ≥ 0, free places of each helper
    priority        int[F] ≥ 0, the class of each family; smaller goes first, equal is the same class
    keep            bool[E], pairs that people are looking at already; None for none
    keep_bonus      in [0, 1], what keeping such a pair is worth, in units of fit

    Serves as many families of the first class as can be served, given that as many of the second, and so
    on, which is also the most families in all; among those plans takes one with the largest sum of fit plus
    bonus, each rounded to 1/10,000; among those the one with the largest sum of a fixed number per pair, so
    that the order of the pairs does not matter. No randomness. F and H may be 0, and so may E.

    Raises ValueError naming the array and the first bad index; or `priority`, where classes · families with a place are
    beyond 10^11, so that floats could not tell prices apart.
    """
    asked = problem(family, helper, fit, capacity, priority, keep, keep_bonus)
    return solve(asked, np.arange(asked.priority.size), np.arange(asked.capacity.size))


def solve(asked: Problem, family_key: Ints, helper_key: Ints, kept: Kept | None = None) -> Assignment:
    """Return the best plan for a checked problem; ties are broken by these stable ids, int64[F] and int64[H].

    kept  of a plan by ids, which then ascend: changes the time, never the plan
    """
    order = by_pair(asked.family, asked.helper, asked.capacity.size)
    family, helper = asked.family[order], asked.helper[order]
    value = worth(asked.fit, asked.keep, asked.keep_bonus)[order]
    rank = ranks(asked.priority)
    step = class_step(most_worth(asked.keep_bonus), asked.capacity, rank.size)
    require_exact(int(rank.max(initial=0)), step)
    weight = rank[family] * step + value
    tie = tie_break(family_key[family], helper_key[helper], tie_bits(rank.size, asked.capacity.size))
    aims = [weight] if fits(weight, asked) else [rank[family], value]
    start = kept.start(family_key, helper_key, step) if kept else None
    best = optimum(family, helper, weight, aims, tie, asked.capacity, rank.size, start)
    return assignment(asked, np.sort(order[best.chosen[best.chosen >= 0]]), rank, best, step)


def _node_bits(families: int, helpers: int) -> int:
    return (families + helpers + 1).bit_length()


def fits(weight: Ints, asked: Problem) -> bool:
    """Return whether the flow solver can take these weights in one piece, with as many nodes as the question has."""
    return int(weight.max(initial=0)).bit_length() + _node_bits(asked.priority.size, asked.capacity.size) <= COST_BITS


def tie_bits(families: int, helpers: int) -> int:
    """Return how many bits a tie may have: the flow solver still has one for helpers that are none, one per municipality."""
    return min(MOST_TIE_BITS, COST_BITS - _node_bits(families, helpers) - 1)


def assignment(
    asked: Problem, pairs: Ints, rank: Ints, best: Optimum, step: int, reach: Reach | None = None
) -> Assignment:
    """Return the plan of `pairs`, ascending, of this rank of each family, with the prices of `best`.

    reach  over all possible pairs, where `asked` does not list them all
    """
    classes, place = np.unique(asked.priority, return_inverse=True)
    unserved = np.setdiff1d(np.arange(rank.size), asked.family[pairs])
    reach = reach or Reach(asked.family, asked.helper, pairs, rank.size, asked.capacity.size)
    return Assignment(
        pairs=frozen(pairs),
        total_fit=fsum(asked.fit[pairs]),
        classes=frozen(classes),
        served_by_class=frozen(np.bincount(place[asked.family[pairs]], minlength=classes.size)),
        unserved=frozen(unserved),
        family_price=units(best.family_price),
        helper_price=units(best.helper_price),
        queue=frozen(reach.queue(unserved, rank)),
        class_bonus=step / RESOLUTION,
        problem=asked,
        price_tie=None if best.helper_tie is None else frozen(np.where(asked.capacity > 0, best.helper_tie, 0)),
        begun_with=best.begun_with,
    )


def units(price: Ints) -> Floats:
    """Return prices in units of fit."""
    return frozen(price / RESOLUTION)
