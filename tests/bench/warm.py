"""python -m tests.bench.warm [FAMILIES HELPERS]: a plan made anew, and begun with the plan that was.

Since that plan 2 % of the families have come and 2 % of the helpers have left; or one family alone has come. Milliseconds
of processor time, medians: "solve" is from all possible pairs, listed, to the plan and its prices; "plan" is from columns
of people to the plan. What is begun with a plan is compared with what is made anew, pair by pair. Run
`python -m matching.engine prepare` first.
"""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Final, NamedTuple

import numpy as np

from matching.engine import FamilyColumns, HelperColumns, Kept, Rules, plan
from matching.engine.arrays import Ints
from matching.engine.assign import solve
from matching.engine.canonical import canonical
from matching.engine.columns import take
from matching.engine.fit import points
from matching.engine.inputs import Problem
from matching.engine.kept import kept_of
from matching.engine.possible import possible
from matching.engine.weights import POINTS
from tests.bench.programmes import programme

SIZE: Final = (6_000, 5_000)
CHANGED: Final = 50  # one in so many
People = tuple[FamilyColumns, HelperColumns]


class Made(NamedTuple):
    """A plan: the keys of its pairs, how many it began with, and what it leaves."""

    family: Ints
    helper: Ints
    begun_with: int
    kept: Kept | None


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.warm")
    parser.add_argument("size", nargs="*", default=SIZE, type=int, metavar="NUMBER")
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args(arguments)
    one, other = programme(*given.size)
    families, everybody = canonical(one), canonical(other)
    dice = np.random.default_rng(0)
    helpers = take(everybody, np.flatnonzero(dice.random(everybody.key.size) >= 1 / CHANGED))
    came = dice.random(families.key.size) < 1 / CHANGED
    befores = {
        "2 % come, 2 % leave": (take(families, ~came), everybody),
        "one family comes": (take(families, slice(families.key.size - 1)), helpers),
    }
    sys.stdout.write(f"{families.key.size} families, {helpers.key.size} helpers\n")
    sys.stdout.write(f"{'':28}{'anew':>8}{'begun':>8}{'begun with':>12}{'of pairs':>10}\n")
    for name, ask in (("solve", _listed), ("plan", _planned)):
        for happens, before in befores.items():
            _show(f"{name}, {happens}", ask((families, helpers)), ask(before)(None).kept, given.repeats)


def _show(name: str, now: Callable[[Kept | None], Made], kept: Kept | None, repeats: int) -> None:
    now(None)  # whatever is loaded or filled once
    anew, cold = _timed(partial(now, None), repeats)
    begun, warm = _timed(partial(now, kept), repeats)
    if not (np.array_equal(cold.family, warm.family) and np.array_equal(cold.helper, warm.helper)):
        raise SystemExit(f"{name}: not the same plan")
    sys.stdout.write(f"{name:28}{anew:8.1f}{begun:8.1f}{warm.begun_with:12}{warm.family.size:10}\n")


def _timed(make: Callable[[], Made], repeats: int) -> tuple[float, Made]:
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        made = make()
        taken.append(time.process_time() - start)
    return median(taken) * 1000, made


def _listed(people: People) -> Callable[[Kept | None], Made]:
    """Return how a plan is made from all possible pairs, which are listed beforehand."""
    (families, helpers), rules = people, Rules()
    pairs = possible(families, helpers, rules)
    fit = points(families, helpers, pairs.family, pairs.helper, rules) / POINTS
    nobody_looks = np.zeros(fit.size, dtype=np.bool_)
    asked = Problem(pairs.family, pairs.helper, fit, helpers.capacity, families.priority, nobody_looks, 0.0)

    def make(kept: Kept | None) -> Made:
        best = solve(asked, families.key, helpers.key, kept)
        rows = families.key[asked.family[best.pairs]], helpers.key[asked.helper[best.pairs]]
        return Made(*rows, best.begun_with, kept_of(best, families.key, helpers.key))

    return make


def _planned(people: People) -> Callable[[Kept | None], Made]:
    def make(kept: Kept | None) -> Made:
        made = plan(*people, Rules(), kept=kept)
        return Made(made.family_key, made.helper_key, made.begun_with, made.kept())

    return make


if __name__ == "__main__":
    main(sys.argv[1:])
