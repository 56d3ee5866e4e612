"""Celery wakes us; the rows decide. No task here holds a rule or a query."""

from contextlib import suppress

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from matching.services import pieces, proposals, runs


@shared_task
def execute_run(run_id: int) -> None:
    """At once, when somebody asks for a run."""
    runs.execute_run(run_id, clock=timezone.now, wake=wake_for_parts)


@shared_task
def work_on_parts(run_id: int) -> None:
    """When a large run has work for more workers."""
    pieces.work(run_id, clock=timezone.now, wake=wake_for_parts)


@shared_task
def take_up_runs() -> None:
    """Every minute, by beat: what a lost message or a lost worker left behind."""
    runs.take_up_runs(clock=timezone.now, wake=wake_for_parts)


@shared_task
def nightly_matching() -> None:
    """Every night, by beat."""
    for run in runs.request_nightly(now=timezone.now()):
        execute_run.delay(run.pk)


@shared_task
def expire_proposals() -> None:
    """Every minute, by beat."""
    proposals.expire_due(now=timezone.now())


def wake_for_parts(run_id: int, workers: int) -> None:
    """Wake so many workers, none if no message gets through: beat does so within a minute."""
    with suppress(OperationalError):
        for _ in range(workers):
            work_on_parts.delay(run_id)
