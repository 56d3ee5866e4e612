"""Plan and deliver by hand what beat and a worker do each minute."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from notifications import delivery, reminders
from notifications.channels import CHANNELS


class Command(BaseCommand):
    help = "Plan the reminders that are due now and deliver them, without waiting for beat and a worker."

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        planned = reminders.plan(now)
        states: Counter[str] = Counter()
        for batch in delivery.batches_due(now=now):
            states.update(
                delivery.deliver_all(batch, clock=timezone.now, channels=CHANNELS, still_due=reminders.still_due)
            )
        told = ", ".join(f"{states[state]} {state}" for state in sorted(states)) or "nothing due"
        self.stdout.write(f"messages planned: {planned}; deliveries: {told}")
