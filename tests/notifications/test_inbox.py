"""A person reads their own messages, and only those that have come."""

from datetime import timedelta

import pytest

from backend.errors import NotFound
from notifications.channels import CHANNELS, INBOX
from notifications.delivery import claim_due, deliver_all
from notifications.inbox import mark_read, messages_of, unread_count
from tests.factories.clock import NOON
from tests.factories.notifications import a_delivery, a_message, always_due
from tests.factories.people import a_person

pytestmark = pytest.mark.django_db


def a_told_message(person, **over):
    message = a_message(person, **over)
    a_delivery(message, channel=INBOX, due_at=message.due_at)
    deliver_all(claim_due(now=message.due_at), clock=lambda: message.due_at, channels=CHANNELS, still_due=always_due)
    return message


def test_the_newest_comes_first():
    person = a_person()
    old, new = (a_told_message(person, created_at=NOON + timedelta(minutes=minute)) for minute in (0, 1))
    assert list(messages_of(person, now=NOON)) == [new, old]


def test_what_has_not_come_yet_is_not_there():
    person = a_person()
    a_told_message(person, due_at=NOON + timedelta(hours=1))
    a_delivery(a_message(person), channel=INBOX)
    assert list(messages_of(person, now=NOON)) == []
    assert unread_count(person, now=NOON + timedelta(hours=1)) == 1


def test_reading_counts_once_and_keeps_the_first_time():
    person = a_person()
    message = a_told_message(person)
    assert unread_count(person, now=NOON) == 1
    for minutes in (1, 5):
        read = mark_read(actor=person, message_uuid=message.uuid, now=NOON + timedelta(minutes=minutes))
        assert read.read_at == NOON + timedelta(minutes=1)
    assert unread_count(person, now=NOON) == 0


def test_somebody_elses_message_is_not_there():
    message = a_told_message(a_person())
    stranger = a_person()
    assert list(messages_of(stranger, now=NOON)) == []
    with pytest.raises(NotFound):
        mark_read(actor=stranger, message_uuid=message.uuid, now=NOON)
    message.refresh_from_db()
    assert message.read_at is None
