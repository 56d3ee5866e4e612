"""Staff who are asked to take a family over are told so; who offered it is told the answer."""

from datetime import timedelta

import pytest

from backend.people.models import Membership
from notifications.reminders.hand_overs import hand_over_answered, hand_over_offered
from tests.factories.clock import NOON
from tests.factories.hand_overs import a_hand_over
from tests.factories.people import a_coordinator, an_organisation

pytestmark = pytest.mark.django_db


def told(rule, now=NOON):
    """Return who is told what by `rule` at `now`."""
    return {(due.recipient_id, due.template) for due in rule(now) if due.due_at <= now < due.expires_at}


def test_all_staff_of_who_is_asked_are_told_while_it_is_open_for_a_week():
    to = an_organisation()
    one, other = a_coordinator(to), a_coordinator(to)
    a_coordinator(to, is_active=False)
    hand_over = a_hand_over(to_organisation=to)
    assert told(hand_over_offered) == {(one.pk, "hand_over_offered"), (other.pk, "hand_over_offered")}
    assert told(hand_over_offered, NOON + timedelta(days=7)) == set()
    hand_over.state = "withdrawn"
    hand_over.save()
    assert told(hand_over_offered) == set()


@pytest.mark.parametrize("answer", ["accepted", "declined"])
def test_who_offered_is_told_the_answer_while_they_work_there(answer):
    hand_over = a_hand_over(state=answer, answered_at=NOON)
    a_coordinator(hand_over.organisation)
    assert told(hand_over_answered) == {(hand_over.offered_by_id, f"hand_over_{answer}")}
    assert [due.key for due in hand_over_answered(NOON, hand_over.uuid)]
    Membership.objects.all().delete()
    assert told(hand_over_answered) == set()


def test_who_took_the_offer_back_is_told_nothing():
    a_hand_over(state="withdrawn", answered_at=NOON)
    assert told(hand_over_answered) == set()
