"""A helper's way in, state by state: who may move it, from where, and that all it takes is met."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.errors import Conflict, NotAllowed, NotFound
from backend.lifecycle import IllegalMove, advance
from backend.people.lifecycle import HELPER_TABLE, HelperMove, HelperState
from backend.people.models import HelperEvent, Membership
from backend.people.services.admissions import approve_helper, reapply, start_checks
from tests.factories.clock import NOON
from tests.factories.people import a_coordinator, a_person, a_volunteer, lead_of

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def decide(act, helper, actor=None, now=NOON):
    return act(actor=actor or a_coordinator(helper.organisation), helper_uuid=helper.uuid, now=now)


def test_from_the_application_to_the_yes_of_a_coordinator():
    helper = a_volunteer(state=HelperState.APPLIED)
    boss = a_coordinator(helper.organisation)
    decide(start_checks, helper, boss)
    assert decide(approve_helper, helper, boss).state == HelperState.APPROVED
    told = HelperEvent.objects.order_by("version").values_list("version", "move", "state", "actor")
    assert list(told) == [(2, "start_checks", "checking", boss.pk), (3, "approve", "approved", boss.pk)]


@pytest.mark.parametrize("state", HelperState)
def test_each_move_is_made_only_where_the_table_has_it(state):
    moves = {start_checks: HelperMove.START_CHECKS, approve_helper: HelperMove.APPROVE, reapply: HelperMove.REAPPLY}
    for act, move in moves.items():
        helper = a_volunteer(state=state)
        if (state, move) in HELPER_TABLE:
            assert decide(act, helper).state == HELPER_TABLE[state, move]
            continue
        with pytest.raises(Conflict) as refusal:
            decide(act, helper)
        assert (refusal.value.code, refusal.value.facts) == ("helper_moved_on", {"state": state})


def test_nobody_is_approved_before_everything_is_met():
    helper = a_volunteer(state=HelperState.CHECKING, cleared_until=TODAY)
    with pytest.raises(Conflict) as refusal:
        decide(approve_helper, helper)
    assert refusal.value.code == "not_cleared"
    helper.refresh_from_db()
    assert (helper.state, helper.version) == (HelperState.CHECKING, 1)
    assert not HelperEvent.objects.exists()


def test_cleared_today_is_by_the_calendar_of_the_organisation():
    helper = a_volunteer(state=HelperState.CHECKING, cleared_until=TODAY + timedelta(days=1))
    helper.organisation.time_zone = "Pacific/Auckland"
    helper.organisation.save()
    with pytest.raises(Conflict):
        decide(approve_helper, helper, now=datetime(2026, 3, 2, 11, 0, tzinfo=UTC))  # midnight there
    assert decide(approve_helper, helper, now=datetime(2026, 3, 2, 10, 59, tzinfo=UTC)).state == HelperState.APPROVED


def test_staff_do_not_approve_themselves():
    helper = a_volunteer(state=HelperState.CHECKING)
    own = lead_of(helper)
    Membership.objects.create(organisation=helper.organisation, person=own, role="administrator")
    for act in (start_checks, approve_helper):
        with pytest.raises(NotAllowed) as refusal:
            decide(act, helper, own)
        assert refusal.value.code == "own_cause"


@pytest.mark.parametrize("act", [start_checks, approve_helper])
def test_helpers_themselves_and_staff_elsewhere_find_nothing_to_decide(act):
    helper = a_volunteer(state=HelperState.APPLIED)
    for outsider in (lead_of(helper), a_coordinator(), a_person()):
        with pytest.raises(NotFound):
            decide(act, helper, outsider)


def test_who_left_may_apply_again_by_themselves():
    helper = a_volunteer(state=HelperState.LEFT)
    assert decide(reapply, helper, lead_of(helper)).state == HelperState.APPLIED
    for outsider in (a_coordinator(), a_person()):
        with pytest.raises(NotFound):
            decide(reapply, helper, outsider)


@given(st.lists(st.sampled_from(HelperMove)))
def test_on_no_path_is_anybody_approved_who_was_not_checked_and_said_yes_to(moves):
    state, path = HelperState.APPLIED, []
    for move in moves:
        try:
            state = advance(HELPER_TABLE, state, move, what="helper")
        except IllegalMove:
            continue
        path.append(move)
    since = len(path) - 1 - max([i for i, m in enumerate(path[::-1]) if m == HelperMove.REAPPLY][:1], default=len(path))
    this_time = path[max(0, since + 1) :] if HelperMove.REAPPLY in path else path
    if state in (HelperState.APPROVED, HelperState.AWAY):
        assert this_time.index(HelperMove.START_CHECKS) < this_time.index(HelperMove.APPROVE)
    if HelperMove.LAPSE in this_time and state in (HelperState.APPROVED, HelperState.AWAY):
        last = len(this_time) - this_time[::-1].index(HelperMove.LAPSE)
        assert HelperMove.APPROVE in this_time[last:]
