"""Meetings, the contact log, check-ins and what needs a coordinator, over the API."""

from datetime import timedelta

import pytest
import time_machine

from backend.care.models import ContactLogEntry, Meeting
from backend.care.models.check_in import CheckInValue
from backend.people.models import Person
from matching.lifecycle import MatchState
from matching.models import Match
from matching.models.proposal import Party
from tests.api.client import Api
from tests.factories.care import a_check_in, a_meeting, an_answer, an_entry
from tests.factories.clock import NOON
from tests.factories.matching import a_match, a_proposal
from tests.factories.people import a_coordinator, a_family, a_person, a_volunteer, contact_of, lead_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MEETING = {"starts_at": "2026-03-10T18:30:00+01:00", "minutes": 90, "place_kind": "library"}
CONTACT = {"on": "2026-03-02", "minutes": 20, "kind": "call", "was_made": True}
END = {"state": MatchState.ENDED, "ended_at": NOON, "end_reason": "moved"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def match():
    return a_match()


@pytest.fixture
def family(match):
    return Api(contact_of(match.family))


@pytest.fixture
def helper(match):
    return Api(lead_of(match.helper))


@pytest.fixture
def staff(match):
    return Api(a_coordinator(match.organisation))


def refusal(answer):
    return answer.status_code, answer.json()["code"]


def test_a_meeting_is_planned_seen_moved_and_cancelled(match, family, helper, staff):
    planned = family.post(f"matches/{match.uuid}/meetings", MEETING)
    assert family.queries <= 8
    assert (planned.status_code, planned.json()["starts_at"]) == (201, "2026-03-10T17:30:00Z")
    for api in (family, helper, staff):
        [shown] = api.get(f"matches/{match.uuid}/meetings").json()["results"]
        assert shown == planned.json()
        assert api.queries <= 8
    moved = helper.post(f"meetings/{shown['id']}/move", MEETING | {"minutes": 30})
    assert helper.queries <= 10
    assert moved.json()["minutes"] == 30
    assert staff.post(f"meetings/{shown['id']}/cancel").json()["is_cancelled"] is True
    assert refusal(family.post(f"meetings/{shown['id']}/move", MEETING)) == (409, "meeting_cancelled")


def test_the_calendar_file_is_in_the_answer_and_unchanged_is_not_sent_again(match, family):
    a_meeting(match)
    first = family.get(f"matches/{match.uuid}/meetings")
    assert "DTSTART:20260304T120000Z" in first.json()["results"][0]["calendar_file"]
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        again = family.get(f"matches/{match.uuid}/meetings", If_None_Match=first.headers["ETag"])
    assert again.status_code == 304


def test_what_cannot_be_planned_names_its_field_or_says_how_it_stands(match, family):
    for sent, field in (
        ({}, "starts_at"),
        (MEETING | {"starts_at": "2026-03-02T11:59:00Z"}, "starts_at"),
        (MEETING | {"minutes": 5}, "minutes"),
        (MEETING | {"place_kind": "my flat"}, "place_kind"),
    ):
        answer = family.post(f"matches/{match.uuid}/meetings", sent)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    a_meeting(match, starts_at=MEETING["starts_at"])
    assert refusal(family.post(f"matches/{match.uuid}/meetings", MEETING)) == (409, "meeting_overlaps")
    Match.objects.update(state=MatchState.PAUSED, paused_at=NOON, pause_reason="illness")
    paused = family.post(f"matches/{match.uuid}/meetings", MEETING)
    assert (refusal(paused), paused.json()["state"]) == ((409, "match_not_going_on"), "paused")


def test_sent_again_with_its_key_a_meeting_is_planned_once(match, family):
    answers = [family.post(f"matches/{match.uuid}/meetings", MEETING, Idempotency_Key="k1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert Meeting.objects.count() == 1


def test_each_side_sees_its_own_entries_and_the_totals_of_all(match, family, helper, staff):
    path = f"matches/{match.uuid}/contact-log"
    for api in (family, helper):
        assert api.post(path, CONTACT).status_code == 201
        assert api.queries <= 8
    an_entry(match, Party.HELPER, was_made=False, minutes=0)
    totals = [
        {"party": "family", "made": 1, "missed": 0, "minutes": 20},
        {"party": "helper", "made": 1, "missed": 1, "minutes": 20},
    ]
    for api, seen in ((family, {"family"}), (helper, {"helper"}), (staff, {"family", "helper"})):
        log = api.get(path).json()
        assert {entry["party"] for entry in log["results"]} == seen
        assert log["totals"] == totals
        assert api.queries <= 9


def test_one_corrects_and_removes_ones_own_entries(match, family, helper, staff):
    entry = an_entry(match, Party.HELPER)
    assert helper.post(f"contact-log/{entry.uuid}/correct", CONTACT).json()["minutes"] == 20
    assert helper.queries <= 9
    for api in (family, staff):
        assert api.post(f"contact-log/{entry.uuid}/correct", CONTACT).status_code == 404
        assert api.post(f"contact-log/{entry.uuid}/remove").status_code == 404
    assert helper.post(f"contact-log/{entry.uuid}/remove").json() == {"id": str(entry.uuid)}
    assert not ContactLogEntry.objects.exists()
    future = helper.post(f"matches/{match.uuid}/contact-log", CONTACT | {"on": "2026-03-03"})
    assert future.json()["errors"] == [
        {"field": "on", "code": "contact_in_the_future", "detail": "this day is still to come"}
    ]


def test_a_helper_who_stands_in_or_comes_later_sees_nothing_of_the_log_before(match, staff):
    an_entry(match, Party.HELPER)
    Match.objects.update(**END)
    after = a_match(match.family, a_volunteer(match.organisation))
    for person in (lead_of(after.helper), contact_of(match.family)):
        api = Api(person)
        assert api.get(f"matches/{match.uuid}/contact-log").status_code == 404
        assert api.get(f"matches/{after.uuid}/contact-log").json() == {"results": [], "totals": []}
    assert len(staff.get(f"matches/{match.uuid}/contact-log").json()["results"]) == 1
    assert refusal(staff.post(f"matches/{match.uuid}/contact-log", CONTACT)) == (409, "match_moved_on")


def test_a_side_is_asked_answers_and_answers_again(match, family, helper):
    check_in = a_check_in(match)
    asked = family.get("me/check-ins").json()
    assert family.queries <= 3
    assert [(row["id"], row["answer"]) for row in asked["results"]] == [(str(check_in.uuid), None)]
    assert [choice["value"] for choice in asked["choices"]] == ["good", "so_so", "not_met", "want_to_talk"]
    assert helper.get("me/check-ins").json()["results"] == []
    for value in ("so_so", "good"):
        assert family.post(f"check-ins/{check_in.uuid}/answer", {"value": value}).json() == {"value": value}
        assert family.queries <= 6
    assert family.get("me/check-ins").json()["results"][0]["answer"] == "good"
    assert family.post(f"check-ins/{check_in.uuid}/answer", {"value": "fine"}).json()["errors"][0]["field"] == "value"


def test_after_thirty_days_a_question_is_over(match, family, clock):
    check_in = a_check_in(match)
    clock.move_to(NOON + 31 * DAY)
    assert family.get("me/check-ins").json()["results"] == []
    answer = family.post(f"check-ins/{check_in.uuid}/answer", {"value": "good"})
    assert refusal(answer) == (409, "check_in_over")


def test_the_choices_come_in_the_language_asked_for(match):
    api = Api(contact_of(match.family), language="nl")
    [first, *_] = api.get("me/check-ins").json()["choices"]
    assert first["text"] == {"text": "Het gaat goed", "lang": "nl", "dir": "ltr"}


def test_staff_see_the_check_ins_of_both_sides_and_a_side_its_own(match, family, helper, staff):
    for party in (Party.FAMILY, Party.HELPER):
        an_answer(a_check_in(match, party))
    for api, seen in ((family, ["family"]), (helper, ["helper"]), (staff, ["family", "helper"])):
        rows = api.get(f"matches/{match.uuid}/check-ins").json()["results"]
        assert [row["party"] for row in rows] == seen
        assert {row["answered_at"] for row in rows} == {"2026-03-02T12:00:00Z"}
        assert api.queries <= 9


def test_for_others_nothing_is_there(match):
    meeting, check_in, entry = a_meeting(match), a_check_in(match), an_entry(match)
    gets = [f"matches/{match.uuid}/{what}" for what in ("meetings", "contact-log", "check-ins")]
    posts = {
        f"matches/{match.uuid}/meetings": MEETING,
        f"matches/{match.uuid}/contact-log": CONTACT,
        f"meetings/{meeting.uuid}/move": MEETING,
        f"meetings/{meeting.uuid}/cancel": None,
        f"contact-log/{entry.uuid}/correct": CONTACT,
        f"contact-log/{entry.uuid}/remove": None,
        f"check-ins/{check_in.uuid}/answer": {"value": "good"},
    }
    others = [a_person(), a_coordinator(), contact_of(a_family(match.organisation)), lead_of(a_volunteer())]
    for api in map(Api, others):
        assert {api.get(path).status_code for path in gets} == {404}
        assert {api.post(path, body).status_code for path, body in posts.items()} == {404}


@pytest.mark.parametrize("over", [{"is_suspended": True}, END])
def test_of_a_match_that_is_stopped_or_over_its_sides_find_nothing(match, family, helper, over):
    an_answer(a_check_in(match))
    Match.objects.update(**over)
    for api in (family, helper):
        for what in ("meetings", "contact-log", "check-ins"):
            assert api.get(f"matches/{match.uuid}/{what}").status_code == 404
        assert api.get("me/check-ins").json()["results"] == []


def test_today_is_one_list_in_the_language_of_the_coordinator(match):
    an_answer(a_check_in(match), CheckInValue.WANT_TO_TALK)
    a_proposal(a_family(match.organisation))
    coordinator = a_coordinator(match.organisation)
    Person.objects.filter(pk=coordinator.pk).update(language="nl")
    api = Api(coordinator, language="nl")
    first, second = api.get("today").json()["results"]
    assert api.queries <= 10
    assert first["open"] == {"kind": "match", "id": str(match.uuid)}
    assert (first["code"], first["detail"], first["day"]) == ("want_to_talk", "family", "2026-03-02")
    assert first["text"] == {"text": "Het gezin wil met je praten", "lang": "nl", "dir": "ltr"}
    assert first["helper"]["reference"] is None
    assert first["family"]["reference"] == match.family.reference
    assert second["code"] == "judge_proposal"


def test_today_is_for_staff(family, helper):
    for api in (family, helper, Api(a_person())):
        assert refusal(api.get("today")) == (403, "coordinator_only")
