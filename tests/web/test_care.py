"""Staying in touch on the phone home: meetings with their calendar file, how it goes, contacts."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from backend.care.models import ContactLogEntry, Meeting
from backend.people.models import Person
from matching.lifecycle import MatchState
from matching.models import Match
from matching.models.proposal import Party
from tests.factories.care import a_check_in, a_meeting, an_answer, an_entry
from tests.factories.clock import NOON
from tests.factories.matching import a_match
from tests.factories.people import a_coordinator, a_family, a_person, a_volunteer, lead_of
from tests.web.world import World, signed_in

MEETING = {"on": "2026-03-10", "at": "18:30", "minutes": "90", "place_kind": "library"}
CONTACT = {"on": "2026-03-02", "kind": "call", "minutes": "15", "was_made": "yes"}


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def home(person: Person) -> str:
    return signed_in(person).get(reverse("web:home")).content.decode()


def post(person: Person, name: str, uuid: object, sent: dict[str, Any] | None = None) -> str:
    path = reverse(f"web:{name}", args=[uuid])
    return signed_in(person).post(path, sent or {}, follow=True).content.decode()


def test_a_meeting_is_planned_in_the_time_of_who_plans_it_and_both_sides_see_it(world: World) -> None:
    Person.objects.filter(pk=world.matched_contact.pk).update(time_zone="America/New_York")
    assert "The meeting is planned." in post(world.matched_contact, "meeting_planned", world.match.uuid, MEETING)
    assert Meeting.objects.get().starts_at == datetime.fromisoformat("2026-03-10T22:30Z")
    assert "10 Mar 2026, 18:30" in home(world.matched_contact)
    assert "10 Mar 2026, 23:30" in home(world.matched_volunteer)


@pytest.mark.parametrize(
    ("at", "instant"), [("02:30", "2026-03-29T01:00Z"), ("10:00", "2026-03-29T08:00Z"), ("01:59", "2026-03-29T00:59Z")]
)
def test_an_hour_that_the_clocks_jump_over_is_the_next_that_comes(world: World, at: str, instant: str) -> None:
    post(world.matched_contact, "meeting_planned", world.match.uuid, MEETING | {"on": "2026-03-29", "at": at})
    assert Meeting.objects.get().starts_at == datetime.fromisoformat(instant)


def test_a_meeting_is_moved_and_cancelled(world: World) -> None:
    meeting = a_meeting(world.match)
    assert "has another time now" in post(world.matched_volunteer, "meeting_moved", meeting.uuid, MEETING)
    assert "10 Mar 2026, 18:30" in home(world.matched_contact)
    assert "The meeting is cancelled." in post(world.matched_contact, "meeting_cancelled", meeting.uuid)
    assert "No meeting is planned." in home(world.matched_volunteer)


def test_what_cannot_be_leads_back_with_a_sentence(world: World) -> None:
    for sent, said in (
        ({}, "Something is missing."),
        (MEETING | {"at": "late"}, "Something is missing."),
        (MEETING | {"on": "2026-03-01"}, "This time is past."),
        (MEETING | {"minutes": "5"}, "Please choose 10 minutes to one day."),
    ):
        assert said in post(world.matched_contact, "meeting_planned", world.match.uuid, sent)
    future = CONTACT | {"on": "2026-03-03"}
    assert "This day has not come yet." in post(world.matched_contact, "contact_written", world.match.uuid, future)


def test_the_calendar_file_is_for_those_who_meet_and_says_only_when(world: World) -> None:
    meeting = a_meeting(world.match)
    path = reverse("web:meeting_calendar", args=[meeting.uuid])
    for person in (world.matched_contact, world.matched_volunteer, world.coordinator):
        answer = signed_in(person).get(path)
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="meeting.ics"'
        text = answer.content.decode()
        assert "SUMMARY:Meeting" in text
        assert not [name for name in ("Member 1", "Person", "Welkom", "library") if name in text]
    for stranger in (world.family, world.volunteer, a_coordinator()):
        assert signed_in(stranger).get(path).status_code == 404


def test_the_calendar_file_speaks_the_language_of_its_reader(world: World) -> None:
    Person.objects.filter(pk=world.matched_contact.pk).update(language="nl")
    path = reverse("web:meeting_calendar", args=[a_meeting(world.match).uuid])
    assert "SUMMARY:Afspraak" in signed_in(world.matched_contact).get(path).content.decode()


def test_a_side_is_asked_how_it_goes_and_may_change_its_answer(world: World) -> None:
    check_in = a_check_in(world.match)
    assert "How is it going with Person" in home(world.matched_contact)
    assert "How is it going with" not in home(world.matched_volunteer)
    page = post(world.matched_contact, "check_in_answered", check_in.uuid, {"value": "so_so"})
    assert "Thank you for your answer." in page
    assert "You said: It is going so-so." in page
    assert "Change my answer" in page
    post(world.matched_contact, "check_in_answered", check_in.uuid, {"value": "want_to_talk"})
    assert "Your coordinator sees this and will contact you." in home(world.matched_contact)
    assert "Something is missing." in post(world.matched_contact, "check_in_answered", check_in.uuid, {"value": "?"})


def test_the_newest_question_is_shown_until_thirty_days_have_passed(world: World) -> None:
    an_answer(a_check_in(world.match, due_on=NOON.date() - timedelta(days=28)))
    a_check_in(world.match, number=2)
    assert "You said" not in home(world.matched_contact)
    with time_machine.travel(NOON + timedelta(days=31), tick=False):
        assert "How is it going with" not in home(world.matched_contact)


def test_each_side_sees_the_contacts_it_wrote_down_itself(world: World) -> None:
    assert "It is written down." in post(world.matched_contact, "contact_written", world.match.uuid, CONTACT)
    assert "2 March 2026: a phone call, 15 min" in home(world.matched_contact)
    assert "a phone call, 15 min" not in home(world.matched_volunteer)
    entry = ContactLogEntry.objects.get()
    path = reverse("web:contact_removed", args=[entry.uuid])
    assert signed_in(world.matched_volunteer).post(path).status_code == 404
    assert "It is removed." in post(world.matched_contact, "contact_removed", entry.uuid)


def test_a_new_helper_sees_nothing_of_the_one_before(world: World) -> None:
    an_entry(world.match, Party.HELPER, minutes=77)
    a_meeting(world.match, minutes=78)
    Match.objects.update(state=MatchState.ENDED, ended_at=NOON, end_reason="moved")
    after = a_match(world.matched_family, a_volunteer(world.organisation))
    for person in (lead_of(after.helper), world.matched_contact):
        page = home(person)
        assert "77 min" not in page
        assert "78 min" not in page


def test_of_a_match_that_is_stopped_nothing_is_shown(world: World) -> None:
    a_check_in(world.match)
    Match.objects.update(is_suspended=True)
    for person in (world.matched_contact, world.matched_volunteer):
        assert "Plan a meeting" not in home(person)


def test_in_a_pause_no_meeting_is_planned(world: World) -> None:
    Match.objects.update(state=MatchState.PAUSED, paused_at=NOON, pause_reason="illness")
    assert "Plan a meeting" not in home(world.matched_contact)
    said = post(world.matched_contact, "meeting_planned", world.match.uuid, MEETING)
    assert "There is a pause now." in said


def test_for_others_there_is_nothing(world: World) -> None:
    meeting, check_in = a_meeting(world.match), a_check_in(world.match)
    entry = an_entry(world.match)
    routes = {
        "meeting_planned": (world.match.uuid, MEETING),
        "meeting_moved": (meeting.uuid, MEETING),
        "meeting_cancelled": (meeting.uuid, {}),
        "check_in_answered": (check_in.uuid, {"value": "good"}),
        "contact_written": (world.match.uuid, CONTACT),
        "contact_removed": (entry.uuid, {}),
    }
    for name, (uuid, sent) in routes.items():
        for stranger in (world.family, world.volunteer, a_person(), a_coordinator()):
            assert signed_in(stranger).post(reverse(f"web:{name}", args=[uuid]), sent).status_code == 404


def test_a_helper_of_more_families_takes_no_more_queries(world: World, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    helper = a_volunteer(world.organisation, capacity=3)
    client = signed_in(lead_of(helper))
    asked = []
    for _ in range(2):
        match = a_match(a_family(world.organisation), helper)
        for party in (Party.FAMILY, Party.HELPER):
            an_answer(a_check_in(match, party))
        a_meeting(match)
        an_entry(match)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("web:home"))
        asked.append(len(captured))
    assert asked[0] == asked[1]
