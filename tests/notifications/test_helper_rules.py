"""What helpers and staff are told of checks that end, matches to look at and groups that became too small."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.flows.calendar import turn_the_day
from backend.flows.holds import hold_helper
from backend.people.lifecycle import HelperState
from backend.people.models import Helper, SponsorGroup
from backend.people.moves import approve_many, record_made
from backend.people.services.admissions import approve_helper
from matching.models import Match
from notifications.models import Message
from notifications.reminders import plan, still_due
from notifications.reminders.helpers import below_quorum, check_ends, checks_lapsed, helper_approved
from notifications.reminders.matches import review_wanted
from tests.factories.clock import NOON
from tests.factories.matching import a_match
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_person,
    a_sponsor_group,
    a_volunteer,
    an_organisation,
    lead_of,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)  # 9:00 in Brussels
A_MINUTE = timedelta(minutes=1)


def told(rule, now=NOON):
    return {(due.recipient_id, due.template) for due in rule(now) if due.due_at <= now < due.expires_at}


@pytest.mark.parametrize(
    ("days", "template"),
    [
        (31, None),
        (30, "check_ends_in_30_days"),
        (8, "check_ends_in_30_days"),
        (7, "check_ends_in_7_days"),
        (1, "check_ends_in_7_days"),
        (0, "check_ended"),
        (-13, "check_ended"),
        (-14, None),
    ],
)
def test_a_check_that_ends_is_told_a_month_before_a_week_before_and_on_the_day(days, template):
    helper = a_volunteer(cleared_until=TODAY + timedelta(days=days))
    assert told(check_ends, MORNING) == ({(lead_of(helper).pk, template)} if template else set())


@pytest.mark.parametrize("days", [30, 7, 0])
def test_it_is_told_in_the_morning_where_the_helper_is(days):
    person = a_person(time_zone="America/Toronto")
    a_volunteer(person=person, cleared_until=TODAY + timedelta(days=days))
    morning = datetime(2026, 3, 2, 14, tzinfo=UTC)
    due = {due.due_at for due in check_ends(morning)}
    assert morning in due
    assert len(due) == 3


def test_who_has_lapsed_is_told_only_that_it_has_ended():
    helper = a_volunteer(state=HelperState.LAPSED, cleared_until=TODAY)
    assert told(check_ends) == {(lead_of(helper).pk, "check_ended")}


@pytest.mark.parametrize("state", [HelperState.APPLIED, HelperState.CHECKING, HelperState.DECLINED, HelperState.LEFT])
def test_who_is_not_approved_is_not_told(state):
    a_volunteer(state=state, cleared_until=TODAY)
    assert told(check_ends) == set()


def test_of_a_group_the_lead_is_told():
    group = a_sponsor_group(cleared_until=TODAY)
    assert told(check_ends) == {(lead_of(group).pk, "check_ended")}


def test_what_is_renewed_meanwhile_is_not_sent():
    helper = a_volunteer(cleared_until=TODAY + timedelta(days=7))
    plan(NOON)
    message = Message.objects.get()
    assert still_due(message, NOON)
    helper.cleared_until = TODAY + timedelta(days=365)
    helper.save()
    assert not still_due(message, NOON)


def test_nothing_is_told_twice():
    a_volunteer(cleared_until=TODAY + timedelta(days=7))
    assert plan(NOON) == 1
    assert plan(NOON + timedelta(days=1)) == 0


def test_lapses_of_one_day_are_one_message_for_staff_and_go_when_they_are_approved_again():
    organisation = an_organisation()
    boss = a_coordinator(organisation)
    helpers = [a_volunteer(organisation, cleared_until=TODAY) for _ in range(2)]
    a_coordinator()
    assert told(checks_lapsed) == set()
    turn_the_day(now=NOON)
    assert [due.recipient_id for due in checks_lapsed(NOON)] == [boss.pk]
    for helper in helpers:
        helper.refresh_from_db()
        helper.state, helper.version = HelperState.APPROVED, helper.version + 1
        helper.save()
    assert told(checks_lapsed) == set()


def test_matches_of_who_lapsed_are_for_staff_to_look_at_until_somebody_has():
    organisation = an_organisation()
    boss = a_coordinator(organisation)
    helper = a_volunteer(organisation, capacity=2, cleared_until=TODAY)
    for _ in range(2):
        a_match(a_family(organisation), helper)
    turn_the_day(now=NOON)
    [due] = review_wanted(NOON)
    assert (due.recipient_id, due.template) == (boss.pk, "matches_to_look_at")
    assert told(review_wanted, NOON + timedelta(days=3)) == set()
    Match.objects.update(review_since=None, review_reason="")
    assert told(review_wanted) == set()


def test_a_group_that_became_too_small_is_told_to_staff_while_it_is():
    group = a_sponsor_group(own={"below_quorum_since": NOON})
    boss = a_coordinator(group.organisation)
    assert told(below_quorum) == {(boss.pk, "below_quorum")}
    assert told(below_quorum, NOON + timedelta(days=3)) == set()
    SponsorGroup.objects.update(below_quorum_since=None)
    assert told(below_quorum) == set()


def test_rules_ask_as_much_for_three_as_for_one(django_assert_num_queries):
    organisation = an_organisation()
    a_coordinator(organisation)
    for _ in range(3):
        a_volunteer(organisation, cleared_until=TODAY)
        a_sponsor_group(organisation, own={"below_quorum_since": NOON})
    turn_the_day(now=NOON)
    for rule, queries in ((check_ends, 2), (checks_lapsed, 2), (below_quorum, 2)):
        with django_assert_num_queries(queries):
            assert len(list(rule(NOON))) in (1, 3)


def test_a_hold_is_told_to_nobody():
    helper = a_volunteer()
    boss = a_coordinator(helper.organisation)
    hold_helper(actor=boss, helper_uuid=helper.uuid, reason="illness", now=NOON)
    assert plan(NOON) == 0


def test_who_is_approved_is_told_while_they_are():
    helper = a_volunteer(state=HelperState.CHECKING)
    boss = a_coordinator(helper.organisation)
    approve_helper(actor=boss, helper_uuid=helper.uuid, now=NOON)
    assert told(helper_approved) == {(lead_of(helper).pk, "helper_approved")}
    assert told(helper_approved, NOON + timedelta(days=3)) == set()
    Helper.objects.update(state=HelperState.LEFT)
    assert told(helper_approved) == set()


def test_whom_a_file_brings_and_approves_is_told_nothing():
    helper = a_volunteer(state=HelperState.CHECKING)
    record_made([helper], actor=None, now=NOON)
    approve_many([helper], actor=None, now=NOON)
    assert told(helper_approved) == set()
