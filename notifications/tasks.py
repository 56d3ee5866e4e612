"""Celery wakes us; the database decides. No task here holds a rule, a query or a retry policy."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from notifications import delivery, reminders
from notifications.channels import CHANNELS


@shared_task
def plan_and_dispatch() -> None:
    """Every minute, by beat. Twice at once does no harm; a tick that is lost is made up by the next."""
    now = timezone.now()
    reminders.plan(now)
    for batch in delivery.batches_due(now=now):
        deliver_batch.apply_async((batch,), expires=delivery.LEASE.total_seconds())


@shared_task
def deliver_batch(leases: list[tuple[int, int, datetime]]) -> None:
    """Deliver what these leases allow; those that were lost or used are left alone."""
    delivery.deliver_all(
        [delivery.Lease(*lease) for lease in leases],
        clock=timezone.now,
        channels=CHANNELS,
        still_due=reminders.still_due,
        signed_path=reminders.signed_path,
    )
