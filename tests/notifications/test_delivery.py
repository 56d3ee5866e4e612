"""A delivery is sent once, or we can say why not."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from django.db import connection

from notifications.backoff import TRIES
from notifications.channels import SendFailed
from notifications.delivery import LEASE, Lease, batches_due, claim_due, deliver, deliver_all
from notifications.models import DeliveryState
from tests.factories.clock import NOON
from tests.factories.notifications import Outbox, a_delivery, a_message, always_due
from tests.factories.people import a_person

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 3, 2, 20, tzinfo=UTC)  # 21:00 in Brussels
MORNING = datetime(2026, 3, 3, 7, tzinfo=UTC)  # 08:00


def send(lease, *, outbox, now=NOON, still_due=always_due):
    return deliver(lease, now=now, channels={"email": outbox}, still_due=still_due)


def claimed_and_sent(delivery, *, outbox, now=NOON, still_due=always_due):
    """Deliver what is due at `now`, and return the row as it then is."""
    for lease in claim_due(now=now):
        send(lease, outbox=outbox, now=now, still_due=still_due)
    delivery.refresh_from_db()
    return delivery


def test_what_is_due_is_sent_once_and_settled():
    delivery, outbox = a_delivery(), Outbox()
    claimed_and_sent(delivery, outbox=outbox)
    claimed_and_sent(delivery, outbox=outbox, now=NOON + LEASE)

    [letter] = outbox.sent
    assert (letter.address, letter.key) == (delivery.message.recipient.email, delivery.uuid)
    assert (delivery.state, delivery.attempts, delivery.settled_at) == (DeliveryState.SENT, 1, NOON)


def test_what_is_not_due_yet_is_not_claimed():
    a_delivery(due_at=NOON + timedelta(seconds=1))
    assert claim_due(now=NOON) == []


def test_a_lost_worker_gives_its_lease_back_and_cannot_use_it_later():
    a_delivery()
    [lost] = claim_due(now=NOON)
    assert claim_due(now=NOON + LEASE - timedelta(seconds=1)) == []
    [fresh] = claim_due(now=NOON + LEASE)

    outbox = Outbox()
    assert send(lost, outbox=outbox, now=NOON + LEASE) is None
    assert outbox.sent == []
    assert send(fresh, outbox=outbox, now=NOON + LEASE) == DeliveryState.SENT
    assert len(outbox.sent) == 1


def test_a_task_that_comes_twice_sends_once():
    a_delivery()
    [lease] = claim_due(now=NOON)
    outbox = Outbox()
    assert [send(lease, outbox=outbox), send(lease, outbox=outbox)] == [DeliveryState.SENT, None]
    assert len(outbox.sent) == 1


def test_a_task_that_comes_while_the_first_still_sends_is_too_late():
    a_delivery()
    [lease] = claim_due(now=NOON)
    inner = Outbox()

    class Slow(Outbox):
        def send(self, letter):
            assert send(lease, outbox=inner) is None
            super().send(letter)

    outbox = Slow()
    assert send(lease, outbox=outbox) == DeliveryState.SENT
    assert (len(outbox.sent), len(inner.sent)) == (1, 0)


def test_a_worker_that_wakes_up_after_its_lease_does_not_overwrite_what_came_after():
    delivery, later = a_delivery(), Outbox()
    [lease] = claim_due(now=NOON)

    class Hanging(Outbox):
        def send(self, letter):
            claimed_and_sent(delivery, outbox=later, now=NOON + LEASE)
            raise SendFailed("smtp_550", permanent=True)

    assert send(lease, outbox=Hanging()) is None
    delivery.refresh_from_db()
    assert (delivery.state, len(later.sent)) == (DeliveryState.SENT, 1)


def test_a_worker_killed_while_sending_costs_an_attempt_and_the_delivery_falls_due_again():
    delivery = a_delivery()

    class Killed(Outbox):
        def send(self, letter):
            raise SystemExit

    with pytest.raises(SystemExit):
        claimed_and_sent(delivery, outbox=Killed())
    claimed_and_sent(delivery, outbox=(outbox := Outbox()), now=NOON + LEASE)
    assert (delivery.state, delivery.attempts, len(outbox.sent)) == (DeliveryState.SENT, 2, 1)


def test_a_delivery_that_kills_every_worker_is_given_up():
    delivery, outbox = a_delivery(attempts=TRIES), Outbox()
    claimed_and_sent(delivery, outbox=outbox)
    assert (delivery.state, delivery.error, outbox.sent) == (DeliveryState.FAILED, "never_finished", [])


def test_a_temporary_failure_is_tried_again_after_a_while_with_the_same_key():
    delivery, outbox = a_delivery(), Outbox(SendFailed("smtp_451", permanent=False))
    claimed_and_sent(delivery, outbox=outbox)
    assert (delivery.state, delivery.error) == (DeliveryState.DUE, "smtp_451")
    assert delivery.due_at == NOON + timedelta(seconds=30)

    claimed_and_sent(delivery, outbox=outbox, now=delivery.due_at)
    assert (delivery.state, delivery.error, delivery.attempts) == (DeliveryState.SENT, "", 2)
    assert [letter.key for letter in outbox.sent] == [delivery.uuid]


def test_a_permanent_failure_is_not_tried_again():
    delivery, outbox = a_delivery(), Outbox(SendFailed("smtp_550", permanent=True))
    claimed_and_sent(delivery, outbox=outbox)
    claimed_and_sent(delivery, outbox=outbox, now=NOON + timedelta(days=1))
    assert (delivery.state, delivery.error, outbox.sent) == (DeliveryState.FAILED, "smtp_550", [])


def test_after_eight_tries_we_give_up():
    delivery = a_delivery(a_message(expires_at=NOON + timedelta(days=9)))
    outbox = Outbox(*[SendFailed("no_connection", permanent=False)] * 99)
    for _ in range(20):
        claimed_and_sent(delivery, outbox=outbox, now=max(delivery.due_at, NOON))
    assert (delivery.state, delivery.error, delivery.attempts) == (DeliveryState.FAILED, "no_connection", TRIES)


def test_what_has_been_answered_in_between_is_skipped():
    delivery, outbox = a_delivery(), Outbox()
    claimed_and_sent(delivery, outbox=outbox, still_due=lambda message, now: False)
    assert (delivery.state, delivery.error, outbox.sent) == (DeliveryState.SKIPPED, "not_due_any_more", [])


def test_what_is_too_late_to_tell_expires():
    delivery, outbox = a_delivery(), Outbox()
    claimed_and_sent(delivery, outbox=outbox, now=delivery.message.expires_at)
    assert (delivery.state, delivery.error, outbox.sent) == (DeliveryState.EXPIRED, "too_late", [])


def test_somebody_who_has_left_gets_nothing():
    delivery, outbox = a_delivery(a_message(a_person(is_active=False))), Outbox()
    claimed_and_sent(delivery, outbox=outbox)
    assert (delivery.state, delivery.error, outbox.sent) == (DeliveryState.SKIPPED, "recipient_inactive", [])


def test_an_address_that_is_gone_by_now_is_a_failure_not_a_crash():
    delivery = a_delivery(a_message(a_person(email=None)))
    claimed_and_sent(delivery, outbox=Outbox())
    assert (delivery.state, delivery.error) == (DeliveryState.FAILED, "no_address")


def test_what_comes_late_in_the_evening_waits_for_the_morning_and_costs_no_attempt():
    delivery, outbox = a_delivery(), Outbox()
    claimed_and_sent(delivery, outbox=outbox, now=NIGHT)
    assert (delivery.state, delivery.due_at, delivery.attempts) == (DeliveryState.DUE, MORNING, 0)
    claimed_and_sent(delivery, outbox=outbox, now=MORNING)
    assert len(outbox.sent) == 1


def test_a_silent_channel_does_not_wait_for_the_morning():
    class Silent(Outbox):
        is_silent = True

    assert claimed_and_sent(a_delivery(), outbox=Silent(), now=NIGHT).state == DeliveryState.SENT


def test_a_try_that_would_fall_in_the_night_is_made_in_the_morning():
    delivery = a_delivery()
    claimed_and_sent(
        delivery, outbox=Outbox(SendFailed("smtp_451", permanent=False)), now=NIGHT - timedelta(seconds=10)
    )
    assert delivery.due_at == MORNING


def test_the_one_that_was_tried_most_goes_last_so_that_it_cannot_hold_up_the_others():
    tried, fresh = a_delivery(attempts=3), a_delivery()
    outbox = Outbox()
    states = deliver_all(claim_due(now=NOON), clock=lambda: NOON, channels={"email": outbox}, still_due=always_due)
    assert [letter.key for letter in outbox.sent] == [fresh.uuid, tried.uuid]
    assert states == Counter({DeliveryState.SENT: 2})


def test_all_that_is_due_comes_in_batches():
    for _ in range(5):
        a_delivery()
    assert [len(batch) for batch in batches_due(now=NOON, limit=2)] == [2, 2, 1]


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_claim_disjoint_sets():
    rows = {a_delivery().pk for _ in range(60)}

    def claim(_):
        try:
            return [lease.delivery_id for batch in batches_due(now=NOON, limit=7) for lease in batch]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        claims = list(chain.from_iterable(pool.map(claim, range(4))))
    assert len(claims) == len(rows)
    assert set(claims) == rows


@pytest.mark.django_db(transaction=True)
def test_workers_with_the_same_lease_at_once_send_once_and_outside_any_transaction():
    a_delivery()
    [lease] = claim_due(now=NOON)

    class Watchful(Outbox):
        def send(self, letter):
            assert not connection.in_atomic_block
            super().send(letter)

    outbox = Watchful()

    def work(_):
        try:
            return send(Lease(*lease), outbox=outbox)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        outcomes = Counter(pool.map(work, range(4)))
    assert outcomes == Counter({None: 3, DeliveryState.SENT: 1})
    assert len(outbox.sent) == 1
