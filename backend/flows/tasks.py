"""Celery wakes us; the rows decide. No task here holds a rule or a query."""

from celery import shared_task
from django.utils import timezone

from backend.flows import calendar
from backend.people.clearance import recount_all
from backend.people.documents import retention


@shared_task
def turn_the_day() -> None:
    """Every hour, by beat: somewhere a day begins."""
    calendar.turn_the_day(now=timezone.now())


@shared_task
def delete_documents() -> None:
    """Every hour, by beat: those whose last day has come where they are."""
    retention.delete_due(now=timezone.now())


@shared_task
def count_clearance_anew() -> None:
    """Every night, by beat, before matching: nothing should differ; what does is repaired, and logged."""
    recount_all()
