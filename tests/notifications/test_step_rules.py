"""A due step is told on the morning of its day, to the family and to those who help it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from matching.lifecycle import MatchState
from notifications.reminders.steps import step_due
from tests.factories.clock import NOON
from tests.factories.journey import a_step
from tests.factories.matching import a_match
from tests.factories.people import a_family, a_member, a_person, a_sponsor_group, a_volunteer, contact_of, lead_of

pytestmark = pytest.mark.django_db


def told(now=NOON, about=None):
    """Return who is told at `now`."""
    return sorted(due.recipient_id for due in step_due(now, about) if due.due_at <= now < due.expires_at)


def test_the_contact_the_volunteer_and_the_lead_of_the_group_are_told_and_nobody_else():
    family = a_family()
    a_member(family, person=a_person())
    volunteer, group = a_volunteer(family.organisation), a_sponsor_group(family.organisation)
    a_match(family, volunteer)
    a_match(family, group)
    a_step(family)

    assert told() == sorted([contact_of(family).pk, lead_of(volunteer).pk, lead_of(group).pk])


def test_a_helper_whose_match_has_ended_is_not_told():
    family = a_family()
    a_match(family, state=MatchState.ENDED, ended_at=NOON, end_reason="moved", version=2)
    a_step(family)

    assert told() == [contact_of(family).pk]


def test_it_is_told_at_nine_in_the_morning_where_the_reader_is():
    family = a_family()
    contact = contact_of(family)
    contact.time_zone = "Asia/Amman"
    contact.save()
    helper = a_volunteer(family.organisation)
    a_match(family, helper)
    a_step(family, due_on=date(2026, 7, 1))

    at = {due.recipient_id: due.due_at for due in step_due(datetime(2026, 7, 1, 12, tzinfo=UTC))}
    assert at == {
        contact.pk: datetime(2026, 7, 1, 6, tzinfo=UTC),
        lead_of(helper).pk: datetime(2026, 7, 1, 7, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("zone", "first"), [("Pacific/Kiritimati", "2026-02-28T19:00Z"), ("Pacific/Pago_Pago", "2026-03-01T20:00Z")]
)
def test_at_the_edges_of_the_world_it_is_not_missed(zone, first):
    family = a_family()
    contact = contact_of(family)
    contact.time_zone = zone
    contact.save()
    a_step(family, due_on=date(2026, 3, 1))
    morning = datetime.fromisoformat(first)

    assert told(morning - timedelta(minutes=1)) == []
    assert told(morning) == [contact.pk]
    assert told(morning + timedelta(days=14, minutes=-1)) == [contact.pk]
    assert told(morning + timedelta(days=14)) == []


def test_a_step_that_is_done_is_not_told():
    family = a_family()
    a_step(family, done_at=NOON, done_by=contact_of(family))
    assert told() == []


def test_a_step_that_is_moved_is_told_again_on_its_new_day():
    step = a_step()
    [before] = step_due(NOON)
    step.due_on += timedelta(days=3)
    step.save()
    [after] = step_due(NOON + timedelta(days=3))

    assert before.key != after.key


def test_somebody_who_may_not_sign_in_any_more_is_not_told():
    family = a_family()
    contact = contact_of(family)
    contact.is_active = False
    contact.save()
    a_step(family)
    assert told() == []


def test_asked_about_one_step_it_speaks_of_that_one_only():
    step, other = a_step(), a_step()
    assert told(about=step.uuid) == [contact_of(step.family).pk] != [contact_of(other.family).pk]
