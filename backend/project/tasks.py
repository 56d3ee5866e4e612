"""Shows that beat, Redis and a worker work together."""

from celery import shared_task

from backend.project import health


@shared_task
def heartbeat() -> None:
    """Every two seconds, by beat."""
    health.beat()
