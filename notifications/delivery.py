"""From a delivery that is due to one that is settled: claim, ask, send, settle. Knows no domain.

Every step is one conditional write; no transaction is open while a channel sends. A delivery is
begun at most once per lease, whatever tasks come late, twice or not at all.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import structlog
from django.db import transaction
from django.db.models import F, QuerySet

from backend.people.time_zones import zone_named
from notifications.backoff import TRIES, delay_after
from notifications.channels import Channel, Letter, SendFailed
from notifications.models import Delivery, DeliveryState, Message
from notifications.quiet_hours import next_daytime
from notifications.texts import letter_text

LEASE: Final = timedelta(minutes=5)
BATCH: Final = 500

StillDue = Callable[[Message, datetime], bool]
SignedPath = Callable[[Message, datetime], str]

log = structlog.get_logger("notifications")


class Lease(NamedTuple):
    """The right to begin one delivery once, until it falls due again at `until`."""

    delivery_id: int
    attempts: int
    until: datetime


class Verdict(NamedTuple):
    """How a delivery ends, and why; `code` is empty when it was sent."""

    state: DeliveryState
    code: str = ""


@transaction.atomic(durable=True)
def claim_due(*, now: datetime, limit: int = BATCH) -> list[Lease]:
    """Lease up to `limit` deliveries that are due, oldest first.

    Two workers never hold the same lease. A lease not used within 5 minutes falls due again; claiming
    alone is no attempt, so whoever waits in the batch of a dead worker loses none.
    """
    due = Delivery.objects.select_for_update(skip_locked=True).filter(
        state__in=[DeliveryState.DUE, DeliveryState.SENDING], due_at__lte=now
    )
    rows = list(due.order_by("due_at", "pk").values_list("pk", "attempts")[:limit])
    until = now + LEASE
    Delivery.objects.filter(pk__in=[pk for pk, _ in rows]).update(state=DeliveryState.SENDING, due_at=until)
    return [Lease(pk, attempts, until) for pk, attempts in rows]


def put_off(*, now: datetime) -> QuerySet[Delivery]:
    """Return the deliveries that wait for a later time than `now`: for the morning, or with an `error` for a new try."""
    return Delivery.objects.filter(state=DeliveryState.DUE, due_at__gt=now)


def batches_due(*, now: datetime, limit: int = BATCH) -> Iterator[list[Lease]]:
    """Lease all that is due, in batches."""
    while batch := claim_due(now=now, limit=limit):
        yield batch


def no_signed_path(message: Message, now: datetime) -> str:
    """Say that the letter of `message` leads to the page of its template."""
    return ""


def deliver_all(
    leases: Iterable[Lease],
    *,
    clock: Callable[[], datetime],
    channels: Mapping[str, Channel],
    still_due: StillDue,
    signed_path: SignedPath = no_signed_path,
) -> Counter[DeliveryState]:
    """Deliver one after the other, each at its own instant, and return how many ended up in which state."""
    # The least tried first: a delivery that kills its worker must not keep the others of its batch waiting.
    ordered = sorted(leases, key=lambda lease: lease.attempts)
    states = (
        deliver(lease, now=clock(), channels=channels, still_due=still_due, signed_path=signed_path)
        for lease in ordered
    )
    return Counter(state for state in states if state is not None)


def deliver(
    lease: Lease,
    *,
    now: datetime,
    channels: Mapping[str, Channel],
    still_due: StillDue,
    signed_path: SignedPath = no_signed_path,
) -> DeliveryState | None:
    """Send the delivery under `lease`, if it still should be, and return its new state; None if the lease is lost."""
    held = Delivery.objects.filter(
        pk=lease.delivery_id, state=DeliveryState.SENDING, attempts=lease.attempts, due_at=lease.until
    )
    delivery = held.select_related("message__recipient").first()
    if delivery is None:
        return None
    channel = channels[delivery.channel]
    if verdict := _verdict(delivery, now, still_due):
        return _settle(delivery, verdict, now)
    if (opens_at := _earliest(delivery, channel, now)) > now:
        return _put_off(delivery, opens_at)
    if not held.update(attempts=F("attempts") + 1, due_at=now + LEASE):
        return None
    delivery.attempts += 1
    return _send(delivery, channel, signed_path(delivery.message, now), now)


def _verdict(delivery: Delivery, now: datetime, still_due: StillDue) -> Verdict | None:
    """Return how it ends without being sent; None if it should be sent."""
    message = delivery.message
    if now >= message.expires_at:
        return Verdict(DeliveryState.EXPIRED, "too_late")
    if not message.recipient.is_active:
        return Verdict(DeliveryState.SKIPPED, "recipient_inactive")
    if delivery.attempts >= TRIES:  # each of them took its worker along
        return Verdict(DeliveryState.FAILED, "never_finished")
    return None if still_due(message, now) else Verdict(DeliveryState.SKIPPED, "not_due_any_more")


def _send(delivery: Delivery, channel: Channel, path: str, now: datetime) -> DeliveryState | None:
    message = delivery.message
    recipient = message.recipient
    try:
        address = channel.address_of(recipient)
        if not address:
            raise SendFailed("no_address", permanent=True)
        text = letter_text(message.template, recipient.language, path)
        channel.send(Letter(address=address, text=text, key=delivery.uuid))
    except SendFailed as failure:
        delay = None if failure.permanent else delay_after(delivery.attempts)
        if delay is None:
            return _settle(delivery, Verdict(DeliveryState.FAILED, failure.code), now)
        return _put_off(delivery, _earliest(delivery, channel, now + delay), failure.code)
    return _settle(delivery, Verdict(DeliveryState.SENT), now)


def _earliest(delivery: Delivery, channel: Channel, instant: datetime) -> datetime:
    """Return the first instant from `instant` on when the channel may disturb the recipient."""
    return instant if channel.is_silent else next_daytime(instant, zone_named(delivery.message.recipient.time_zone))


def _put_off(delivery: Delivery, due_at: datetime, code: str = "") -> DeliveryState | None:
    return _record(delivery, state=DeliveryState.DUE, due_at=due_at, error=code)


def _settle(delivery: Delivery, verdict: Verdict, now: datetime) -> DeliveryState | None:
    return _record(delivery, state=verdict.state, settled_at=now, error=verdict.code)


def _record(delivery: Delivery, *, state: DeliveryState, **fields: object) -> DeliveryState | None:
    """Write the outcome, unless somebody else has taken the delivery over in the meantime."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING, attempts=delivery.attempts)
    if not mine.update(state=state, **fields):
        return None
    if state != DeliveryState.DUE or fields["error"]:  # of the many that wait for the morning there is nothing to tell
        log.info("delivery", delivery=str(delivery.uuid), channel=delivery.channel, state=state, code=fields["error"])
    return state
