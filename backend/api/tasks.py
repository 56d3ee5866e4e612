"""Celery wakes us; the rows decide."""

from celery import shared_task
from django.utils import timezone

from backend.api.models import IdempotentRequest


@shared_task
def forget_idempotent_requests() -> None:
    """Every hour, by beat."""
    IdempotentRequest.requests.forget(now=timezone.now())
