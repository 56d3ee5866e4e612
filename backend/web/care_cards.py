"""What the phone home shows of a match to look after: what is planned, what is asked, what was written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from backend.care.access import ASKED_IN
from backend.care.models import ContactLogEntry, Meeting
from backend.care.models.contact_log import ContactMade
from backend.care.models.meeting import PlaceKind
from backend.care.selectors import Care
from backend.care.texts import CHECK_IN_ANSWERS, CONTACTS_MADE, PLACE_KINDS
from matching.models.proposal import Party
from matching.presentation import portrait_of_family, portrait_of_helper

ENTRIES_SHOWN: Final = 3


@dataclass(frozen=True)
class MeetingLine:
    """One meeting that is planned: when, how long, where, and the place as a code for the form that moves it."""

    uuid: UUID
    starts_at: datetime
    minutes: int
    place: str
    place_kind: str


@dataclass(frozen=True)
class EntryLine:
    """One contact as the reader wrote it down."""

    uuid: UUID
    on: date
    kind: str
    minutes: int
    was_made: bool


@dataclass(frozen=True)
class CareCard:
    """One match of the reader: with whom, and what there is to do and to see."""

    uuid: UUID
    name: str
    may_plan: bool
    meetings: tuple[MeetingLine, ...]
    check_in: UUID | None
    answer: str
    said: str
    entries: tuple[EntryLine, ...]


def care_cards(cares: Iterable[Care], language: str, *, today: date) -> list[CareCard]:
    """Return a card for each, in the active language; what a portrait of either side reads must be read."""
    return [_card(care, language, today) for care in cares]


def care_choices() -> dict[str, list[tuple[str, str]]]:
    """Return what the forms offer: answers, kinds of place, kinds of contact, each as (code, text)."""
    return {
        "answers": [(code, str(text)) for code, text in CHECK_IN_ANSWERS.items()],
        "places": [(code, str(text)) for code, text in PLACE_KINDS.items()],
        "contact_kinds": [(code, str(text)) for code, text in CONTACTS_MADE.items()],
    }


def meeting_line(meeting: Meeting) -> MeetingLine:
    """Return a meeting as it is listed, in the active language."""
    place = str(PLACE_KINDS[PlaceKind(meeting.place_kind)])
    return MeetingLine(meeting.uuid, meeting.starts_at, meeting.minutes, place, meeting.place_kind)


def entry_line(entry: ContactLogEntry) -> EntryLine:
    """Return an entry of the contact log as it is listed, in the active language."""
    kind = str(CONTACTS_MADE[ContactMade(entry.kind)])
    return EntryLine(entry.uuid, entry.on, kind, entry.minutes, entry.was_made)


def _card(care: Care, language: str, today: date) -> CareCard:
    match = care.match
    if care.party == Party.FAMILY:
        name = portrait_of_helper(match.helper, language).name
    else:
        name = portrait_of_family(match.family, language, today=today).name
    return CareCard(
        uuid=match.uuid,
        name=name,
        may_plan=match.state in ASKED_IN,
        meetings=tuple(meeting_line(meeting) for meeting in care.meetings),
        check_in=care.check_in.uuid if care.check_in else None,
        answer=care.answer,
        said=str(CHECK_IN_ANSWERS.get(care.answer, "")),
        entries=tuple(entry_line(entry) for entry in care.entries[:ENTRIES_SHOWN]),
    )
