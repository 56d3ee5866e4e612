"""python -m tests.bench.fairness [SIZE …] [--json FILE]: shares served per municipality under both policies, and the time.

A SIZE is families x helpers x pairs per family, one place each. Shown are the families served, the share served of the
worst-off municipality, of the tenth part that is worst off (p10), how unequal the shares are (Gini), the sum of fit, and
the median seconds of processor time of the plan and of its check. Both serve as many of each class, or this ends with an
error. Run `python -m matching.engine prepare` first.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np

from matching.engine import Assignment, assign, assign_fairly
from matching.engine.arrays import Floats, Ints
from matching.engine.objective import RESOLUTION
from matching.engine.solvers import compiled, turn_taker
from tests.bench.instances import CLASSES, instance, where

SIZES: Final = ("3000x2000x24", "30000x20000x24")
HEAD: Final = ("served", "worst", "p10", "gini", "fit", "seconds", "check")


def main(arguments: list[str]) -> None:
    """Measure, print, and write what was measured as JSON where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fairness")
    parser.add_argument("sizes", nargs="*", default=SIZES, metavar="SIZE")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args(arguments)
    for load in (compiled, turn_taker):
        load()  # once, before anything is timed
    told: dict[str, Any] = {}
    for size in given.sizes:
        told[size] = measured(*map(int, size.split("x")), repeats=given.repeats)
        sys.stdout.write(f"\n{size}, {told[size]['municipalities']} municipalities\n")
        sys.stdout.write(f"{'policy':16}" + "".join(f"{name:>10}" for name in HEAD) + "\n")
        for policy in ("classes", "municipalities_policy"):
            row = told[size][policy]
            sys.stdout.write(f"{policy.partition('_')[0]:16}" + "".join(f"{row[name]:>10}" for name in HEAD) + "\n")
        sys.stdout.flush()
    if given.json:
        given.json.write_text(json.dumps(told, indent=1) + "\n")


def measured(families: int, helpers: int, per_family: int, *, repeats: int) -> dict[str, Any]:
    """Return both policies side by side, ready for JSON; `shares` are by municipality, in the same order."""
    made, town = instance(families, helpers, per_family, most_places=1), where(families, helpers).family
    question = made.family, made.helper, made.fit / RESOLUTION, made.capacity, CLASSES - made.rank
    plans = [_timed(lambda: assign(*question), repeats), _timed(lambda: assign_fairly(*question, town), repeats)]
    usual, fair = (plan for plan, _ in plans)
    if usual.served_by_class.tolist() != fair.served_by_class.tolist():
        raise SystemExit(f"fairness cost a class: {usual.served_by_class} and {fair.served_by_class}")
    usual_row, fair_row = (_row(plan, seconds, town) for plan, seconds in plans)
    return {"municipalities": np.unique(town).size, "classes": usual_row, "municipalities_policy": fair_row}


def _timed(make: Callable[[], Assignment], repeats: int) -> tuple[Assignment, float]:
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        plan = make()
        seconds.append(time.process_time() - start)
    return plan, median(seconds)


def _row(plan: Assignment, seconds: float, town: Ints) -> dict[str, Any]:
    start = time.process_time()
    plan.verify()
    check = time.process_time() - start
    _, of, living = np.unique(town, return_inverse=True, return_counts=True)
    share = np.bincount(of[plan.problem.family[plan.pairs]], minlength=living.size) / living
    return {
        "served": plan.pairs.size,
        "worst": round(float(share.min()), 3),
        "p10": round(float(np.quantile(share, 0.1)), 3),
        "gini": round(gini(share), 3),
        "fit": round(plan.total_fit, 1),
        "seconds": round(seconds, 3),
        "check": round(check, 3),
        "shares": share.round(4).tolist(),
    }


def gini(share: Floats) -> float:
    """Return how unequal the shares are: 0 all alike, towards 1 one has all (mean difference over twice the mean)."""
    return float(np.abs(share[:, None] - share).mean() / (2 * share.mean()))


if __name__ == "__main__":
    main(sys.argv[1:])
