"""Members of a sponsor group are told once that there is something to vote on, and no longer than they can."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.people.models.sponsor_group import GroupRole
from matching.models.proposal import Party
from notifications.models import Message
from notifications.reminders import plan, still_due
from notifications.reminders.votes import VOTE_WANTED, vote_wanted
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_judged_proposal, a_proposal, a_vote
from tests.factories.people import a_family, a_sponsor_group, a_volunteer, lead_of

pytestmark = pytest.mark.django_db


def asked(group=None):
    group = group or a_sponsor_group()
    return a_judged_proposal(a_family(group.organisation), group)


def told():
    return {due.recipient_id for due in vote_wanted(NOON)}


def members(proposal):
    return [one.person for one in proposal.helper.sponsor_group.members.filter(role=GroupRole.MEMBER).order_by("pk")]


def test_every_member_but_the_lead_is_told():
    proposal = asked()
    assert told() == {person.pk for person in members(proposal)}


def test_who_has_voted_or_is_joining_is_not_told():
    proposal = asked()
    first, second, third, fourth = members(proposal)
    a_vote(proposal, first)
    proposal.helper.sponsor_group.members.filter(person=second).update(is_joining=True)
    assert told() == {third.pk, fourth.pk}


def test_nobody_is_told_before_a_coordinator_has_looked_or_after_the_lead_has_answered():
    group = a_sponsor_group()
    unseen = a_proposal(a_family(group.organisation), group)
    a_judged_proposal(helper=a_volunteer())
    assert told() == set()
    a_consent(unseen, Party.COORDINATOR)
    assert len(told()) == 4
    a_consent(unseen, Party.HELPER)
    assert told() == set()


def test_it_is_told_once_and_not_any_more_once_voted():
    proposal = asked()
    plan(NOON)
    plan(NOON)
    messages = Message.objects.filter(rule=VOTE_WANTED)
    assert messages.count() == 4
    message = messages.get(recipient=members(proposal)[0])
    assert still_due(message, NOON)
    a_vote(proposal, members(proposal)[0])
    assert not still_due(message, NOON)
    assert lead_of(proposal.helper).pk not in messages.values_list("recipient", flat=True)


def test_more_groups_take_no_more_queries():
    counts = []
    for _ in range(2):
        asked()
        with CaptureQueriesContext(connection) as queries:
            told()
        counts.append(len(queries))
    assert counts == [2, 2]
