"""A person's own messages: reading them and marking them as read. The door is the recipient.

A message that asks for something is there for as long as it is asked: nobody is called to answer what is answered.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast

from backend.care.access import check_ins_asked_of
from backend.errors import NotFound
from backend.journey.models import Step
from backend.people.models import Person
from matching.selectors import proposals_waiting_for
from notifications.channels import INBOX
from notifications.models import DeliveryState, Message
from notifications.reminders.check_ins import CHECK_IN_WANTED
from notifications.reminders.proposals import ANSWER_WANTED, ANSWER_WANTED_SOON
from notifications.reminders.steps import STEP_DUE

ASKING: Final = (ANSWER_WANTED, ANSWER_WANTED_SOON)
_PART_AFTER_KIND: Final = Func(F("subject"), Value(":"), Value(2), function="split_part")


def messages_of(person: Person, *, now: datetime) -> QuerySet[Message]:
    """Return what `person` has been told in the inbox by `now` and still holds, newest first.

    Left out are questions that do not wait for their answer any more, check-ins too, and steps that are done.
    """
    about = OuterRef("about")
    waits = proposals_waiting_for(person, now=now).filter(uuid=about)
    is_done = Step.objects.filter(uuid=about, done_at__isnull=False)
    told = _told(person, now).annotate(about=Cast(_PART_AFTER_KIND, UUIDField()))
    is_asked = check_ins_asked_of(person).filter(uuid=about, answers__isnull=True)
    waiting = (~Q(rule__in=ASKING) | Exists(waits)) & (~Q(rule=CHECK_IN_WANTED) | Exists(is_asked))
    return told.filter(waiting).exclude(Q(rule=STEP_DUE) & Exists(is_done))


def unread_count(person: Person, *, now: datetime) -> int:
    """Return how many of them `person` has not read."""
    return messages_of(person, now=now).filter(read_at=None).count()


def mark_read(*, actor: Person, message_uuid: UUID, now: datetime) -> Message:
    """Mark a message of `actor` as read and return it. A second time changes nothing. Raises NotFound."""
    message = _told(actor, now).filter(uuid=message_uuid).first()
    if message is None:
        raise NotFound("no such message")
    if Message.objects.filter(pk=message.pk, read_at=None).update(read_at=now):
        message.read_at = now
    return message


def _told(person: Person, now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(
        recipient=person, due_at__lte=now, deliveries__channel=INBOX, deliveries__state=DeliveryState.SENT
    ).order_by("-created_at", "-pk")
