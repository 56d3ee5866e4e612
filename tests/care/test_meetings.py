"""A family and its helper plan when they meet; nobody else can, and nothing overlaps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from backend.care.calendar_file import calendar_file
from backend.care.models import Meeting
from backend.care.services.meetings import cancel_meeting, move_meeting, plan_meeting
from backend.errors import Conflict, DomainError, Invalid, NotFound
from matching.lifecycle import MatchState
from tests.factories.care import a_meeting
from tests.factories.clock import NOON
from tests.factories.matching import a_match
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_person,
    a_sponsor_group,
    an_organisation,
    contact_of,
    lead_of,
)

TOMORROW = NOON + timedelta(days=1)


def plan(match, actor, **over):
    given: dict[str, Any] = {"starts_at": TOMORROW, "minutes": 60, "place_kind": "cafe", "now": NOON}
    return plan_meeting(actor=actor, match_uuid=match.uuid, **given | over)


def code_of(refused):
    return refused.value.code


@pytest.mark.django_db
class TestPlanning:
    def test_both_sides_and_their_coordinator_plan_meetings(self):
        match = a_match()
        everybody = (contact_of(match.family), lead_of(match.helper), a_coordinator(match.organisation))
        for day, actor in enumerate(everybody):
            plan(match, actor, starts_at=TOMORROW + timedelta(days=day))
        assert [m.planned_by for m in Meeting.objects.order_by("starts_at")] == list(everybody)

    def test_every_member_of_a_sponsor_group_plans(self):
        group = a_sponsor_group(organisation := an_organisation())
        match = a_match(a_family(organisation), group)
        member = group.sponsor_group.members.exclude(role="lead")[0].person
        assert plan(match, member).match == match

    def test_for_others_there_is_no_such_match(self):
        match = a_match()
        for actor in (a_person(), a_coordinator()):
            with pytest.raises(NotFound):
                plan(match, actor)

    def test_not_for_a_match_that_nobody_may_be_in_touch_in(self):
        match = a_match(is_suspended=True)
        for actor in (contact_of(match.family), lead_of(match.helper)):
            with pytest.raises(NotFound):
                plan(match, actor)

    def test_not_with_a_helper_whose_checks_have_lapsed(self):
        match = a_match()
        type(match.helper).objects.update(state="lapsed")
        for actor in (contact_of(match.family), lead_of(match.helper)):
            with pytest.raises(NotFound):
                plan(match, actor)

    def test_after_the_end_there_is_nothing_for_the_sides_and_a_conflict_for_staff(self):
        match = a_match(state=MatchState.ENDED, ended_at=NOON, end_reason="moved", version=2)
        with pytest.raises(NotFound):
            plan(match, contact_of(match.family))
        with pytest.raises(Conflict) as refused:
            plan(match, a_coordinator(match.organisation))
        assert (code_of(refused), refused.value.facts) == ("match_moved_on", {"state": "ended"})

    def test_a_pause_has_no_meetings(self):
        match = a_match(state=MatchState.PAUSED, paused_at=NOON, pause_reason="illness", version=3)
        with pytest.raises(Conflict) as refused:
            plan(match, contact_of(match.family))
        assert (code_of(refused), refused.value.facts) == ("match_not_going_on", {"state": "paused"})

    @pytest.mark.parametrize(
        ("over", "code", "field"),
        [
            ({"starts_at": NOON}, "meeting_in_the_past", "starts_at"),
            ({"starts_at": NOON + timedelta(days=366, minutes=1)}, "meeting_too_far", "starts_at"),
            ({"minutes": 9}, "minutes_impossible", "minutes"),
            ({"minutes": 1441}, "minutes_impossible", "minutes"),
        ],
    )
    def test_what_cannot_be_is_refused_by_field(self, over, code, field):
        match = a_match()
        with pytest.raises(Invalid) as refused:
            plan(match, contact_of(match.family), **over)
        assert (code_of(refused), refused.value.facts) == (code, {"field": field})
        assert not Meeting.objects.exists()

    @pytest.mark.parametrize("minutes_later", [-59, 0, 30, 59])
    def test_two_meetings_do_not_overlap(self, minutes_later):
        match = a_match()
        a_meeting(match, starts_at=TOMORROW)
        with pytest.raises(Conflict) as refused:
            plan(match, contact_of(match.family), starts_at=TOMORROW + timedelta(minutes=minutes_later))
        assert code_of(refused) == "meeting_overlaps"

    def test_one_may_follow_another_and_what_is_cancelled_takes_no_time(self):
        match = a_match()
        a_meeting(match, starts_at=TOMORROW)
        a_meeting(match, starts_at=TOMORROW + timedelta(hours=3), cancelled_at=NOON)
        plan(match, contact_of(match.family), starts_at=TOMORROW + timedelta(hours=1))
        plan(match, contact_of(match.family), starts_at=TOMORROW + timedelta(hours=3))
        assert Meeting.objects.count() == 4


@pytest.mark.django_db
class TestChanging:
    def move(self, meeting, actor, **over):
        given: dict[str, Any] = {"starts_at": TOMORROW, "minutes": 30, "place_kind": "online", "now": NOON}
        return move_meeting(actor=actor, meeting_uuid=meeting.uuid, **given | over)

    def test_either_side_moves_what_the_other_planned_also_within_its_own_hour(self):
        meeting = a_meeting()
        self.move(meeting, lead_of(meeting.match.helper), starts_at=meeting.starts_at + timedelta(minutes=15))
        stored = Meeting.objects.get()
        assert (stored.minutes, stored.place_kind, stored.version) == (30, "online", 2)

    def test_what_is_cancelled_stays_cancelled(self):
        meeting = a_meeting()
        actor = contact_of(meeting.match.family)
        cancel_meeting(actor=actor, meeting_uuid=meeting.uuid, now=NOON)
        for change in (
            lambda: self.move(meeting, actor),
            lambda: cancel_meeting(actor=actor, meeting_uuid=meeting.uuid, now=NOON),
        ):
            with pytest.raises(Conflict) as refused:
                change()
            assert code_of(refused) == "meeting_cancelled"

    def test_what_has_begun_is_not_changed(self):
        meeting = a_meeting()
        with pytest.raises(Conflict) as refused:
            self.move(meeting, contact_of(meeting.match.family), now=meeting.starts_at)
        assert code_of(refused) == "meeting_over"

    def test_for_others_there_is_no_such_meeting(self):
        meeting = a_meeting()
        for actor in (a_person(), a_coordinator()):
            with pytest.raises(NotFound):
                self.move(meeting, actor)
            with pytest.raises(NotFound):
                cancel_meeting(actor=actor, meeting_uuid=meeting.uuid, now=NOON)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_plan_at_the_same_time_for_one_hour_one_succeeds():
    match = a_match()
    sides = [contact_of(match.family), lead_of(match.helper)] * 3
    start = Barrier(len(sides))

    def try_it(actor):
        start.wait()
        try:
            plan(match, actor)
        except DomainError as refused:
            return refused.code
        else:
            return "planned"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(sides)) as pool:
        ends = sorted(pool.map(try_it, sides))
    assert ends == ["meeting_overlaps"] * 5 + ["planned"]
    assert Meeting.objects.count() == 1


@pytest.mark.django_db
class TestCalendarFile:
    def text(self, meeting, title="Meeting"):
        return calendar_file(meeting, title=title, now=NOON)

    def test_it_says_when_and_nothing_else(self):
        meeting = a_meeting(starts_at=datetime(2026, 3, 4, 9, 30, tzinfo=UTC), minutes=90)
        lines = self.text(meeting).split("\r\n")
        assert lines[0] == "BEGIN:VCALENDAR"
        assert lines[-2:] == ["END:VCALENDAR", ""]
        assert {"DTSTART:20260304T093000Z", "DTEND:20260304T110000Z", "SUMMARY:Meeting"} <= set(lines)
        match = meeting.match
        secrets = [match.family.reference, "Member 1", lead_of(match.helper).name, match.organisation.name, "library"]
        assert not [secret for secret in secrets if secret in self.text(meeting)]

    def test_moved_it_replaces_itself_and_cancelled_it_says_so(self):
        meeting = a_meeting()
        before = self.text(meeting)
        moved = self.text(cancel_meeting(actor=contact_of(meeting.match.family), meeting_uuid=meeting.uuid, now=NOON))
        assert f"UID:{meeting.uuid}" in before
        assert f"UID:{meeting.uuid}" in moved
        assert ("SEQUENCE:0" in before, "SEQUENCE:1" in moved) == (True, True)
        assert ("STATUS:CONFIRMED" in before, "STATUS:CANCELLED" in moved) == (True, True)

    @pytest.mark.parametrize("title", ["اجتماع " * 30, "a, b; c\\d " * 20])
    def test_no_line_is_longer_than_75_bytes_and_unfolded_they_say_the_same(self, title):
        text = self.text(a_meeting(), title)
        assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
        escaped = title.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        assert f"SUMMARY:{escaped}\r\n" in text.replace("\r\n ", "")

    @pytest.mark.parametrize(
        ("local", "instant"),
        [("2026-03-28 10:00 +0100", "20260328T090000Z"), ("2026-03-29 10:00 +0200", "20260329T080000Z")],
    )
    def test_the_hour_stays_the_hour_of_the_day_when_clocks_change(self, local, instant):
        meeting = a_meeting(starts_at=datetime.strptime(local, "%Y-%m-%d %H:%M %z"))
        assert f"DTSTART:{instant}" in self.text(meeting)
