"""The alarm clock: what beat wakes, what goes over the wire, and the same by hand."""

from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from kombu.serialization import dumps, loads

from backend.project.celery import app
from notifications import tasks
from notifications.delivery import LEASE, Lease, claim_due
from notifications.inbox import messages_of
from notifications.models import Delivery, DeliveryState
from notifications.reminders import plan
from tests.factories.clock import NOON
from tests.factories.journey import a_step
from tests.factories.notifications import a_delivery
from tests.factories.people import contact_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def eager(settings):
    """Let tasks run where they are called."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def test_beat_wakes_a_task_that_exists(settings):
    assert settings.CELERY_BEAT_SCHEDULE["messages"]["task"] == tasks.plan_and_dispatch.name
    assert tasks.plan_and_dispatch.name in app.tasks


@time_machine.travel(NOON, tick=False)
def test_two_ticks_bring_a_due_step_once_to_the_inbox_and_once_by_mail(eager):
    step = a_step()
    for _ in range(2):
        tasks.plan_and_dispatch()

    contact = contact_of(step.family)
    assert [letter.to for letter in mail.outbox] == [[contact.email]]
    assert messages_of(contact, now=NOON).count() == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}


@time_machine.travel(NOON, tick=False)
def test_leases_survive_the_journey_through_the_broker():
    step = a_step()
    plan(NOON)
    kind, encoding, wire = dumps((claim_due(now=NOON),), "json")
    [leases] = loads(wire, kind, encoding)

    assert [Lease(*lease).until for lease in leases] == [NOON + LEASE] * 2
    tasks.deliver_batch(leases)
    assert messages_of(contact_of(step.family), now=NOON).count() == 1


@time_machine.travel(NOON, tick=False)
def test_a_batch_that_the_broker_lost_falls_due_again():
    a_delivery()
    claim_due(now=NOON)
    assert claim_due(now=NOON) == []
    assert len(claim_due(now=NOON + LEASE)) == 1


@time_machine.travel(NOON, tick=False)
def test_by_hand_it_says_what_it_did():
    a_step()
    said = StringIO()
    call_command("send_reminders", stdout=said)
    call_command("send_reminders", stdout=said)
    assert said.getvalue().splitlines() == [
        "messages planned: 1; deliveries: 2 sent",
        "messages planned: 0; deliveries: nothing due",
    ]


def test_by_hand_at_night_it_says_what_waits_for_the_morning_and_logs_nothing_of_it(caplog):
    a_step()
    plan(NOON)
    said = StringIO()
    caplog.set_level("INFO", logger="notifications")
    with time_machine.travel(NOON.replace(hour=23), tick=False):
        call_command("send_reminders", stdout=said)
    told = "messages planned: 0; deliveries: 1 sent, 1 wait until 08:00 (night where their readers live)\n"
    assert said.getvalue() == told
    logged = [record.msg["state"] for record in caplog.records if record.name == "notifications"]
    assert logged == [DeliveryState.SENT]


def test_by_hand_it_says_what_will_be_tried_again():
    a_delivery(state=DeliveryState.DUE, due_at=NOON.replace(hour=13), error="no_connection")
    said = StringIO()
    with time_machine.travel(NOON, tick=False):
        call_command("send_reminders", stdout=said)
    assert said.getvalue() == "messages planned: 0; deliveries: 1 will be tried again\n"
