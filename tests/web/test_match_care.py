"""The console: how a match goes, and what needs its coordinator today."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backend.care.models.check_in import CheckInValue
from backend.people.models import Person
from matching.lifecycle import MatchState
from matching.models import Match
from matching.models.proposal import Party
from tests.factories.care import a_check_in, a_meeting, an_answer, an_entry
from tests.factories.clock import NOON
from tests.web.world import World, signed_in

CONTACT = {"on": "2026-03-02", "kind": "call", "minutes": "15", "was_made": "yes"}


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def page_of_match(world: World, person: Person | None = None) -> str:
    path = reverse("web:match", args=[world.match.uuid])
    return signed_in(person or world.coordinator).get(path).content.decode()


def today(world: World) -> str:
    return signed_in(world.coordinator).get(reverse("web:today")).content.decode()


def test_the_page_of_a_match_tells_how_it_goes(world: World) -> None:
    assert "just begun" in page_of_match(world)
    an_entry(world.match, Party.HELPER, minutes=45)
    an_entry(world.match, Party.HELPER, minutes=0, was_made=False)
    a_meeting(world.match)
    an_answer(a_check_in(world.match), CheckInValue.SO_SO)
    page = page_of_match(world)
    for told in ("in contact", "45 min", "1 did not happen", "4 Mar 2026, 13:00", "It is going so-so"):
        assert told in page


def test_staff_who_are_in_the_match_are_told_nothing_of_it_there(world: World) -> None:
    an_entry(world.match, Party.FAMILY, minutes=77)
    world.organisation.memberships.create(person=world.matched_volunteer, role="coordinator")
    assert "77 min" not in page_of_match(world, world.matched_volunteer)
    Match.objects.update(is_suspended=True)
    assert "77 min" not in page_of_match(world, world.matched_volunteer)


def test_who_wants_to_talk_is_on_the_list_of_today_until_the_coordinator_writes_down_a_contact(world: World) -> None:
    an_answer(a_check_in(world.match), CheckInValue.WANT_TO_TALK)
    page = today(world)
    assert "The family wants to talk with you" in page
    assert reverse("web:match", args=[world.match.uuid]) in page
    path = reverse("web:contact_written_by_staff", args=[world.match.uuid])
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        answer = signed_in(world.coordinator).post(path, CONTACT, follow=True)
    assert "It is written down." in answer.content.decode()
    assert answer.redirect_chain[0][0] == reverse("web:match", args=[world.match.uuid])
    assert "wants to talk" not in today(world)


def test_after_the_end_a_contact_leads_back_with_a_sentence(world: World) -> None:
    Match.objects.update(state=MatchState.ENDED, ended_at=NOON, end_reason="moved")
    path = reverse("web:contact_written_by_staff", args=[world.match.uuid])
    page = signed_in(world.coordinator).post(path, CONTACT, follow=True).content.decode()
    assert 'class="warning"' in page
    assert "Write down a contact" not in page


def test_writing_it_down_is_for_staff_of_the_family(world: World) -> None:
    path = reverse("web:contact_written_by_staff", args=[world.match.uuid])
    for person in (world.matched_contact, world.matched_volunteer, world.family):
        assert signed_in(person).post(path, CONTACT).status_code == 404


def test_when_nothing_needs_the_coordinator_the_page_says_so(world: World) -> None:
    assert "Nothing else needs you today." in today(world)


def test_the_queries_of_the_page_do_not_grow_with_what_was_written_down(world: World) -> None:
    client, path = signed_in(world.coordinator), reverse("web:match", args=[world.match.uuid])
    asked = []
    for number in (1, 2):
        for party in (Party.FAMILY, Party.HELPER):
            an_answer(a_check_in(world.match, party, number=number))
            an_entry(world.match, party)
        a_meeting(world.match, starts_at=NOON + timedelta(days=number))
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        asked.append(len(captured))
    assert asked[0] == asked[1]
