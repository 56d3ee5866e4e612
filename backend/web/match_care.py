"""How a match does, as its page in the console tells: health, contacts, check-ins and meetings of both sides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from backend.care.access import place_of, staff_matches
from backend.care.health import with_health
from backend.care.models import CheckIn, ContactLogEntry
from backend.care.selectors import check_ins_of_match, contact_log_of_match, last_answer, meetings_of_match
from backend.care.staff_texts import HEALTHS
from backend.care.texts import CHECK_IN_ANSWERS
from backend.errors import NotFound
from backend.people.models import Person
from backend.web.care_cards import EntryLine, MeetingLine, entry_line, meeting_line
from backend.web.labels import PARTIES
from matching.lifecycle import RUNNING_MATCH
from matching.models.proposal import Party

ENTRIES_SHOWN: Final = 10
CHECK_INS_SHOWN: Final = 8


@dataclass(frozen=True)
class CheckInLine:
    """One check-in: whom it asked, when, and what they said last ("" = nothing yet)."""

    party: str
    due_on: date
    said: str
    is_pressing: bool


@dataclass(frozen=True)
class TotalsLine:
    """How often one side told of a contact, in words of the console."""

    party: str
    made: int
    missed: int
    minutes: int


@dataclass(frozen=True)
class MatchCare:
    """What the page of a match shows of how it does."""

    uuid: UUID
    health: str
    is_well: bool
    contact_on: date | None
    may_write: bool
    meetings: tuple[MeetingLine, ...]
    totals: tuple[TotalsLine, ...]
    entries: tuple[tuple[str, EntryLine], ...]
    check_ins: tuple[CheckInLine, ...]


def match_care(actor: Person, match_uuid: UUID, *, now: datetime) -> MatchCare:
    """Return how a match does, for its coordinators. Raises NotFound for everybody else, also on a side of it.

    A fixed number of queries, whatever was written down; each part goes through the door anew.
    """
    place = place_of(actor, match_uuid)
    if place.party != Party.COORDINATOR:
        raise NotFound("no such match")
    known = with_health(staff_matches(actor).filter(pk=place.match.pk), now).get()
    entries, totals = contact_log_of_match(actor, match_uuid)
    return MatchCare(
        uuid=match_uuid,
        health=str(HEALTHS.get(known.health, "")),
        is_well=known.health == "ongoing",
        contact_on=known.contact_on,
        may_write=place.match.state in RUNNING_MATCH,
        meetings=tuple(
            meeting_line(meeting)
            for meeting in meetings_of_match(actor, match_uuid, now=now)
            if meeting.cancelled_at is None and meeting.starts_at > now
        ),
        totals=tuple(TotalsLine(str(PARTIES[one.party]), one.made, one.missed, one.minutes) for one in totals),
        entries=_entries(entries[:ENTRIES_SHOWN]),
        check_ins=tuple(_check_in(one) for one in check_ins_of_match(actor, match_uuid)[:CHECK_INS_SHOWN]),
    )


def _entries(entries: Iterable[ContactLogEntry]) -> tuple[tuple[str, EntryLine], ...]:
    return tuple((str(PARTIES[entry.party]), entry_line(entry)) for entry in entries)


def _check_in(check_in: CheckIn) -> CheckInLine:
    answer = last_answer(check_in)
    said = str(CHECK_IN_ANSWERS.get(answer, ""))
    return CheckInLine(str(PARTIES[check_in.party]), check_in.due_on, said, answer in ("want_to_talk", "not_met"))
