"""The parts of large runs as a queue: leased by one worker at a time, settled once, all in conditional writes.

What is done in a part lives in `pieces`. A worker that is lost only loses its lease: the part falls due again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db import OperationalError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from matching.models import Run, RunPart
from matching.models.part import WHOLE, Task
from matching.models.run import RunState

# The largest step of all, writing a million proposals, takes minutes; whoever needs longer than this is lost.
LEASE: Final = timedelta(minutes=20)
TRIES: Final = 5
BULK: Final = ("columns", "asked", "found")  # megabytes: read only where they are used


class Lease(NamedTuple):
    """The right to do one task of one part once. `attempt` tells it from those of earlier and later workers."""

    part_id: int
    run_id: int
    task: str
    round: int
    attempt: int


class LeaseLost(Exception):
    """Somebody else has done this part meanwhile, or the run is over. Nothing may be written."""


@transaction.atomic(durable=True)
def claim_part(run_id: int, *, now: datetime) -> Lease | None:
    """Lease the first part of the run that is due; None if there is none. Two workers never hold the same."""
    due = RunPart.objects.filter(free_at(now), run=run_id, is_due=True, attempts__lt=TRIES)
    part = due.defer(*BULK).select_for_update(skip_locked=True).order_by("pk").first()
    if part is None:
        return None
    RunPart.objects.filter(pk=part.pk).update(attempts=F("attempts") + 1, leased_until=now + LEASE)
    return Lease(part.pk, part.run_id, part.task, part.round, part.attempts + 1)


def free_at(now: datetime) -> Q:
    """Nobody has the part, or whoever had it is lost."""
    return Q(leased_until=None) | Q(leased_until__lte=now)


def left_behind(*, now: datetime) -> list[int]:
    """Return the runs that have a part which is due and at which nobody is at work, whatever became of whom was woken."""
    parts = RunPart.objects.filter(run=OuterRef("pk"))
    due, leased = parts.filter(free_at(now), is_due=True), parts.filter(leased_until__gt=now)
    runs = Run.objects.filter(Exists(due), ~Exists(leased), state=RunState.RUNNING)
    return list(runs.order_by("pk").values_list("pk", flat=True))


@transaction.atomic(durable=True)
def end_hopeless(*, now: datetime) -> None:
    """End each run as failed that has a part which was begun `TRIES` times and took its worker along every time."""
    for part in RunPart.objects.filter(free_at(now), is_due=True, attempts__gte=TRIES).defer(*BULK).order_by("run"):
        end_failed(part.run_id, f"{part.task}: begun {TRIES} times, never finished", now=now)


def leased(lease: Lease) -> RunPart:
    """Return the part with everything that lies in it. Raises LeaseLost."""
    part = _ours(lease).first()
    if part is None:
        raise LeaseLost(str(lease))
    return part


def held(lease: Lease) -> tuple[Run, RunPart]:
    """Lock the run, and return it and the part. Raises LeaseLost. Part of a use case: call it first in its transaction."""
    run = Run.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=lease.run_id)
    part = _ours(lease).defer(*BULK).first()
    if part is None:
        raise LeaseLost(str(lease))
    return run, part


def found_in(lease: Lease) -> Iterator[bytes | memoryview]:
    """Yield what each territory of the run found, one at a time, in their order. Raises LeaseLost."""
    territories = RunPart.objects.filter(run=lease.run_id, number__gt=WHOLE)
    for number in list(territories.order_by("number").values_list("number", flat=True)):
        found = territories.filter(number=number).values_list("found", flat=True).first()
        if found is None:
            raise LeaseLost(str(lease))
        yield found


def _ours(lease: Lease) -> QuerySet[RunPart]:
    ours = {"task": lease.task, "round": lease.round, "attempts": lease.attempt, "is_due": True}
    return RunPart.objects.filter(pk=lease.part_id, run__state=RunState.RUNNING, **ours)


@transaction.atomic(durable=True)
def settle_territory(lease: Lease, found: bytes) -> int:
    """Store what a territory found; the last one of its round makes the whole due. Returns how many parts became due.

    Raises LeaseLost.
    """
    run, part = held(lease)
    RunPart.objects.filter(pk=part.pk).update(found=found, is_due=False, leased_until=None)
    territories = RunPart.objects.filter(run=run, number__gt=WHOLE)
    counted = territories.aggregate(every=Count("pk"), left=Count("pk", filter=Q(is_due=True)))
    tell_progress(run, Task(lease.task), lease.round, 1 - counted["left"] / counted["every"])
    if counted["left"]:
        return 0
    return RunPart.objects.filter(run=run, number=WHOLE).update(is_due=True)


def ask_territory(run: Run, number: int, task: Task, *, round: int, asked: bytes) -> None:
    """Make a territory due. Part of a use case of the whole."""
    RunPart.objects.filter(run=run, number=number).update(
        task=task, round=round, asked=asked, is_due=True, attempts=0, leased_until=None
    )


def put_by(whole: RunPart, task: Task, *, round: int, **stored: bytes) -> None:
    """Let the whole wait with its next task until every territory has answered. Part of a use case."""
    RunPart.objects.filter(pk=whole.pk).update(
        task=task, round=round, is_due=False, attempts=0, leased_until=None, **stored
    )


def tell_progress(run: Run, task: Task, round: int, share: float) -> None:
    """Write how far the run is; it never falls. Each round of prices counts half of what is left, since nobody knows
    how many there will be (five were enough on every measured instance)."""
    begun = {Task.SPLIT: 2.0, Task.SEARCH: 10.0, Task.PRICE: 90 - 40 * 0.5 ** (round - 1), Task.EXPLAIN: 90.0}
    width = {Task.SPLIT: 0.0, Task.SEARCH: 35.0, Task.PRICE: 20 * 0.5 ** (round - 1), Task.EXPLAIN: 7.0}
    progress = int(begun[task] + width[task] * share)
    Run.objects.filter(pk=run.pk, progress__lt=progress).update(progress=progress)


@contextmanager
def doing(lease: Lease, *, clock: Callable[[], datetime]) -> Iterator[None]:
    """Let an error in a part end its run as failed; a worker that is stopped gives the part back, for the next.

    A lost lease is no error of the run, and trouble with the database is as if the worker were lost.
    """
    try:
        yield
    except (LeaseLost, OperationalError):
        raise
    except Exception as error:
        with transaction.atomic():
            end_failed(lease.run_id, type(error).__name__, now=clock())
        raise
    except BaseException:
        given_back = RunPart.objects.filter(pk=lease.part_id, round=lease.round, attempts=lease.attempt)
        given_back.update(leased_until=None, attempts=F("attempts") - 1)
        raise


def end_failed(run_id: int, error: str, *, now: datetime) -> None:
    """End a run that is going on as failed and forget its parts. Part of a use case."""
    Run.objects.filter(pk=run_id, state=RunState.RUNNING).update(
        state=RunState.FAILED, error=error, finished_at=now, phase=""
    )
    RunPart.objects.filter(run=run_id).delete()
