"""python -m tests.bench.goals [ROW …]: every goal of the matching engine, and beside it what this machine just measured.

Nothing here fails because of a number: the goals are for reading. Peers run in the same run; seconds are medians.
Without a ROW all are measured, which takes about twenty minutes; `--small` runs each on a hundredth of its size.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from subprocess import run
from types import MappingProxyType
from typing import Final, NamedTuple

from matching.engine.solvers import compiled
from tests.bench.assign import Measured, measure
from tests.bench.growth import FAMILIES, NAMES, exponent, growth
from tests.bench.instances import instance

ENGINE: Final = "engine (compiled, else flow)"
OR_TOOLS: Final = "OR-Tools SimpleMinCostFlow"
SMALL: Final = 100


class Goal(NamedTuple):
    """What is measured, the goal, and what yields the lines of the answer; its argument divides the sizes."""

    work: str
    goal: str
    measured: Callable[[int], Iterator[str]]


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.goals")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(GOALS))
    parser.add_argument("--small", action="store_true")
    given = parser.parse_args(arguments)
    unknown = set(given.rows) - set(GOALS)
    if unknown:
        parser.error(f"no goal is called {min(unknown)}")
    compiled()  # loaded once, before the forks
    sys.stdout.write(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}\n")
    for name in given.rows or GOALS:
        work, goal, measured = GOALS[name]
        sys.stdout.write(f"\n{name}: {work}\n  goal      {goal}\n")
        for line in measured(SMALL if given.small else 1):
            sys.stdout.write(f"  measured  {line}\n")
            sys.stdout.flush()


def _large(part: int) -> Iterator[str]:
    found = dict(measure(instance(100_000 // part, 1_000_000 // part, 20), (ENGINE, OR_TOOLS), 3))
    yield f"{_beside(found, OR_TOOLS)}; {found[ENGINE].megabytes:.0f} beside {found[OR_TOOLS].megabytes:.0f} MB"


def _scarce(part: int) -> Iterator[str]:
    simple = ("greedy", "first come, first served", "Gale-Shapley")
    made = instance(30_000 // part, 20_000 // part, 24, most_places=1)
    found = dict(measure(made, (ENGINE, OR_TOOLS, *simple), 5))
    yield _beside(found, OR_TOOLS)
    for name in simple:
        more = found[ENGINE].served / max(1, found[name].served) - 1
        yield f"{found[ENGINE].served} families served, {more:.1%} more than {name} ({found[name].served})"


def _middle(part: int) -> Iterator[str]:
    peers = ("scipy min_weight_full", "HiGHS dual simplex", "networkx network_simplex")
    found = measure(instance(10_000 // part, 50_000 // part, 20), (ENGINE, *peers), 5)
    so_far = dict([next(found)])
    for name, one in found:
        so_far[name] = one
        yield _beside(so_far, name)


def _growth(part: int) -> Iterator[str]:
    steps = list(growth([families // part for families in FAMILIES], 5))
    for name in NAMES:
        yield f"exponent {exponent(steps, name):.2f}, {name}"


def _beside(found: Mapping[str, Measured], name: str) -> str:
    ours, theirs = found[ENGINE].seconds, found[name].seconds
    return f"{ours:.3f} s beside {theirs:.3f} s, {theirs / ours:.1f} × faster than {name}, the same optimum"


def _told_by(module: str, *arguments: str, small: tuple[str, ...]) -> Callable[[int], Iterator[str]]:
    """Return what yields the lines that another benchmark prints."""

    def lines(part: int) -> Iterator[str]:
        name = f"tests.bench.{module}"
        if find_spec(name) is None:
            yield f"nothing: there is no {name}"
            return
        line = [sys.executable, "-m", name, *(small if part > 1 else arguments)]
        done = run(line, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
        told = done.stdout if done.returncode == 0 else done.stderr
        yield from (text for text in told.splitlines() if text.strip())

    return lines


GOALS: Final[Mapping[str, Goal]] = MappingProxyType(
    {
        "large": Goal(
            "100,000 families × 1,000,000 helpers, 20 pairs per family given",
            "≥ 10 × faster than OR-Tools, less memory, the same optimum",
            _large,
        ),
        "scarce": Goal(
            "30,000 × 20,000, fewer places than families",
            "≥ 3 × faster than OR-Tools; about 17 % more families than greedy",
            _scarce,
        ),
        "middle": Goal("10,000 × 50,000", "≥ 20 × scipy, ≥ 100 × HiGHS, ≥ 1,000 × networkx", _middle),
        "people": Goal(
            "from columns of people to the certificate over all pairs, 100,000 × 1,000,000; and 2,000 × 10,000 beside a peer",
            "≤ 10 s on 2 cores, ≤ 4 GB, beside the certificate pass; ≥ 10,000 × all pairs scored in Python, then networkx",
            _told_by("people", "100000x1000000", small=("300x3000", "--peer", "40x200")),
        ),
        "rows": Goal(
            "from database rows to stored proposals, 30,000 × 200,000",
            "≤ 5 × reading the same rows by COPY",
            _told_by("rows", "30000x200000", small=("300x2000",)),
        ),
        "arrivals": Goal(
            "a family or a helper comes or goes at 100,000 × 1,000,000",
            "p99 ≤ 1 ms",
            _told_by("arrivals", small=("1000", "10000", "20")),
        ),
        "growth": Goal("1,000 to 100,000 families at constant density", "exponent ≤ 1.1", _growth),
    }
)

if __name__ == "__main__":
    main(sys.argv[1:])
