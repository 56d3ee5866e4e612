"""python -m tests.bench.arrivals [FAMILIES HELPERS PAIRS]: milliseconds that one change of a standing plan takes.

People are drawn who leave, each comes back at once with the pairs it had, and at last couples are approved. Without
arguments: 100,000 families, a million helpers, up to 24 pairs per family. Run `python -m matching.engine prepare` first.
"""

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from matching.engine.arrays import Ints, starts_of
from matching.engine.standing import Standing
from tests.bench.instances import Instance, instance

SIZE: Final = (100_000, 1_000_000, 24)


class Watch:
    """Seconds that changes took, by what they were."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = {}

    def time(self, change: Callable[..., Any], *arguments: object) -> Any:
        """Return what the change returns."""
        start = time.perf_counter()
        answer = change(*arguments)
        self.taken.setdefault(change.__name__, []).append(time.perf_counter() - start)
        return answer


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.arrivals")
    parser.add_argument("size", nargs="*", default=SIZE, type=int, metavar="NUMBER")
    parser.add_argument("--most-places", type=int, default=2)
    parser.add_argument("--changes", type=int, default=2_000)
    given = parser.parse_args(arguments)
    made = instance(*given.size, most_places=given.most_places)
    sys.stdout.write(f"{made.rank.size} families, {made.capacity.size} helpers, {made.family.size} pairs\n")
    sys.stdout.write(f"{'milliseconds':16}{'changes':>9}{'p50':>9}{'p99':>9}{'most':>9}\n")
    for name, seconds in arrivals(made, given.changes).items():
        p50, p99, most = np.percentile(seconds, [50, 99, 100]) * 1000
        sys.stdout.write(f"{name:16}{len(seconds):9}{p50:9.3f}{p99:9.3f}{most:9.3f}\n")


def arrivals(made: Instance, changes: int) -> dict[str, list[float]]:
    """Return the seconds that each change took, by its name."""
    standing = Standing.solve(made.family, made.helper, made.weight, made.tie, made.capacity, made.rank.size)
    watch, dice = Watch(), np.random.default_rng(0)
    number = np.arange(made.rank.size)
    starts = starts_of(made.family, number.size)
    for family in _some(dice, number, changes):
        rows = np.arange(starts[family], starts[family + 1])
        watch.time(standing.remove_family, family)
        number[family] = watch.time(standing.insert_family, made.helper[rows], made.weight[rows], made.tie[rows])
    order = np.argsort(made.helper, kind="stable")
    starts = starts_of(made.helper[order], made.capacity.size)
    for helper in _some(dice, np.arange(made.capacity.size), changes):
        rows, places = order[starts[helper] : starts[helper + 1]], int(made.capacity[helper])
        pairs = number[made.family[rows]], made.weight[rows], made.tie[rows]
        watch.time(standing.remove_helper, helper)
        watch.time(standing.insert_helper, places, *pairs)
    for family in _some(dice, np.flatnonzero(standing.helper_of >= 0), changes):
        watch.time(standing.approve, family)
    return watch.taken


def _some(dice: np.random.Generator, among: Ints, most: int) -> list[int]:
    drawn: list[int] = dice.choice(among, min(most, among.size), replace=False).tolist()
    return drawn


if __name__ == "__main__":
    main(sys.argv[1:])
