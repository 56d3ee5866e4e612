"""Celery wakes us; the rows decide."""

from celery import shared_task

from backend.journey.services import steps


@shared_task
def plan_missing_steps() -> None:
    """Every minute, by beat: families that were imported or got a day of arrival."""
    steps.plan_missing_steps()
