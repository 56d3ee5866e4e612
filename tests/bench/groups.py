"""python -m tests.bench.groups [SIZE …]: families to sponsor groups, the engine beside HiGHS alone and a greedy choice.

A SIZE is families x groups x share of pairs that are possible, in percent. HiGHS alone gets the plain model, one row
per kind of room, in one go: each class is worth more than all that comes after it, as far as its numbers reach; the
others go class by class. Seconds are of the processor; everything runs on one. `1st` … say how many families of the
first three classes are served; `gap` is what the plan's own bound leaves open in the first aim that is not proven.
"""

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import highspy
import numpy as np

from matching.engine.arrays import Ints
from matching.engine.groups.certificate import verify
from matching.engine.groups.model import linear_model
from matching.engine.groups.question import Question
from matching.engine.groups.search import seated
from matching.engine.groups.solve import Solved, solve
from tests.matching.engine.groups.questions import a_programme

SIZES: Final = ("50x20x30", "300x100x15", "1000x300x8")
CLASSES: Final = 8
PATIENCE: Final = 120.0  # seconds that HiGHS alone is given
HEAD: Final = f"{'way':34}{'seconds':>9}{'families':>10}{'1st class':>11}{'2nd':>6}{'3rd':>6}{'fit':>9}  gap\n"


class Found(NamedTuple):
    """A plan and what its way knows of the gap, in words."""

    chosen: Ints
    gap: str


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.groups")
    parser.add_argument("sizes", nargs="*", default=SIZES, metavar="SIZE")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    for size in given.sizes:
        families, groups, percent = map(int, size.split("x"))
        asked = a_programme(families, groups, given.seed, percent / 100, CLASSES)
        places, persons, _ = asked.room.sum(axis=0)
        sys.stdout.write(f"\n{size}: {asked.family.size} pairs, {places} places, {persons} persons housed of ")
        sys.stdout.write(f"{asked.need[:, 1].sum()}\n{HEAD}")
        for name, way in WAYS.items():
            _show(name, way, asked)


def _show(name: str, way: Callable[[Question], Found], asked: Question) -> None:
    start = time.process_time()
    found = way(asked)
    seconds = time.process_time() - start
    if not asked.fits(found.chosen).all():
        raise SystemExit(f"{name} gives a group more than it has room for")
    *classes, fit = asked.worth(found.chosen)
    first = [*classes, 0, 0][:3]
    told = f"{name:34}{seconds:9.2f}{sum(classes):10}{first[0]:11}{first[1]:6}{first[2]:6}{fit / 10_000:9.2f}"
    sys.stdout.write(f"{told}  {found.gap}\n")
    sys.stdout.flush()


def _engine(asked: Question) -> Found:
    return _told(asked, solve(asked))


def _search(asked: Question) -> Found:
    return _told(asked, solve(asked, most_pairs=0))


def _told(asked: Question, solved: Solved) -> Found:
    verify(asked, solved)
    first = next((stage for stage in solved.stages if not stage.is_closed), None)
    if first is None:
        by_prices = sum(stage.bound == stage.value for stage in solved.stages)
        return Found(solved.chosen, f"proven, {by_prices} of {len(solved.stages)} aims by prices alone")
    return Found(solved.chosen, f"{1 - first.value / first.bound:.2%} in aim {solved.stages.index(first) + 1}")


def _highs(asked: Question) -> Found:
    """Eight classes weigh 2^0 … 2^7 times 64 perfect fits: any more and its tolerances would drown the fit."""
    weight = (64 * 10_000 << asked.rank[asked.family]) + asked.value
    model = linear_model(asked, [weight], [], None)
    model.integrality_ = [highspy.HighsVarType.kInteger] * model.num_col_
    solver: Any = highspy._core._Highs()  # which prints no line about itself
    for option, value in {"output_flag": False, "threads": 1, "time_limit": PATIENCE, "mip_rel_gap": 0.0}.items():
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    chosen = np.full(asked.rank.size, -1, dtype=np.int64)
    rows = np.flatnonzero(np.rint(np.array(solver.getSolution().col_value)[: asked.family.size]))
    chosen[asked.family[rows]] = rows
    return Found(chosen, f"{solver.getInfo().mip_gap:.2%} of its own weights")


def _greedy(asked: Question) -> Found:
    order = np.lexsort((-asked.value, -asked.rank[asked.family]))
    return Found(seated(asked, order), "knows none")


WAYS: Final[dict[str, Callable[[Question], Found]]] = {
    "engine": _engine,
    "engine, prices and search only": _search,
    "HiGHS alone, one weighted sum": _highs,
    "greedy by class, then fit": _greedy,
}


if __name__ == "__main__":
    main(sys.argv[1:])
