"""Each side writes down its own contacts, corrects and removes them; nobody writes about a day to come."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from backend.care.models import ContactLogEntry
from backend.care.models.contact_log import ContactMade
from backend.care.services.contact_log import Contact, add_contact, correct_contact, remove_contact
from backend.errors import Conflict, Invalid, NotFound
from matching.lifecycle import MatchState
from matching.models import Match
from matching.models.proposal import Party
from tests.factories.care import an_entry
from tests.factories.clock import NOON
from tests.factories.matching import a_match
from tests.factories.people import a_coordinator, a_person, contact_of, lead_of

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=10)
END = {"state": MatchState.ENDED, "ended_at": NOON, "end_reason": "moved", "version": 2}


def a_contact(**over):
    given: dict[str, Any] = {"on": LATER.date(), "minutes": 60, "kind": ContactMade.CALL, "was_made": True}
    return Contact(**given | over)


def add(match, actor, now=LATER, **over):
    return add_contact(actor=actor, match_uuid=match.uuid, contact=a_contact(**over), now=now)


def test_both_sides_and_their_coordinator_write_down_contacts_each_as_their_own():
    match = a_match()
    people = {
        "family": contact_of(match.family),
        "helper": lead_of(match.helper),
        "coordinator": a_coordinator(match.organisation),
    }
    for person in people.values():
        add(match, person)
    assert {entry.party: entry.person for entry in ContactLogEntry.objects.all()} == people


def test_for_others_there_is_no_such_match():
    match = a_match()
    for person in (a_person(), a_coordinator()):
        with pytest.raises(NotFound):
            add(match, person)


@pytest.mark.parametrize(
    ("over", "code", "field"),
    [
        ({"on": LATER.date() + timedelta(days=1)}, "contact_in_the_future", "on"),
        ({"on": NOON.date() - timedelta(days=1)}, "contact_before_the_match", "on"),
        ({"minutes": -1}, "minutes_impossible", "minutes"),
        ({"minutes": 1441}, "minutes_impossible", "minutes"),
    ],
)
def test_what_cannot_be_is_refused_by_field(over, code, field):
    match = a_match()
    with pytest.raises(Invalid) as refused:
        add(match, contact_of(match.family), **over)
    assert (refused.value.code, refused.value.facts) == (code, {"field": field})


def test_today_is_the_day_of_the_organisation():
    match = a_match()
    add(match, contact_of(match.family), now=datetime(2026, 3, 10, 23, 30, tzinfo=UTC), on=date(2026, 3, 11))


def test_one_corrects_and_removes_ones_own_only():
    match = a_match()
    mine, others = an_entry(match), an_entry(match, Party.FAMILY)
    helper = lead_of(match.helper)
    correct_contact(actor=helper, entry_uuid=mine.uuid, contact=a_contact(minutes=0, was_made=False), now=LATER)
    mine.refresh_from_db()
    assert (mine.minutes, mine.was_made, mine.at) == (0, False, LATER)
    with pytest.raises(NotFound):
        correct_contact(actor=helper, entry_uuid=others.uuid, contact=a_contact(), now=LATER)
    with pytest.raises(NotFound):
        remove_contact(actor=a_coordinator(match.organisation), entry_uuid=mine.uuid)
    remove_contact(actor=helper, entry_uuid=mine.uuid)
    assert list(ContactLogEntry.objects.all()) == [others]


def test_after_the_end_nothing_is_written_corrected_or_removed():
    match = a_match()
    helper, coordinator = lead_of(match.helper), a_coordinator(match.organisation)
    mine, of_staff = an_entry(match), an_entry(match, Party.COORDINATOR, person=coordinator)
    Match.objects.update(**END)
    for act in (lambda: add(match, helper), lambda: remove_contact(actor=helper, entry_uuid=mine.uuid)):
        with pytest.raises(NotFound):
            act()
    for act in (lambda: add(match, coordinator), lambda: remove_contact(actor=coordinator, entry_uuid=of_staff.uuid)):
        with pytest.raises(Conflict):
            act()
    assert ContactLogEntry.objects.count() == 2
