"""One volunteer over a year, through the API, with the sweeps as beat runs them: each station says how everything stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from backend.care.services.check_ins import plan_check_ins
from backend.flows.calendar import turn_the_day
from backend.people.clearance import recount_all
from backend.people.lifecycle import HelperState
from backend.people.models import Family, Helper, HelperEvent
from matching.models import MatchEvent, Proposal, ProposalEvent
from notifications.models import Message
from tests.api.client import Api
from tests.factories.checks import a_requirement
from tests.factories.people import a_coordinator, a_family, a_volunteer, an_organisation, contact_of, lead_of

pytestmark = pytest.mark.django_db

FIRST_DAY = date(2026, 3, 2)
CHECK_COUNTS_FOR = 200  # days
RENEWED_ON = 205


@dataclass
class Year:
    """A volunteer, a family they are matched with, another that waits, and a coordinator; each at the API."""

    helper: Helper
    family: Family
    waiting: Family
    coordinator: Api
    volunteer: Api
    contact: Api

    def now(self) -> Helper:
        return Helper.objects.get(pk=self.helper.pk)

    def is_(self, state: str, cleared_on: int | None = None) -> bool:
        """Return whether the volunteer is in that state, and cleared until that day."""
        helper = self.now()
        return helper.state == state and (cleared_on is None or helper.cleared_until == day(cleared_on))

    def act(self, what: str, body: Any = None, *, by: Api | None = None) -> Any:
        """Return the answer to a move of the volunteer."""
        return (by or self.coordinator).post(f"helpers/{self.helper.uuid}/{what}", body)

    def propose(self, family: Family) -> Any:
        return self.coordinator.post(f"families/{family.uuid}/proposals", {"helper": str(self.helper.uuid)})

    def each_sees_the_other(self) -> tuple[bool, bool]:
        """Return whether the family is shown how to reach the volunteer, and the other way round."""
        family, volunteer = (bool(results(api.get("me/contacts"))) for api in (self.contact, self.volunteer))
        return family, volunteer


@pytest.fixture
def year(db: None) -> Year:
    organisation = an_organisation(trial_days=0)
    a_requirement(organisation, "criminal_record", valid_days=CHECK_COUNTS_FOR)
    helper = a_volunteer(organisation, state=HelperState.APPLIED, capacity=2, cleared_until=date.min)
    HelperEvent.objects.get_or_create(
        helper=helper, version=1, defaults={"move": "apply", "state": helper.state, "at": morning(-1)}
    )
    family = a_family(organisation)
    return Year(
        helper=helper,
        family=family,
        waiting=a_family(organisation),
        coordinator=Api(a_coordinator(organisation)),
        volunteer=Api(lead_of(helper)),
        contact=Api(contact_of(family)),
    )


def day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def morning(number: int) -> datetime:
    """Return ten in the morning of that day, in Brussels, whether it is summer there or winter."""
    on = day(number)
    return datetime(on.year, on.month, on.day, 10, tzinfo=ZoneInfo("Europe/Brussels"))


@contextmanager
def on_day(number: int, *, swept: bool = True) -> Iterator[None]:
    """Be in the morning of that day; beat has run, twice, as it may happen."""
    with time_machine.travel(morning(number), tick=False):
        for _ in range(2 if swept else 0):
            sweep()
        yield


def sweep() -> None:
    now = timezone.now()
    turn_the_day(now=now)
    plan_check_ins(now=now)
    call_command("send_reminders", verbosity=0)


def results(answer: Any) -> Any:
    return answer.json()["results"]


def told(api: Api, template: str) -> int:
    """Return how often the inbox of that person holds a message made from `template`."""
    ids = [row["id"] for row in results(api.get("me/inbox"))]
    return Message.objects.filter(uuid__in=ids, template=template).count()


def test_a_year_of_a_volunteer(year: Year) -> None:
    nobody_is_approved_without_what_is_asked(year)
    match = three_yeses_make_a_match(year)
    they_meet_and_are_asked_how_it_goes(year, match)
    nothing_new_while_away(year, match)
    the_end_of_the_check_is_told_before(year, match)
    a_lapse_stops_what_is_new(year, match)
    what_is_renewed_counts_again(year, match)
    both_are_asked_each_quarter(year, match)
    an_end_hides_contacts_and_frees_the_place(year, match)
    the_volunteer_leaves(year)
    each_version_has_one_event(year, match)


def nobody_is_approved_without_what_is_asked(year: Year) -> None:
    with on_day(0):
        assert year.is_("applied")
        assert year.act("start-checks").json()["state"] == "checking"
        refused = year.act("approve")
        assert (refused.status_code, refused.json()["code"]) == (409, "not_cleared")
        assert year.propose(year.family).json()["code"] == "not_possible"
        recorded = year.act("checks", {"code": "criminal_record", "met_on": day(0).isoformat()})
        assert (recorded.status_code, recorded.json()["expires_on"]) == (200, day(CHECK_COUNTS_FOR).isoformat())
        assert year.is_("checking", CHECK_COUNTS_FOR)
        assert year.act("approve").json()["state"] == "approved"
        sweep()
        assert told(year.volunteer, "helper_approved") == 1


def three_yeses_make_a_match(year: Year) -> str:
    with on_day(1):
        proposal = year.propose(year.family).json()["id"]
        for api in (year.coordinator, year.contact, year.volunteer):
            assert year.each_sees_the_other() == (False, False)
            assert api.post(f"proposals/{proposal}/answer", {"answer": "yes"}).status_code == 200
        assert year.each_sees_the_other() == (True, True)
        assert year.now().places_taken == 1
        [match] = results(year.volunteer.get("matches"))
        assert match["state"] == "introduced"
        sweep()
        assert (told(year.contact, "match_made_family"), told(year.volunteer, "match_made_helper")) == (1, 1)
        return str(match["id"])


def they_meet_and_are_asked_how_it_goes(year: Year, match: str) -> None:
    with on_day(3):
        assert year.volunteer.post(f"matches/{match}/first-meeting").json()["state"] == "active"
    for number, since in ((1, 7), (2, 28), (3, 84)):
        both_are_asked_and_answer(year, match, number, since)


def both_are_asked_and_answer(year: Year, match: str, number: int, since: int) -> None:
    """Check-in `number` is asked of both sides `since` days after the match began on day 1, and not the day before."""
    with on_day(since):
        assert number not in {row["number"] for row in results(year.volunteer.get("me/check-ins"))}
    with on_day(1 + since):
        for api, party in ((year.contact, "family"), (year.volunteer, "helper")):
            [asked] = [row for row in results(api.get("me/check-ins")) if row["number"] == number]
            assert (asked["party"], asked["due_on"], asked["answer"]) == (party, day(1 + since).isoformat(), None)
            assert told(api, f"check_in_wanted_{party}") == 1
            assert api.post(f"check-ins/{asked['id']}/answer", {"value": "good"}).status_code == 200
            assert told(api, f"check_in_wanted_{party}") == 0  # what is answered does not wait in the inbox
        answers = results(year.coordinator.get(f"matches/{match}/check-ins"))
        assert [row["answer"] for row in answers] == ["good"] * 2 * number


def nothing_new_while_away(year: Year, match: str) -> None:
    with on_day(95):
        days = {"away_from": day(100).isoformat(), "away_until": day(110).isoformat()}
        assert year.act("away", days, by=year.volunteer).json()["state"] == "approved"
        open_one = year.propose(year.waiting).json()["id"]
        assert year.now().places_taken == 2
    with on_day(100):
        assert year.is_("away", CHECK_COUNTS_FOR)
        assert Proposal.objects.get(uuid=open_one).state == "withdrawn"
        assert year.now().places_taken == 1
        assert year.propose(year.waiting).json()["code"] == "not_possible"
        assert year.contact.get(f"matches/{match}").json()["state"] == "active"
        assert year.each_sees_the_other() == (True, True)
    with on_day(110):
        assert year.is_("away")
    with on_day(111):
        assert year.is_("approved", CHECK_COUNTS_FOR)


def the_end_of_the_check_is_told_before(year: Year, match: str) -> None:
    for before, template in ((30, "check_ends_in_30_days"), (7, "check_ends_in_7_days")):
        with on_day(CHECK_COUNTS_FOR - before - 1):
            assert told(year.volunteer, template) == 0
        with on_day(CHECK_COUNTS_FOR - before):
            assert told(year.volunteer, template) == 1
            assert told(year.volunteer, "check_ended") == 0
            assert year.is_("approved", CHECK_COUNTS_FOR)
        if before == 30:
            both_are_asked_and_answer(year, match, 4, 84 + 91)


def a_lapse_stops_what_is_new(year: Year, match: str) -> None:
    with on_day(CHECK_COUNTS_FOR - 1):
        open_one = year.propose(year.waiting).json()["id"]
    with on_day(CHECK_COUNTS_FOR, swept=False):
        assert year.is_("approved")  # the calendar has not come yet; the day counts all the same
        assert year.volunteer.post(f"proposals/{open_one}/answer", {"answer": "yes"}).status_code >= 400
        assert year.propose(year.waiting).json()["code"] == "not_possible"
    with on_day(CHECK_COUNTS_FOR):
        assert year.is_("lapsed", CHECK_COUNTS_FOR)
        assert Proposal.objects.get(uuid=open_one).state == "withdrawn"
        assert told(year.volunteer, "check_ended") == 1
        assert (told(year.coordinator, "checks_lapsed"), told(year.coordinator, "matches_to_look_at")) == (1, 1)
        assert year.propose(year.waiting).json()["code"] == "not_possible"
        looked_after = year.coordinator.get(f"matches/{match}").json()
        assert (looked_after["state"], looked_after["for_staff"]["review_reason"]) == ("active", "check_lapsed")
        assert year.each_sees_the_other()[0] is False  # the family is shown nobody whose check has ended
        assert year.act("approve").json()["code"] == "not_cleared"


def what_is_renewed_counts_again(year: Year, match: str) -> None:
    with on_day(RENEWED_ON):
        year.act("checks", {"code": "criminal_record", "met_on": day(RENEWED_ON).isoformat()})
        assert year.is_("lapsed", RENEWED_ON + CHECK_COUNTS_FOR)
        assert year.propose(year.waiting).json()["code"] == "not_possible"
        assert year.act("approve").json()["state"] == "approved"
        assert year.coordinator.post(f"matches/{match}/reviewed").status_code == 200
        assert year.coordinator.get(f"matches/{match}").json()["for_staff"]["review_reason"] is None
        assert year.each_sees_the_other() == (True, True)
        again = year.propose(year.waiting)
        assert again.status_code == 201
        assert year.coordinator.post(f"proposals/{again.json()['id']}/withdraw").status_code == 200


def both_are_asked_each_quarter(year: Year, match: str) -> None:
    for number, since in ((5, 84 + 2 * 91), (6, 84 + 3 * 91)):
        both_are_asked_and_answer(year, match, number, since)


def an_end_hides_contacts_and_frees_the_place(year: Year, match: str) -> None:
    with on_day(365):
        assert (year.now().places_taken, year.each_sees_the_other()) == (1, (True, True))
        assert year.contact.post(f"matches/{match}/end", {"reason": "moved"}).json()["state"] == "ended"
        assert (year.now().places_taken, year.each_sees_the_other()) == (0, (False, False))
        sweep()
        assert (told(year.volunteer, "match_ended_helper"), told(year.contact, "match_ended_family")) == (1, 0)


def the_volunteer_leaves(year: Year) -> None:
    with on_day(366):
        assert year.act("leave", {}, by=year.volunteer).json()["state"] == "left"
        assert year.propose(year.waiting).json()["code"] == "not_possible"
        cleared = year.now().cleared_until
        recount_all()
        assert year.now().cleared_until == cleared == day(RENEWED_ON + CHECK_COUNTS_FOR)


def each_version_has_one_event(year: Year, match: str) -> None:
    helper = HelperEvent.objects.filter(helper=year.helper).order_by("version").values_list("version", "move")
    moves = ["apply", "start_checks", "approve", "go_away", "come_back", "lapse", "approve", "leave"]
    assert list(helper) == list(enumerate(moves, start=1))
    of_match = MatchEvent.objects.filter(match__uuid=match).order_by("version").values_list("version", "move")
    assert list(of_match) == list(enumerate(["introduce", "meet", "end"], start=1))
    for proposal in Proposal.objects.filter(helper=year.helper):
        versions = ProposalEvent.objects.filter(proposal=proposal).order_by("version").values_list("version", flat=True)
        assert list(versions) == list(range(1, proposal.version + 1))
