"""A person's own messages: reading them and marking them as read. The door is the recipient."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from backend.errors import NotFound
from backend.people.models import Person
from notifications.channels import INBOX
from notifications.models import DeliveryState, Message


def messages_of(person: Person, *, now: datetime) -> QuerySet[Message]:
    """Return what `person` has been told in the inbox by `now`, newest first."""
    return Message.objects.filter(
        recipient=person, due_at__lte=now, deliveries__channel=INBOX, deliveries__state=DeliveryState.SENT
    ).order_by("-created_at", "-pk")


def unread_count(person: Person, *, now: datetime) -> int:
    """Return how many of them `person` has not read."""
    return messages_of(person, now=now).filter(read_at=None).count()


def mark_read(*, actor: Person, message_uuid: UUID, now: datetime) -> Message:
    """Mark a message of `actor` as read and return it. A second time changes nothing. Raises NotFound."""
    message = messages_of(actor, now=now).filter(uuid=message_uuid).first()
    if message is None:
        raise NotFound("no such message")
    if Message.objects.filter(pk=message.pk, read_at=None).update(read_at=now):
        message.read_at = now
    return message
