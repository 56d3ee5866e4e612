"""What is due enters the ledger once, with a delivery for each way to reach its reader."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.people.lifecycle import HelperMove, HelperState
from backend.people.models import HelperEvent
from matching.lifecycle import MatchState, ProposalState
from matching.models.match import EndReason, ReviewReason
from matching.models.proposal import Party
from notifications.models import Delivery, Message
from notifications.reminders import RULES, plan, still_due
from tests.factories.care import a_check_in
from tests.factories.clock import NOON
from tests.factories.concerns import a_concern, an_administrator
from tests.factories.hand_overs import a_hand_over
from tests.factories.journey import a_step
from tests.factories.matching import a_consent, a_match, a_proposal
from tests.factories.notifications import a_message
from tests.factories.people import a_coordinator, a_family, a_sponsor_group, a_volunteer, contact_of

pytestmark = pytest.mark.django_db


def a_busy_day():
    """Make something to tell for every rule."""
    family = a_family()
    a_check_in(a_match(family), due_on=NOON.date())
    a_step(family)
    a_match(state=MatchState.TRIAL, trial_until=NOON.date())
    a_hand_over(to_organisation=a_coordinator().memberships.get().organisation)
    a_hand_over(state="declined", answered_at=NOON)
    a_consent(a_proposal(), Party.COORDINATOR)
    a_consent(a_proposal(helper=a_sponsor_group()), Party.COORDINATOR)
    soon = a_proposal(created_at=NOON - timedelta(days=12), answer_by=NOON + timedelta(days=1))
    a_consent(soon, Party.COORDINATOR, at=NOON - timedelta(days=9))
    a_proposal(a_family(soon.organisation), answer_by=NOON + timedelta(days=1))
    staff_are_needed(soon.organisation)
    a_match(state=MatchState.ENDED, ended_at=NOON, end_reason=EndReason.NEED_MET)
    approved = a_volunteer(version=3)
    HelperEvent.objects.create(helper=approved, version=3, move=HelperMove.APPROVE, state=HelperState.APPROVED, at=NOON)
    a_consent(a_proposal(state=ProposalState.EXPIRED, closed_at=NOON), Party.COORDINATOR)


def staff_are_needed(organisation):
    """Make something to tell for every rule that calls staff, and somebody to be called."""
    a_coordinator(organisation)
    an_administrator(organisation)
    lapsed = a_volunteer(organisation, state=HelperState.LAPSED, cleared_until=NOON.date(), version=2)
    HelperEvent.objects.create(helper=lapsed, version=2, move=HelperMove.LAPSE, state=HelperState.LAPSED, at=NOON)
    a_match(a_family(organisation), review_since=NOON, review_reason=ReviewReason.CHECK_LAPSED)
    a_sponsor_group(organisation, own={"below_quorum_since": NOON})
    for raised_at in (NOON, NOON - timedelta(days=60)):
        a_concern(a_match(a_family(organisation)), raised_at=raised_at)


def test_every_rule_is_asked_and_a_second_beat_adds_nothing():
    a_busy_day()

    assert plan(NOON) > 0
    assert set(Message.objects.values_list("rule", flat=True)) == set(RULES)
    before = sorted(Message.objects.values_list("key", flat=True))
    assert plan(NOON) == plan(NOON + timedelta(minutes=1)) == 0
    assert sorted(Message.objects.values_list("key", flat=True)) == before
    assert Delivery.objects.count() == 2 * len(before)


def test_keys_are_entered_in_order_so_that_two_planners_never_wait_for_each_other_in_a_circle():
    a_busy_day()
    a_busy_day()
    plan(NOON)
    keys = list(Message.objects.order_by("pk").values_list("key", flat=True))
    assert keys == sorted(keys)


def test_what_fell_due_while_we_were_down_is_told_once():
    a_step(due_on=NOON.date() - timedelta(days=5))
    assert plan(NOON) == 1
    assert plan(NOON + timedelta(days=1)) == 0


def test_what_is_over_is_not_told():
    a_step(due_on=NOON.date() - timedelta(days=15))
    assert plan(NOON) == 0


def test_the_inbox_reaches_everybody_and_e_mail_those_with_an_address():
    family = a_family()
    contact = contact_of(family)
    contact.email = None
    contact.save()
    a_step(family)

    plan(NOON)
    assert list(Delivery.objects.values_list("channel", flat=True)) == ["inbox"]


def test_by_night_the_inbox_has_it_and_the_mail_waits_for_the_morning():
    a_match(started_at=(night := datetime(2026, 3, 2, 22, 30, tzinfo=UTC)))
    plan(night)

    assert set(Delivery.objects.values_list("channel", "due_at")) == {
        ("inbox", night),
        ("email", datetime(2026, 3, 3, 7, tzinfo=UTC)),
    }


def test_the_number_of_queries_does_not_grow_with_the_rows():
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert plan(NOON) > 0
        return len(captured)

    a_busy_day()
    few = queries()
    for _ in range(4):
        a_busy_day()
    assert queries() == few <= 60


def test_a_message_is_still_due_until_its_reason_is_gone():
    step = a_step()
    plan(NOON)
    message = Message.objects.get()
    assert still_due(message, NOON)

    step.done_at, step.done_by = NOON, contact_of(step.family)
    step.save()
    assert not still_due(message, NOON)


def test_every_message_that_was_planned_is_still_due():
    a_busy_day()
    plan(NOON)
    assert all(still_due(message, NOON) for message in Message.objects.all())


def test_a_message_of_a_rule_that_we_dropped_is_not_due_any_more():
    assert not still_due(a_message(rule="long_gone"), NOON)


@pytest.mark.django_db(transaction=True)
def test_two_planners_at_once_tell_everybody_once():
    for _ in range(20):
        a_step()

    def planned(_):
        try:
            return plan(NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(planned, range(4))) == 20
    assert (Message.objects.count(), Delivery.objects.count()) == (20, 40)
