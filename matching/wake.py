"""Waking a worker for a run at once. The row is the queue: without a message, beat takes it up within a minute."""

from contextlib import suppress

from kombu.exceptions import OperationalError

from matching.tasks import execute_run


def wake_worker(run_id: int) -> None:
    """Tell a worker, after the commit, that there is a run to execute; do nothing if no message gets through."""
    with suppress(OperationalError):
        execute_run.delay_on_commit(run_id)  # type: ignore[attr-defined]  # celery-types do not know DjangoTask
