"""What the calendar does to helpers, by the midnight of their organisation."""

from datetime import UTC, date, datetime, timedelta

import pytest

from backend.flows.calendar import Turned, turn_the_day
from backend.people.lifecycle import HelperState
from backend.people.models import Helper, HelperEvent
from matching.lifecycle import MatchState, ProposalState
from matching.snapshot import ready_helpers
from tests.factories.clock import NOON
from tests.factories.matching import a_match, a_proposal
from tests.factories.people import a_family, a_volunteer, an_organisation

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
TOMORROW = TODAY + timedelta(days=1)

# Midnight between the 2nd and the 3rd of March 2026.
MIDNIGHTS = [
    ("Pacific/Auckland", datetime(2026, 3, 2, 11, tzinfo=UTC)),
    ("Europe/Brussels", datetime(2026, 3, 2, 23, tzinfo=UTC)),
    ("America/Toronto", datetime(2026, 3, 3, 5, tzinfo=UTC)),
]
at_each_midnight = pytest.mark.parametrize(("zone", "midnight"), MIDNIGHTS)
A_SECOND = timedelta(seconds=1)


def state_of(helper):
    return Helper.objects.values_list("state", flat=True).get(pk=helper.pk)


def test_nothing_to_do_is_fine():
    assert turn_the_day(now=NOON) == Turned(lapsed=0, absences=0)
    a_volunteer()
    a_volunteer(state=HelperState.CHECKING, cleared_until=date.min)
    a_volunteer(away_from=TOMORROW)
    assert turn_the_day(now=NOON) == Turned(lapsed=0, absences=0)


@at_each_midnight
def test_approval_lapses_at_midnight_where_the_organisation_is(zone, midnight):
    helper = a_volunteer(an_organisation(time_zone=zone), cleared_until=date(2026, 3, 3))
    turn_the_day(now=midnight - A_SECOND)
    assert state_of(helper) == HelperState.APPROVED
    turn_the_day(now=midnight)
    assert state_of(helper) == HelperState.LAPSED


@at_each_midnight
def test_absences_begin_and_end_at_midnight_where_the_organisation_is(zone, midnight):
    organisation = an_organisation(time_zone=zone)
    going = a_volunteer(organisation, away_from=date(2026, 3, 3))
    coming = a_volunteer(organisation, state=HelperState.AWAY, away_from=date(2026, 3, 1), away_until=date(2026, 3, 2))
    turn_the_day(now=midnight - A_SECOND)
    assert (state_of(going), state_of(coming)) == (HelperState.APPROVED, HelperState.AWAY)
    assert turn_the_day(now=midnight).absences == 2
    assert (state_of(going), state_of(coming)) == (HelperState.AWAY, HelperState.APPROVED)


def test_a_lapse_ends_proposals_and_puts_matches_up_for_review():
    organisation = an_organisation()
    helper = a_volunteer(organisation, capacity=3, cleared_until=TODAY)
    match, looked_at = (a_match(a_family(organisation), helper) for _ in range(2))
    looked_at.review_since, looked_at.review_reason = NOON - timedelta(days=3), "no_contact"
    looked_at.save()
    proposal = a_proposal(a_family(organisation), helper)
    assert turn_the_day(now=NOON) == Turned(lapsed=1, absences=0)
    for row in (match, looked_at, proposal):
        row.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN
    assert (match.state, match.review_since, match.review_reason) == (MatchState.INTRODUCED, NOON, "check_lapsed")
    assert looked_at.review_reason == "no_contact"
    event = HelperEvent.objects.get()
    assert (event.move, event.state, event.actor) == ("lapse", "lapsed", None)


def test_who_is_away_lapses_too():
    helper = a_volunteer(state=HelperState.AWAY, away_from=TODAY, cleared_until=TODAY)
    turn_the_day(now=NOON)
    assert state_of(helper) == HelperState.LAPSED


def test_an_absence_that_begins_ends_proposals():
    helper = a_volunteer(away_from=TODAY)
    proposal = a_proposal(a_family(helper.organisation), helper)
    turn_the_day(now=NOON)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN


def test_an_absence_that_nobody_saw_begin_leaves_nothing_behind():
    helper = a_volunteer(away_from=TODAY - timedelta(days=9), away_until=TODAY - timedelta(days=2))
    turn_the_day(now=NOON)
    helper.refresh_from_db()
    assert (helper.state, helper.away_from, helper.away_until) == (HelperState.APPROVED, None, None)
    assert not HelperEvent.objects.exists()


def test_a_second_look_in_the_same_hour_changes_nothing():
    a_volunteer(cleared_until=TODAY)
    a_volunteer(away_from=TODAY)
    a_volunteer(state=HelperState.AWAY, away_from=TODAY - timedelta(days=9), away_until=TODAY - timedelta(days=2))
    turn_the_day(now=NOON)
    events = HelperEvent.objects.count()
    assert turn_the_day(now=NOON) == Turned(lapsed=0, absences=0)
    assert HelperEvent.objects.count() == events == 3


def test_who_is_back_is_matched_before_anything_has_run():
    organisation = an_organisation()
    a_volunteer(organisation, state=HelperState.AWAY, away_from=TODAY, away_until=TODAY)
    assert not ready_helpers(organisation, "volunteer", on=TODAY).exists()
    assert ready_helpers(organisation, "volunteer", on=TOMORROW).exists()


def test_who_has_lapsed_is_not_matched_although_nothing_has_run():
    organisation = an_organisation()
    a_volunteer(organisation, cleared_until=TOMORROW)
    assert ready_helpers(organisation, "volunteer", on=TODAY).exists()
    assert not ready_helpers(organisation, "volunteer", on=TOMORROW).exists()
