"""A person reads their own messages, and only those that have come."""

from datetime import timedelta
from uuid import uuid4

import pytest

from backend.errors import NotFound
from matching.models import Proposal
from matching.models.proposal import Party
from notifications.channels import CHANNELS, INBOX
from notifications.delivery import claim_due, deliver_all
from notifications.inbox import mark_read, messages_of, unread_count
from notifications.reminders.proposals import ANSWER_WANTED, ANSWER_WANTED_SOON
from notifications.reminders.steps import STEP_DUE
from tests.factories.clock import NOON
from tests.factories.journey import a_step
from tests.factories.matching import a_consent, a_judged_proposal
from tests.factories.notifications import a_delivery, a_message, always_due
from tests.factories.people import a_person, contact_of, lead_of

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


def test_a_question_is_there_for_as_long_as_it_waits_for_its_reader():
    proposal = a_judged_proposal()
    for person in (contact_of(proposal.family), lead_of(proposal.helper)):
        for rule in (ANSWER_WANTED, ANSWER_WANTED_SOON):
            a_told_message(person, rule=rule, subject=f"proposal:{proposal.uuid}")
        assert unread_count(person, now=NOON) == 2
    a_consent(proposal, Party.FAMILY)
    assert unread_count(contact_of(proposal.family), now=NOON) == 0
    assert unread_count(lead_of(proposal.helper), now=NOON) == 2
    Proposal.objects.update(state="withdrawn", closed_at=NOON)
    assert unread_count(lead_of(proposal.helper), now=NOON) == 0


def test_a_question_that_is_over_can_still_be_marked_as_read_from_an_old_page():
    person = a_person()
    message = a_told_message(person, rule=ANSWER_WANTED, subject=f"proposal:{uuid4()}")
    assert mark_read(actor=person, message_uuid=message.uuid, now=NOON).read_at == NOON


def test_a_step_that_is_done_is_not_called_for_any_more():
    step = a_step()
    contact = contact_of(step.family)
    a_told_message(contact, rule=STEP_DUE, subject=f"step:{step.uuid}")
    assert unread_count(contact, now=NOON) == 1
    step.done_at, step.done_by = NOON, contact
    step.save()
    assert unread_count(contact, now=NOON) == 0


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
