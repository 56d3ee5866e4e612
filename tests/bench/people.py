"""python -m tests.bench.people [SIZE …]: from columns of people to the proven plan; a peer that scores pair by pair.

A SIZE is families x helpers, for example 10000x100000. Each runs in a fork of its own, so that its memory can be told.
Seconds are of processor time and, in brackets, by the clock on all cores. "All pairs" are families times helpers;
"looked at" are those that a search had to look at, alone or side by side, all searches together; the rest were skipped
by bounds. "Listed" are those that the solver got. The last column is the whole beside the certificate pass alone, which
no exact way can do without.

The peer scores every pair with Python, as the closest product does, and asks networkx for the heaviest matching, which
takes hours for 2,000 x 10,000: so it gets a part of both sides, and its seconds are multiplied by how many times more
pairs all have. That is less than it would take, for its time grows faster than the pairs. The table says so; `--full`
lets it have all. Run `python -m matching.engine prepare` first.
"""

import argparse
import ctypes
import multiprocessing
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

import networkx

from matching.engine import FamilyColumns, HelperColumns, Rules, plan
from matching.engine.canonical import canonical
from matching.engine.columns import take
from matching.engine.search import looking
from matching.engine.wide import WideAssignment
from tests.bench.pair_by_pair import Scorer
from tests.bench.programmes import programme

SIZES: Final = ("1000x10000", "10000x100000", "30000x300000", "100000x1000000")
PEER: Final = (2_000, 10_000)
PART: Final = 5  # of the families and of the helpers that the peer gets
HEAD: Final = (
    f"{'families x helpers':>20}{'columns → proof':>18}{'certificate':>16}{'MB':>7}{'served':>9}"
    f"{'all pairs':>11}{'looked at':>11}{'listed':>10}{'× certificate':>15}\n"
)


class Took(NamedTuple):
    """Processor and clock seconds."""

    cpu: float
    clock: float

    def __str__(self) -> str:
        return f"{self.cpu:.2f} ({self.clock:.2f})"


class Measured(NamedTuple):
    """One run from columns to the certificate, and the certificate again, alone. looks: -1 where all were listed."""

    whole: Took
    certificate: Took
    megabytes: float
    served: int
    looks: int
    listed: int
    total_fit: float


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.people")
    parser.add_argument("sizes", nargs="*", default=SIZES, metavar="SIZE", type=_size)
    parser.add_argument("--full", action="store_true", help="the peer gets all pairs")
    parser.add_argument("--peer", type=_size, default="x".join(map(str, PEER)), metavar="SIZE")
    given = parser.parse_args(arguments)
    looking()  # loaded once, before the forks
    sys.stdout.write(f"{os.cpu_count()} cores\n{HEAD}")
    for size in given.sizes:
        families, helpers = map(int, size.split("x"))
        _show(size, families * helpers, _forked(_ours, *programme(families, helpers)))
    families, helpers = map(int, given.peer.split("x"))
    _beside(families, helpers, 1 if given.full else PART)


def _size(text: str) -> str:
    if not re.fullmatch(r"[1-9]\d*x[1-9]\d*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not FAMILIESxHELPERS, such as {SIZES[0]}")
    return text


def _show(size: str, pairs: int, one: Measured) -> None:
    looks = "all" if one.looks < 0 else f"{one.looks / pairs:.3%}"
    times = one.whole.cpu / one.certificate.cpu
    sys.stdout.write(
        f"{size:>20}{one.whole!s:>18}{one.certificate!s:>16}{one.megabytes:7.0f}{one.served:9}"
        f"{pairs:11.1e}{looks:>11}{one.listed:10}{times:15.1f}\n"
    )
    sys.stdout.flush()


def _beside(families: int, helpers: int, part: int) -> None:
    """Show the engine beside the peer, on the same people; the peer perhaps on one `part` of each side."""
    people = programme(families, helpers)
    ours = _forked(_ours, *people)
    few = take(people[0], slice(0, None, part)), take(people[1], slice(0, None, part))
    theirs, served, fit = _forked(_pair_by_pair, *few)
    same = _forked(_ours, *few)
    if (same.served, round(same.total_fit, 4)) != (served, round(fit, 4)):
        raise SystemExit(f"the peer serves {served} with {fit}, not {same.served} with {same.total_fit}")
    seconds = theirs.cpu * part * part
    told = f" = {theirs.cpu:.1f} s on a part of {few[0].key.size}x{few[1].key.size}, times {part * part}"
    sys.stdout.write(
        f"\n{families}x{helpers}, columns → plan and proof: {ours.whole.cpu:.2f} s\n"
        f"scored pair by pair, networkx max_weight_matching: {seconds:.0f} s{told if part > 1 else ''}\n"
        f"the same families served and the same fit; {seconds / ours.whole.cpu:.0f} times as long\n"
    )


def _forked(work: Callable[[FamilyColumns, HelperColumns], Any], *people: Any) -> Any:
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=lambda: there.send(work(*people)))
    child.start()
    there.close()
    measured = here.recv()
    child.join()
    return measured


def _ours(families: FamilyColumns, helpers: HelperColumns) -> Measured:
    ctypes.CDLL(None).malloc_trim(0)  # what making the people left must not hide what the plan takes
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far (man 5 proc)
    start = _now()
    made = plan(families, helpers, Rules())
    made.certificate()
    whole, looks = _since(start), -1
    if isinstance(made.assignment, WideAssignment):
        looks = made.assignment.search.looks
    start = _now()
    made.certificate()
    counts = made.counts
    told = made.assignment.total_fit
    return Measured(whole, _since(start), _peak_megabytes(), counts["served"], looks, counts["pairs"], told)


def _pair_by_pair(families: FamilyColumns, helpers: HelperColumns) -> tuple[Took, int, float]:
    """Score every pair, then match each family with one of a helper's places. Classes count first, as with us."""
    families, helpers = canonical(families), canonical(helpers)
    start = _now()
    scorer = Scorer(families, helpers)
    graph, step = networkx.Graph(), 10_301 * (len(scorer.families) + 1)
    for f, family in enumerate(scorer.families):
        for h, helper in enumerate(scorer.helpers):
            score = scorer.score(family, helper)
            if score is not None:
                for place in range(helper.capacity):
                    graph.add_edge(("family", f), ("place", h, place), weight=family.rank * step + score)
    chosen = networkx.max_weight_matching(graph)
    fit = sum(graph.edges[pair]["weight"] % step for pair in chosen)
    return _since(start), len(chosen), fit / 10_000


def _now() -> Took:
    return Took(time.process_time(), time.perf_counter())


def _since(start: Took) -> Took:
    now = _now()
    return Took(now.cpu - start.cpu, now.clock - start.clock)


def _peak_megabytes() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(sys.argv[1:])
