"""Entering messages and their deliveries in the ledger: each key once, whoever plans at the same time."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from backend.people.models import Person
from backend.people.time_zones import zone_named
from notifications.channels import CHANNELS
from notifications.models import Delivery, Message
from notifications.quiet_hours import next_daytime
from notifications.reminders.due import Due


def enter(dues: Sequence[Due], *, now: datetime) -> int:
    """Write the messages of `dues` that are not there yet, with a delivery for each channel of their readers.

    Return how many are new. One transaction, and a fixed number of queries.
    """
    keys = [due.key for due in dues]
    known = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    new = {due.key: due for due in dues if due.key not in known}
    if not new:
        return 0
    with transaction.atomic(durable=True):
        messages = _enter_messages(new.values(), now)
        _enter_deliveries(messages, now)
    return len(messages)


def _enter_messages(dues: Iterable[Due], now: datetime) -> list[Message]:
    """Write them and return those that nobody else has written in this instant."""
    # Sorted, so that two planners wait for one another's keys in the same order and never in a circle.
    messages = [_message(due, now) for due in sorted(dues, key=lambda due: due.key)]
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    ours = Message.objects.filter(uuid__in=[message.uuid for message in messages])
    return list(ours.select_related("recipient"))


def _message(due: Due, now: datetime) -> Message:
    return Message(
        key=due.key,
        rule=due.rule,
        recipient_id=due.recipient_id,
        template=due.template,
        subject=due.subject,
        parameters=dict(due.parameters),
        due_at=due.due_at,
        expires_at=due.expires_at,
        created_at=now,
    )


def _enter_deliveries(messages: Iterable[Message], now: datetime) -> None:
    Delivery.objects.bulk_create(
        Delivery(message=message, channel=name, due_at=_first_try(message.recipient, name, now))
        for message in messages
        for name, channel in CHANNELS.items()
        if channel.address_of(message.recipient)
    )


def _first_try(person: Person, channel: str, now: datetime) -> datetime:
    """Return `now`, or the reader's next daytime for what could wake them."""
    return now if CHANNELS[channel].is_silent else next_daytime(now, zone_named(person.time_zone))
