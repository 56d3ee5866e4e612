"""python -m tests.bench.growth [FAMILIES …]: how time grows at constant density, and the exponent of it.

Ten helpers and up to twenty pairs per family, 500 km² per 50 families: everybody's surroundings stay the same while the
map grows. Linear work has exponent 1. Run `python -m matching.engine prepare` first.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from matching.engine.solvers import compiled
from tests.bench.assign import Measured, measure
from tests.bench.instances import instance

FAMILIES: Final = (1_000, 3_000, 10_000, 30_000, 100_000)
HELPERS_EACH: Final = 10
PAIRS_EACH: Final = 20
NAMES: Final = ("engine (compiled, else flow)", "OR-Tools SimpleMinCostFlow")


class Step(NamedTuple):
    """One size: families, pairs, and what each solver took."""

    families: int
    pairs: int
    measured: dict[str, Measured]


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth")
    parser.add_argument("families", nargs="*", type=int, default=FAMILIES, metavar="FAMILIES")
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args(arguments)
    steps = []
    sys.stdout.write(f"{'families':>9}{'pairs':>10}" + "".join(f"{name:>32}" for name in NAMES) + "\n")
    for step in growth(given.families, given.repeats):
        steps.append(step)
        seconds = "".join(f"{step.measured[name].seconds:30.4f} s" for name in NAMES)
        sys.stdout.write(f"{step.families:9}{step.pairs:10}{seconds}\n")
        sys.stdout.flush()
    if len(steps) > 1:
        sys.stdout.write(f"{'exponent':19}" + "".join(f"{exponent(steps, name):32.2f}" for name in NAMES) + "\n")


def growth(families: Sequence[int], repeats: int) -> Iterator[Step]:
    """Yield a step for each number of families."""
    compiled()  # loaded once, before the forks
    for number in families:
        made = instance(number, HELPERS_EACH * number, PAIRS_EACH)
        yield Step(number, made.family.size, dict(measure(made, NAMES, repeats)))


def exponent(steps: Sequence[Step], name: str) -> float:
    """Return b of seconds ~ families^b, by least squares of the logarithms."""
    families = np.log([step.families for step in steps])
    seconds = np.log([step.measured[name].seconds for step in steps])
    return float(np.polyfit(families, seconds, 1)[0])


if __name__ == "__main__":
    main(sys.argv[1:])
