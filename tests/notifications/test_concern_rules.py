"""A concern calls its readers and nobody else; what it suspends, nobody is told of any more."""

from datetime import timedelta

import pytest

from backend.care.models import Concern
from backend.care.services.concern_review import lift, take_up
from backend.care.services.concerns import raise_concern
from matching.models import Match
from notifications.models import Message
from notifications.reminders import plan, still_due
from notifications.reminders.concerns import concern_waiting
from notifications.rendering import render
from tests.factories.care import a_check_in
from tests.factories.clock import NOON
from tests.factories.concerns import a_concern, a_safeguarding_person, an_administrator, told
from tests.factories.journey import a_step
from tests.factories.matching import a_match
from tests.factories.people import a_coordinator, contact_of, lead_of

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
WEEK = timedelta(days=7)


@pytest.fixture
def match():
    return a_match()


def called(now):
    """Plan at `now` and return who has been called because of a concern, how often."""
    plan(now)
    messages = Message.objects.filter(rule__startswith="concern_")
    return {
        person: messages.filter(recipient=person).count() for person in messages.values_list("recipient", flat=True)
    }


def test_its_readers_are_called_at_once_and_others_when_its_time_is_over(match):
    reader, administrator = a_safeguarding_person(match.organisation), an_administrator(match.organisation)
    a_coordinator(match.organisation)
    concern = a_concern(match)
    assert called(NOON) == called(NOON + MINUTE) == {reader.pk: 1}
    assert called(concern.look_by - MINUTE) == {reader.pk: 1}
    assert called(concern.look_by) == {reader.pk: 2, administrator.pk: 1}
    assert called(concern.look_by + WEEK - MINUTE) == {reader.pk: 2, administrator.pk: 1}
    assert called(concern.look_by + WEEK) == {reader.pk: 3, administrator.pk: 2}


def test_once_somebody_looks_nobody_is_called(match):
    reader = a_safeguarding_person(match.organisation)
    concern = a_concern(match)
    plan(NOON)
    [message] = Message.objects.filter(rule="concern_waiting")
    assert still_due(message, NOON)
    take_up(actor=reader, concern_uuid=concern.uuid, now=NOON)
    assert not still_due(message, NOON)
    assert called(concern.look_by + WEEK) == {reader.pk: 1}


def test_the_message_says_nothing_of_it(match):
    a_safeguarding_person(match.organisation)
    a_concern(match)
    plan(NOON)
    [message] = Message.objects.filter(rule="concern_waiting")
    assert (message.template, message.parameters) == ("somebody_waits", {})
    assert render(message, "en").title == "Somebody needs you to look"


def test_more_concerns_take_no_more_queries(match, django_assert_num_queries):
    for _ in range(3):
        a_safeguarding_person(match.organisation)
        a_concern(match)
    with django_assert_num_queries(1):
        assert len(list(concern_waiting(NOON))) == 9


def test_after_a_high_concern_neither_side_is_told_anything_of_the_other_until_it_is_lifted(match):
    reader = a_safeguarding_person(match.organisation)
    a_step(match.family)
    a_check_in(match)
    plan(NOON)
    before = list(Message.objects.all())
    told_before = {(message.rule, message.recipient_id) for message in before}
    words = told("helper", "high", match_uuid=match.uuid)
    raise_concern(actor=contact_of(match.family), told=words, now=NOON + MINUTE)
    helper = [message for message in before if message.recipient == lead_of(match.helper)]
    assert helper
    assert not any(still_due(message, NOON + MINUTE) for message in helper)
    family = [m.rule for m in before if m.recipient == contact_of(match.family) and still_due(m, NOON + MINUTE)]
    assert family == ["step_due"], "their own steps go on"
    Message.objects.all().delete()
    plan(NOON + 2 * MINUTE)
    assert not Message.objects.filter(recipient=lead_of(match.helper)).exists()
    Message.objects.all().delete()
    lift(actor=reader, concern_uuid=Concern.objects.get().uuid, now=NOON + 3 * MINUTE)
    plan(NOON + 3 * MINUTE)
    again = {(m.rule, m.recipient_id) for m in Message.objects.exclude(rule__startswith="concern")}
    assert again == told_before
    assert not Match.objects.get().is_suspended
