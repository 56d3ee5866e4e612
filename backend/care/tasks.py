"""Celery wakes us; the rows decide."""

from celery import shared_task
from django.utils import timezone

from backend.care.services import check_ins


@shared_task
def plan_check_ins() -> None:
    """Every quarter of an hour, by beat: it is morning somewhere."""
    check_ins.plan_check_ins(now=timezone.now())
