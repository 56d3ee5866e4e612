"""A helper who left, lapsed or was declined is told nothing of a family any more."""

from datetime import timedelta

import pytest

from backend.people.lifecycle import HelperState
from backend.people.models import Helper
from matching.access import CLOSED_TO_CONTACT
from notifications.models import Message
from notifications.reminders import plan, still_due
from tests.factories.clock import NOON
from tests.factories.journey import a_step
from tests.factories.matching import a_judged_proposal, a_match
from tests.factories.people import a_family, a_sponsor_group, contact_of, lead_of

pytestmark = pytest.mark.django_db


def everything_to_tell():
    """Make a match with a due step and an open question, once with a volunteer and once with a group."""
    matches = [a_match()]
    group = a_sponsor_group()
    matches.append(a_match(a_family(group.organisation), group))
    for match in matches:
        a_step(match.family)
    asked = a_judged_proposal()
    return [*((m.family, m.helper) for m in matches), (asked.family, asked.helper)]


def told(person):
    return Message.objects.filter(recipient=person)


def test_without_leaving_every_helper_is_told():
    pairs = everything_to_tell()
    plan(NOON)
    assert all(told(lead_of(helper)).exists() for _, helper in pairs)


@pytest.mark.parametrize("state", CLOSED_TO_CONTACT)
def test_who_left_is_told_nothing_and_the_family_still_is(state):
    pairs = everything_to_tell()
    Helper.objects.update(state=state)
    plan(NOON)
    for family, helper in pairs:
        assert not told(lead_of(helper)).exists()
        assert told(contact_of(family)).exists()


def test_what_was_planned_before_they_left_is_not_sent_any_more():
    pairs = everything_to_tell()
    plan(NOON)
    Helper.objects.update(state=HelperState.LEFT)
    for _, helper in pairs:
        assert not any(still_due(message, NOON + timedelta(minutes=1)) for message in told(lead_of(helper)))
