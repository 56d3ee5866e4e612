"""Absences: by the helper or staff, at once or planned, and what happens to proposals meanwhile."""

from datetime import UTC, date, datetime, timedelta

import pytest

from backend.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.flows.absences import come_back, go_away, is_away_on
from backend.people.lifecycle import HelperMove, HelperState
from backend.people.models import Helper, HelperEvent
from backend.people.models.sponsor_group import GroupRole
from matching.lifecycle import ProposalState
from tests.factories.clock import NOON
from tests.factories.matching import a_match, a_proposal
from tests.factories.people import a_coordinator, a_family, a_person, a_sponsor_group, a_volunteer, lead_of

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def days(number):
    return timedelta(days=number)


def away(helper, away_from=TODAY, away_until=None, actor=None, now=NOON):
    actor = actor or lead_of(helper)
    return go_away(actor=actor, helper_uuid=helper.uuid, away_from=away_from, away_until=away_until, now=now)


def back(helper, actor=None):
    return come_back(actor=actor or lead_of(helper), helper_uuid=helper.uuid, now=NOON)


def stored(helper):
    return Helper.objects.values_list("state", "away_from", "away_until").get(pk=helper.pk)


def test_who_goes_today_is_away_and_open_proposals_end():
    helper = a_volunteer(capacity=2)
    proposal = a_proposal(a_family(helper.organisation), helper)
    match = a_match(a_family(helper.organisation), helper)
    away(helper, away_until=TODAY + days(7))
    proposal.refresh_from_db()
    match.refresh_from_db()
    assert stored(helper) == (HelperState.AWAY, TODAY, TODAY + days(7))
    assert (proposal.state, match.state) == (ProposalState.WITHDRAWN, "introduced")
    assert Helper.objects.get(pk=helper.pk).places_taken == 1
    event = HelperEvent.objects.get()
    assert (event.move, event.version, event.actor) == (HelperMove.GO_AWAY, 2, lead_of(helper))


def test_who_goes_later_is_here_until_then():
    helper = a_volunteer()
    proposal = a_proposal(a_family(helper.organisation), helper)
    away(helper, TODAY + days(3), TODAY + days(5))
    proposal.refresh_from_db()
    assert stored(helper) == (HelperState.APPROVED, TODAY + days(3), TODAY + days(5))
    assert proposal.state == ProposalState.OPEN
    assert not HelperEvent.objects.exists()


def test_days_away_can_be_changed():
    helper = a_volunteer()
    away(helper)
    away(helper, away_until=TODAY + days(2))
    assert stored(helper) == (HelperState.AWAY, TODAY, TODAY + days(2))
    away(helper, TODAY + days(1))
    assert stored(helper) == (HelperState.APPROVED, TODAY + days(1), None)


def test_who_is_away_already_keeps_the_first_day():
    helper = a_volunteer(state=HelperState.AWAY, away_from=TODAY - days(5))
    away(helper, TODAY - days(5), TODAY)
    assert stored(helper) == (HelperState.AWAY, TODAY - days(5), TODAY)


@pytest.mark.parametrize(
    ("away_from", "away_until", "code"),
    [
        (TODAY - days(1), None, "away_in_the_past"),
        (TODAY + days(2), TODAY + days(1), "away_ends_before_it_begins"),
    ],
)
def test_days_that_cannot_be_are_refused(away_from, away_until, code):
    helper = a_volunteer()
    with pytest.raises(Invalid) as refusal:
        away(helper, away_from, away_until)
    assert refusal.value.code == code
    assert stored(helper) == (HelperState.APPROVED, None, None)


@pytest.mark.parametrize(
    "state", [HelperState.APPLIED, HelperState.CHECKING, HelperState.LAPSED, HelperState.DECLINED, HelperState.LEFT]
)
def test_only_who_is_approved_can_be_away(state):
    helper = a_volunteer(state=state)
    with pytest.raises(Conflict) as refusal:
        away(helper)
    assert (refusal.value.code, refusal.value.facts) == ("helper_moved_on", {"state": state})
    with pytest.raises(Conflict) as refusal:
        back(helper)
    assert refusal.value.code == "not_away"


def test_coming_back_and_not_going_after_all():
    gone, going = a_volunteer(), a_volunteer()
    away(gone)
    away(going, TODAY + days(9))
    for helper in (gone, going):
        back(helper)
        assert stored(helper) == (HelperState.APPROVED, None, None)
        with pytest.raises(Conflict):
            back(helper)
    assert [event.move for event in gone.events.order_by("version")] == [HelperMove.GO_AWAY, HelperMove.COME_BACK]


def test_staff_and_the_lead_may_say_so_and_nobody_else():
    group = a_sponsor_group()
    away(group, actor=a_coordinator(group.organisation))
    back(group, lead_of(group))
    member = group.sponsor_group.members.exclude(role=GroupRole.LEAD)[0].person
    with pytest.raises(NotAllowed) as refusal:
        away(group, actor=member)
    assert refusal.value.code == "not_yours_to_answer"
    for outsider in (a_person(), a_coordinator()):
        with pytest.raises(NotFound):
            away(group, actor=outsider)


def test_today_is_the_day_of_the_organisation():
    helper = a_volunteer()
    helper.organisation.time_zone = "Pacific/Auckland"
    helper.organisation.save()
    late = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)  # 01:30 on the 3rd over there
    with pytest.raises(Invalid):
        away(helper, date(2026, 3, 2), now=late)
    assert away(helper, date(2026, 3, 3), now=late).state == HelperState.AWAY


@pytest.mark.parametrize(
    ("away_from", "away_until", "is_away"),
    [
        (None, None, False),
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY - days(2), TODAY - days(1), False),
        (TODAY + days(1), None, False),
    ],
)
def test_the_first_and_the_last_day_count(away_from, away_until, is_away):
    assert is_away_on(Helper(away_from=away_from, away_until=away_until), TODAY) == is_away


def test_an_absence_takes_a_fixed_number_of_queries(django_assert_max_num_queries):
    helper = a_volunteer(capacity=3)
    actor = lead_of(helper)
    for _ in range(3):
        a_proposal(a_family(helper.organisation), helper)
    with django_assert_max_num_queries(20):
        away(helper, actor=actor)
