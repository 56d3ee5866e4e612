"""The contact log: each side, and their coordinator, write down when they were in touch; never what it was about."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.care.access import Place, place_to_act, row_to_change
from backend.care.models import ContactLogEntry
from backend.care.models.contact_log import ContactMade
from backend.errors import Invalid
from backend.people.models import Person
from backend.people.time_zones import local_date

LONGEST: Final = 1440  # minutes; the database refuses more


@dataclass(frozen=True)
class Contact:
    """One contact as somebody tells it: on which day, for how many minutes, how, and whether it came about."""

    on: date
    minutes: int
    kind: ContactMade
    was_made: bool


@transaction.atomic(durable=True)
def add_contact(*, actor: Person, match_uuid: UUID, contact: Contact, now: datetime) -> ContactLogEntry:
    """Write down a contact of a running match. Raises NotFound, Invalid (contact_in_the_future,
    contact_before_the_match, minutes_impossible)."""
    place = place_to_act(actor, match_uuid)
    _refuse(place, contact, now)
    return ContactLogEntry.objects.create(
        organisation_id=place.match.organisation_id,
        match=place.match,
        party=place.party,
        person=actor,
        at=now,
        **_columns(contact),
    )


@transaction.atomic(durable=True)
def correct_contact(*, actor: Person, entry_uuid: UUID, contact: Contact, now: datetime) -> ContactLogEntry:
    """Correct an entry of one's own, while the match runs. Raises what `add_contact` does."""
    entry, place = _own(actor, entry_uuid)
    _refuse(place, contact, now)
    for column, value in {**_columns(contact), "at": now}.items():
        setattr(entry, column, value)
    entry.save()
    return entry


@transaction.atomic(durable=True)
def remove_contact(*, actor: Person, entry_uuid: UUID) -> None:
    """Remove an entry of one's own, while the match runs. Raises NotFound."""
    entry, _ = _own(actor, entry_uuid)
    entry.delete()


def _own(actor: Person, entry_uuid: UUID) -> tuple[ContactLogEntry, Place]:
    own = ContactLogEntry.objects.filter(person=actor)
    return row_to_change(actor, own, entry_uuid, what="entry")


def _columns(contact: Contact) -> dict[str, object]:
    return {"on": contact.on, "minutes": contact.minutes, "kind": contact.kind, "was_made": contact.was_made}


def _refuse(place: Place, contact: Contact, now: datetime) -> None:
    zone = place.match.organisation.time_zone
    if contact.on > local_date(zone, now):
        raise Invalid("this day is still to come", code="contact_in_the_future", facts={"field": "on"})
    if contact.on < local_date(zone, place.match.started_at):
        raise Invalid("the match had not begun", code="contact_before_the_match", facts={"field": "on"})
    if not 0 <= contact.minutes <= LONGEST:
        raise Invalid("at most a day", code="minutes_impossible", facts={"field": "minutes"})
