"""python -m tests.bench.rows [FAMILIESxHELPERS …]: from rows to stored proposals, phase by phase, beside a bare COPY.

It makes a database of its own on the server of DATABASE_URL, fills it, does one run as a worker does, and drops it.
The floor is a binary COPY of the same rows that nobody looks at. The compiled engine is loaded before: a worker does
that once in its life (1.2 s of processor time), not for each run. Run `python -m matching.engine prepare` first.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final, NamedTuple

import django
from django.db import connection
from django.utils import timezone

from matching.engine.search import looking
from matching.engine.solvers import compiled

SIZES: Final = ("3000x20000", "30000x200000")
TABLES: Final = (
    "people_family", "people_familymember", "people_memberlanguage", "people_helper", "people_helperlanguage",
)  # fmt: skip
GOAL: Final = 5  # rows to stored proposals, in times the bare COPY


class Measured(NamedTuple):
    """Seconds of the bare COPY and of each phase of a run, and how many pairs it stored."""

    bare: float
    phases: dict[str, float]
    proposed: int

    @property
    def times(self) -> float:
        """Return the whole run in times the bare COPY."""
        return sum(self.phases.values()) / self.bare


def main(arguments: list[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rows")
    parser.add_argument("sizes", nargs="*", default=SIZES, metavar="FAMILIESxHELPERS")
    given = parser.parse_args(arguments)
    for size in given.sizes:
        families, helpers = map(int, size.split("x"))
        with _database():
            show(size, measure(families, helpers))


def measure(families: int, helpers: int) -> Measured:
    """Return what a run over so many made-up rows takes, on the connected database."""
    from matching.models import Run
    from matching.models.run import RunTrigger
    from matching.services import runs
    from tests.bench.made_rows import fill

    organisation = fill(families, helpers)
    looking()
    compiled()
    bare = min(_copied() for _ in range(2))
    queued = runs.request_run(organisation=organisation, trigger=RunTrigger.COMMAND, now=timezone.now())
    begun: dict[str, float] = {}

    def told(run: Run) -> None:
        begun.setdefault(run.phase, perf_counter())

    done = runs.execute_run(queued.pk, clock=timezone.now, on_phase=told)
    assert done is not None
    ends = [*begun.values(), perf_counter()][1:]
    phases = {phase: end - start for (phase, start), end in zip(begun.items(), ends, strict=True)}
    return Measured(bare, phases, done.counts["proposed"])


def show(size: str, measured: Measured) -> None:
    """Print one line per phase and the ratio that is promised."""
    sys.stdout.write(f"\n{size}: {measured.proposed} proposals\n{'bare COPY of the rows':24}{measured.bare:9.3f} s\n")
    for phase, seconds in measured.phases.items():
        sys.stdout.write(f"{phase:24}{seconds:9.3f} s{seconds / measured.bare:8.1f} ×\n")
    sys.stdout.write(
        f"{'rows to proposals':24}{sum(measured.phases.values()):9.3f} s{measured.times:8.1f} × (goal {GOAL})\n"
    )
    sys.stdout.flush()


def _copied() -> float:
    start = perf_counter()
    with connection.cursor() as cursor:
        for table in TABLES:
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT BINARY)") as copy:
                for _ in copy:
                    pass
    return perf_counter() - start


@contextmanager
def _database() -> Iterator[None]:
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"bench_rows_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1:])
