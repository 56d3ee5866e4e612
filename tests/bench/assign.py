"""python -m tests.bench.assign [SIZE …]: the assignment solvers beside each other, a table on standard output.

A SIZE is families x helpers x pairs per family [x most places per helper], for example 30000x20000x24x1. Each solver
runs in a fork of its own, so that its memory can be told; what is shown is the median (of one run for a peer that takes
over ten seconds), in seconds of processor time: each of these solvers uses one core, and other work on the machine
should not count. Every exact solver must reach the same optimum, or this ends with an error. Run
`python -m matching.engine prepare` first.
"""

import argparse
import ctypes
import multiprocessing
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.solvers import compiled
from tests.bench.instances import Instance, instance
from tests.bench.peers import PEERS, NotRun

SIZES: Final = ("1000x5000x12", "10000x50000x20", "30000x20000x24x1", "30000x200000x20")
SLOW_S: Final = 10
HEAD: Final = f"{'solver':30}{'seconds':>9}{'MB':>7}{'served':>9}{'of best':>9}{'× engine':>10}\n"


class Measured(NamedTuple):
    """One run of one solver, or why there was none."""

    seconds: float
    megabytes: float
    served: int
    weight: int
    fit: int
    why_not: str = ""


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.assign")
    parser.add_argument("sizes", nargs="*", default=SIZES, metavar="SIZE", type=_size)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="solvers whose name contains this")
    given = parser.parse_args(arguments)
    compiled()  # loaded once, before the forks
    for size in given.sizes:
        families, helpers, per_family, *places = map(int, size.split("x"))
        made = instance(families, helpers, per_family, most_places=places[0] if places else 2, seed=given.seed)
        sys.stdout.write(f"\n{size}: {made.family.size} pairs, {made.capacity.sum()} places\n{HEAD}")
        _table(made, given.repeats, given.only)


def _size(text: str) -> str:
    if not re.fullmatch(r"[1-9]\d*x[1-9]\d*x[1-9]\d*(x[1-9]\d*)?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not FAMILIESxHELPERSxPAIRS[xPLACES], such as {SIZES[0]}")
    return text


def measure(given: Instance, names: Iterable[str], repeats: int) -> Iterator[tuple[str, Measured]]:
    """Yield each named peer with its median. Raises SystemExit where an exact one finds another optimum."""
    best: Measured | None = None
    for name in names:
        one = median_of(PEERS[name].solve, given, repeats)
        best = best or one
        if PEERS[name].exact and not one.why_not and one.weight != best.weight:
            raise SystemExit(f"{name} finds {one.weight}, not {best.weight}")
        yield name, one


def median_of(solve: Callable[[Instance], Ints], given: Instance, repeats: int) -> Measured:
    """Return one run with the median of seconds and memory; a peer that takes a minute runs once."""
    runs = [_forked(solve, given)]
    while len(runs) < repeats and runs[0].seconds < SLOW_S and not runs[0].why_not:
        runs.append(_forked(solve, given))
    return runs[0]._replace(seconds=median(r.seconds for r in runs), megabytes=median(r.megabytes for r in runs))


def _table(given: Instance, repeats: int, only: str) -> None:
    best: Measured | None = None
    for name, one in measure(given, [name for name in PEERS if only in name], repeats):
        if one.why_not:
            sys.stdout.write(f"{name:30}{one.why_not:>25}\n")
            continue
        best = best or one
        share, times = one.fit / best.fit, one.seconds / best.seconds
        sys.stdout.write(f"{name:30}{one.seconds:9.3f}{one.megabytes:7.0f}{one.served:9}{share:9.1%}{times:10.1f}\n")
        sys.stdout.flush()


def _forked(solver: Callable[[Instance], Ints], given: Instance) -> Measured:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_measure, args=(solver, given, theirs))
    child.start()
    theirs.close()
    measured: Measured = ours.recv()
    child.join()
    return measured


def _measure(solver: Callable[[Instance], Ints], given: Instance, to: Any) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a peer that greets would spoil the table
    ctypes.CDLL(None).malloc_trim(0)  # what making the instance left must not hide what the solver takes
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far (man 5 proc)
    before, start = _megabytes("VmRSS"), time.process_time()
    try:
        chosen = solver(given)
    except NotRun as reason:
        to.send(Measured(0, 0, 0, 0, 0, str(reason)))
        return
    seconds, rows = time.process_time() - start, chosen[chosen >= 0]
    load = np.bincount(given.helper[rows], minlength=given.capacity.size)
    allowed = (load <= given.capacity).all() and np.unique(given.family[rows]).size == rows.size
    weight = int(given.weight[rows].sum()) if allowed else -1
    to.send(Measured(seconds, _megabytes("VmHWM") - before, rows.size, weight, int(given.fit[rows].sum())))


def _megabytes(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


if __name__ == "__main__":
    main(sys.argv[1:])
