"""The exact plan of the policy "municipalities": best class counts, leximin shares, then best fit, then the fixed tie."""

from dataclasses import fields, replace

import numpy as np
from numpy.typing import ArrayLike

from matching.engine.arrays import Ints, by_pair, frozen
from matching.engine.assign import assignment, fits, tie_bits, units
from matching.engine.assignment import Assignment
from matching.engine.fairness.assignment import FairAssignment
from matching.engine.fairness.counts import fair_counts
from matching.engine.fairness.exchanges import exchanges
from matching.engine.fairness.labels import drawn_by
from matching.engine.fairness.turns import Towns, towns_of
from matching.engine.inputs import Problem, municipalities, problem
from matching.engine.objective import class_step, most_worth, ranks, require_exact, tie_break, worth
from matching.engine.optimum import optimum
from matching.engine.prices import Optimum


def assign_fairly(
    family: ArrayLike,
    helper: ArrayLike,
    fit: ArrayLike,
    capacity: ArrayLike,
    priority: ArrayLike,
    municipality: ArrayLike,
    keep: ArrayLike | None = None,
    keep_bonus: float = 0.03,
) -> FairAssignment:
    """Return the best fair plan over the possible pairs, with its proof. Arguments as `assign` takes them, and

    municipality  int[F] ≥ 0, the id of each family's municipality

    Serves as many families of each class as `assign` does. Among all plans that do, takes those with leximin shares
    served per municipality: the worst-off is served as well as can be, given that the second, and so on (which of equal
    ones: the smaller, then the smaller id); among those the one with the largest sum of fit plus bonus, then of the fixed
    number per pair.

    Raises ValueError as `assign` does.
    """
    asked = problem(family, helper, fit, capacity, priority, keep, keep_bonus)
    of = municipalities(municipality, asked.priority.size)
    return solve_fairly(asked, np.arange(asked.priority.size), np.arange(asked.capacity.size), of)


def solve_fairly(asked: Problem, family_key: Ints, helper_key: Ints, municipality: Ints) -> FairAssignment:
    """Return the best fair plan for a checked problem; ties are broken by these stable ids, int64[F] and int64[H].

    municipality  int64[F], an id ≥ 0 each: equal shares of equally large ones are broken by it
    """
    order = by_pair(asked.family, asked.helper, asked.capacity.size)
    family, helper = asked.family[order], asked.helper[order]
    rank, towns = ranks(asked.priority), towns_of(municipality)
    step = class_step(most_worth(asked.keep_bonus), asked.capacity, rank.size)
    require_exact(int(rank.max(initial=0)), step)
    value = worth(asked.fit, asked.keep, asked.keep_bonus)[order]
    tie = tie_break(family_key[family], helper_key[helper], tie_bits(rank.size, asked.capacity.size))
    classes = optimum(family, helper, rank[family], [rank[family]], tie, asked.capacity, rank.size)
    chosen = order[classes.chosen[classes.chosen >= 0]]
    given = np.bincount(towns.of[asked.family[chosen]], minlength=towns.id.size)
    served = fair_counts(towns, given, exchanges(asked, rank, classes.helper_price, chosen))
    best, price = _best_fit(asked, (family, helper, rank[family], value, tie), step, towns, served)
    pairs = np.sort(order[best.chosen[best.chosen >= 0]])
    return _fair(assignment(asked, pairs, rank, best, step), municipality, towns, served, price)


def _best_fit(asked: Problem, pairs: tuple[Ints, ...], step: int, towns: Towns, served: Ints) -> tuple[Optimum, Ints]:
    """Return the best plan that serves at least `served` of each municipality, and the municipalities' prices.

    pairs  (family, helper, rank, value, tie), shape (pairs,) each; family ascending

    An ordinary question with one helper more per municipality, "nobody", who has as many places as families stay
    unserved: everybody gets a place, there or with a helper. So each pair is one class higher, and nobody is in the last:
    that outweighs any sum of fit, and leaving nobody's place free gains no class, since their counts are the best.
    """
    families, helpers = towns.of.size, asked.capacity.size
    every, alone = np.arange(families), np.ones(families, dtype=np.int64)
    nobody = every, helpers + towns.of, 0 * alone, 0 * alone, alone
    order = np.argsort(np.concatenate([pairs[0], every]), kind="stable")
    family, helper, rank, value, tie = (np.concatenate(both)[order] for both in zip(pairs, nobody, strict=True))
    wide = replace(asked, capacity=np.concatenate([asked.capacity, towns.families - served]))
    weight = (rank + 1) * step + value
    aims = [weight] if fits(weight, wide) else [rank + 1, value]
    found = optimum(family, helper, weight, aims, tie, wide.capacity, families)
    rows, price = order[found.chosen], found.helper_price[helpers:]
    best = Optimum(
        chosen=np.where(rows < pairs[0].size, rows, -1),
        family_price=found.family_price - step + price[towns.of],
        helper_price=found.helper_price[:helpers],
    )
    return best, price


def _fair(best: Assignment, municipality: Ints, towns: Towns, served: Ints, price: Ints) -> FairAssignment:
    asked, rank = best.problem, ranks(best.problem.priority)
    label, town_label = drawn_by(towns, served, exchanges(asked, rank, best.queue, best.pairs))
    return FairAssignment(
        **{each.name: getattr(best, each.name) for each in fields(best)},
        municipality=frozen(municipality),
        municipalities=frozen(towns.id),
        families_by_municipality=frozen(towns.families),
        served_by_municipality=frozen(served),
        municipality_price=units(price),
        drawn_by=frozen(label),
        town_drawn_by=frozen(town_label),
    )
