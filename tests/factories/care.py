"""Makers of meetings, check-ins, answers and entries of the contact log."""

from datetime import timedelta
from typing import Any

from backend.care.models import CheckIn, CheckInAnswer, ContactLogEntry, Meeting
from backend.care.models.check_in import CheckInValue, CheckInWay
from backend.care.models.contact_log import ContactMade
from backend.care.models.meeting import PlaceKind
from backend.people.models import Person
from matching.models import Match
from matching.models.proposal import Party
from tests.factories.clock import NOON
from tests.factories.matching import a_match, entitled


def a_meeting(match: Match | None = None, **over: Any) -> Meeting:
    """Return a new meeting of an hour in a library, two days after NOON."""
    match = match or a_match()
    given = {
        "organisation_id": match.organisation_id,
        "starts_at": NOON + timedelta(days=2),
        "place_kind": PlaceKind.LIBRARY,
        "planned_by": entitled(match.proposal, Party.FAMILY),
        "planned_at": NOON,
    }
    return Meeting.objects.create(match=match, **given | over)


def a_check_in(match: Match | None = None, party: Party = Party.FAMILY, **over: Any) -> CheckIn:
    """Return a new check-in, the first, due at NOON."""
    match = match or a_match()
    given = {"organisation_id": match.organisation_id, "number": 1, "due_on": NOON.date()}
    return CheckIn.objects.create(match=match, party=party, **given | over)


def an_answer(check_in: CheckIn, value: CheckInValue = CheckInValue.GOOD, **over: Any) -> CheckInAnswer:
    """Return a new answer to `check_in`, by the person who is asked it."""
    given = {
        "organisation_id": check_in.organisation_id,
        "person": entitled(check_in.match.proposal, Party(check_in.party)),
        "way": CheckInWay.SIGNED_IN,
        "at": NOON,
    }
    return CheckInAnswer.objects.create(check_in=check_in, value=value, **given | over)


def an_entry(
    match: Match, party: Party = Party.HELPER, *, person: Person | None = None, **over: Any
) -> ContactLogEntry:
    """Return a new entry of the contact log: a meeting of an hour today, told by `party`."""
    given = {
        "organisation_id": match.organisation_id,
        "person": person or entitled(match.proposal, party),
        "on": NOON.date(),
        "minutes": 60,
        "kind": ContactMade.MEETING,
        "at": NOON,
    }
    return ContactLogEntry.objects.create(match=match, party=party, **given | over)
