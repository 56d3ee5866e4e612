"""A group that fell below its quorum: nothing new at once, time to find others, then somebody looks at its matches."""

from datetime import timedelta

import pytest

from backend.flows.calendar import turn_the_day
from backend.people.lifecycle import HelperState
from backend.people.models import Helper, SponsorGroup
from backend.people.models.helper import HelperKind
from backend.people.models.sponsor_group import GroupRole
from backend.people.services.group_members import add_member, admit_member, leave_group
from matching.models import Match
from matching.models.match import ReviewReason
from matching.services.disclosure import contacts_of
from matching.services.matches import mark_reviewed
from matching.snapshot import ready_helpers
from tests.factories.checks import TODAY, a_requirement
from tests.factories.clock import NOON
from tests.factories.matching import a_match
from tests.factories.people import a_coordinator, a_family, a_sponsor_group, an_organisation, contact_of, lead_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def one_leaves(group, now=NOON):
    member = group.sponsor_group.members.filter(role=GroupRole.MEMBER).first()
    leave_group(actor=member.person, group_uuid=group.uuid, now=now)


def a_matched_group():
    group = a_sponsor_group(an_organisation(quorum_days=30), capacity=2)
    return group, a_match(a_family(group.organisation), group)


def review_of(match):
    return Match.objects.get(pk=match.pk).review_reason


def state_of(group):
    return Helper.objects.get(pk=group.pk).state


def test_it_gets_nothing_new_from_that_moment():
    group, _ = a_matched_group()
    ready = ready_helpers(group.organisation, HelperKind.SPONSOR_GROUP, on=TODAY)
    assert ready.get() == group
    one_leaves(group)
    assert not ready.exists()


def test_its_matches_go_on_and_its_approval_does_not_lapse_meanwhile():
    group, match = a_matched_group()
    one_leaves(group)
    turned = turn_the_day(now=NOON + 29 * DAY)
    assert (turned.lapsed, turned.flagged) == (0, 0)
    assert (state_of(group), review_of(match)) == (HelperState.APPROVED, "")
    assert contacts_of(actor=contact_of(match.family), language="en", now=NOON + 29 * DAY)


def test_after_its_time_its_matches_are_looked_at_once():
    group, match = a_matched_group()
    one_leaves(group)
    assert turn_the_day(now=NOON + 30 * DAY).flagged == 1
    assert review_of(match) == ReviewReason.BELOW_QUORUM
    coordinator = a_coordinator(group.organisation)
    mark_reviewed(actor=coordinator, match_uuid=match.uuid, now=NOON + 31 * DAY)
    assert turn_the_day(now=NOON + 32 * DAY).flagged == 0
    assert review_of(match) == ""


def test_a_group_that_is_full_again_in_time_is_left_alone_and_a_new_fall_counts_anew():
    group, match = a_matched_group()
    one_leaves(group)
    coordinator = a_coordinator(group.organisation)
    member = add_member(
        actor=coordinator,
        group_uuid=group.uuid,
        email="new@example.org",
        name="New",
        language="nl",
        role=GroupRole.MEMBER,
        now=NOON,
    )
    admit_member(actor=coordinator, group_uuid=group.uuid, member_uuid=member.uuid, now=NOON + 20 * DAY)
    assert turn_the_day(now=NOON + 40 * DAY).flagged == 0
    one_leaves(group, now=NOON + 41 * DAY)
    assert turn_the_day(now=NOON + 70 * DAY).flagged == 0
    assert turn_the_day(now=NOON + 71 * DAY).flagged == 1
    assert review_of(match) == ReviewReason.BELOW_QUORUM


def test_whatever_else_it_lacks_lets_its_approval_lapse():
    group, match = a_matched_group()
    one_leaves(group)
    a_requirement(group.organisation, helper_kind=HelperKind.SPONSOR_GROUP)
    assert turn_the_day(now=NOON).lapsed == 1
    assert (state_of(group), review_of(match)) == (HelperState.LAPSED, ReviewReason.CHECK_LAPSED)
    assert contacts_of(actor=lead_of(group), language="en", now=NOON) == []


def test_a_consent_of_the_municipality_that_ends_lets_it_lapse():
    group, _ = a_matched_group()
    SponsorGroup.objects.filter(pk=group.pk).update(municipality_consent_until=TODAY)
    Helper.objects.filter(pk=group.pk).update(cleared_until=TODAY)
    assert turn_the_day(now=NOON).lapsed == 1
