"""Plan and deliver by hand what beat and a worker do each minute."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from notifications import delivery, reminders
from notifications.channels import CHANNELS
from notifications.models import DeliveryState
from notifications.quiet_hours import DAY_BEGINS


class Command(BaseCommand):
    help = (
        "Plan the reminders that are due now and deliver them, without waiting for beat and a worker. "
        "At night e-mail waits until 08:00 where its reader lives; the inbox does not wait."
    )

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        planned = reminders.plan(now)
        states: Counter[str] = Counter()
        for batch in delivery.batches_due(now=now):
            states.update(
                delivery.deliver_all(
                    batch,
                    clock=timezone.now,
                    channels=CHANNELS,
                    still_due=reminders.still_due,
                    signed_path=reminders.signed_path,
                )
            )
        self.stdout.write(f"messages planned: {planned}; deliveries: {', '.join(_told(states, now)) or 'nothing due'}")


def _told(states: Counter[str], now: datetime) -> Iterator[str]:
    for state in sorted(states.keys() - {DeliveryState.DUE}):
        yield f"{states[state]} {state}"
    put_off = delivery.put_off(now=now)
    if again := put_off.filter(error__gt="").count():
        yield f"{again} will be tried again"
    if asleep := put_off.filter(error="").count():
        yield f"{asleep} wait until {DAY_BEGINS:%H:%M} (night where their readers live)"
