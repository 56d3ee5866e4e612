"""What needs a coordinator today: each reason, when it comes and when it goes, and for whom it is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.care.models.check_in import CheckInValue
from backend.care.today import needs_of
from backend.people.models import Helper, SponsorGroup
from matching.lifecycle import MatchState
from matching.models.proposal import Party
from tests.factories.care import a_check_in, an_answer, an_entry
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_match, a_proposal
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_member,
    a_sponsor_group,
    a_volunteer,
    an_organisation,
    contact_of,
    lead_of,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def organisation():
    return an_organisation()


@pytest.fixture
def actor(organisation):
    return a_coordinator(organisation)


@pytest.fixture
def match(organisation):
    return a_match(a_family(organisation), a_volunteer(organisation))


def codes(actor, now=NOON):
    return [need.code for need in needs_of(actor, now=now)]


def test_nothing_is_an_empty_list(actor):
    assert codes(actor) == []


def test_a_proposal_is_there_to_be_judged_until_it_is(organisation, actor):
    proposal = a_proposal(a_family(organisation))
    [need] = needs_of(actor, now=NOON)
    assert (need.code, need.kind, need.uuid) == ("judge_proposal", "proposal", proposal.uuid)
    assert need.family
    assert need.helper
    assert (need.family.name, need.family.reference) == ("Member 1", proposal.family.reference)
    assert (need.helper.name, need.helper.reference) == ("Person", "")
    a_consent(proposal, Party.COORDINATOR)
    assert codes(actor) == []


def test_three_days_before_its_end_a_proposal_is_pressing_whoever_must_answer(organisation, actor):
    proposal = a_proposal(a_family(organisation))
    a_consent(proposal, Party.COORDINATOR)
    assert codes(actor, NOON + 11 * DAY - timedelta(minutes=1)) == []
    assert codes(actor, NOON + 11 * DAY) == ["proposal_expires"]


def test_a_match_to_look_at_again_says_why(match, actor):
    type(match).objects.update(review_since=NOON, review_reason="check_lapsed")
    [need] = needs_of(actor, now=NOON)
    assert (need.code, need.detail, need.kind, need.uuid) == ("match_review", "check_lapsed", "match", match.uuid)


def test_a_trial_is_overdue_from_the_day_after_its_last(match, actor):
    type(match).objects.update(state=MatchState.TRIAL, trial_until=NOON.date())
    assert codes(actor) == []
    assert codes(actor, NOON + DAY) == ["trial_overdue"]


def test_how_a_match_does_is_told_when_it_alarms(match, actor):
    assert codes(actor) == []
    assert codes(actor, NOON + 21 * DAY) == ["no_contact"]
    an_entry(match, Party.HELPER)
    assert codes(actor, NOON + 21 * DAY) == ["one_sided"]
    an_entry(match, Party.FAMILY)
    assert codes(actor, NOON + 21 * DAY) == []
    assert codes(actor, NOON + 28 * DAY) == ["stopped"]


@pytest.mark.parametrize("value", [CheckInValue.WANT_TO_TALK, CheckInValue.NOT_MET])
def test_who_wants_to_talk_or_has_not_met_is_there_until_somebody_has_heard_them(match, actor, value):
    an_answer(a_check_in(match, Party.HELPER), value)
    [need] = needs_of(actor, now=NOON)
    assert (need.code, need.detail, need.uuid) == (value, "helper", match.uuid)
    an_entry(match, Party.COORDINATOR, at=NOON + timedelta(hours=1), was_made=False)
    assert codes(actor) == []


def test_an_answer_is_gone_when_they_answer_again_or_are_asked_anew_and_say_something_else(match, actor):
    first = a_check_in(match)
    an_answer(first, CheckInValue.WANT_TO_TALK)
    assert codes(actor) == ["want_to_talk"]
    an_answer(first, CheckInValue.SO_SO, at=NOON + timedelta(minutes=1))
    assert codes(actor) == []
    an_answer(first, CheckInValue.NOT_MET, at=NOON + timedelta(minutes=2))
    an_answer(a_check_in(match, number=2), CheckInValue.GOOD, at=NOON + 21 * DAY)
    assert codes(actor, NOON + 22 * DAY) == ["one_sided"]


def test_a_helper_whose_checks_lapse_within_thirty_days(organisation, actor):
    helper = a_volunteer(organisation)
    Helper.objects.update(cleared_until=NOON.date() + 30 * DAY)
    assert codes(actor, NOON - DAY) == []
    [need] = needs_of(actor, now=NOON)
    assert (need.code, need.kind, need.uuid, need.day) == (
        "check_lapses",
        "helper",
        helper.uuid,
        NOON.date() + 30 * DAY,
    )
    assert codes(actor, NOON + 30 * DAY) == []


def test_a_group_with_too_few_members(organisation, actor):
    group = a_sponsor_group(organisation)
    SponsorGroup.objects.update(below_quorum_since=NOON)
    [need] = needs_of(actor, now=NOON)
    assert (need.code, need.uuid) == ("below_quorum", group.uuid)


def test_the_families_that_wait_longest(organisation, actor):
    families = [a_family(organisation, waiting_since=NOON - days * DAY) for days in range(7)]
    needs = needs_of(actor, now=NOON)
    assert [need.uuid for need in needs] == [family.uuid for family in reversed(families[2:])]
    assert {need.code for need in needs} == {"family_waits"}


def test_the_most_pressing_comes_first(organisation, match, actor):
    a_proposal(a_family(organisation))
    a_family(organisation)
    an_answer(a_check_in(match), CheckInValue.WANT_TO_TALK)
    assert codes(actor) == ["want_to_talk", "judge_proposal", "family_waits"]
    assert codes(actor, NOON + 30 * DAY)[:2] == ["want_to_talk", "proposal_expires"]


def test_what_is_of_others_or_in_ones_own_cause_is_not_there(organisation, match):
    an_answer(a_check_in(match), CheckInValue.WANT_TO_TALK)
    a_proposal(a_family(organisation))
    helper_as_staff, member_as_staff = lead_of(match.helper), a_member(match.family, person=a_coordinator()).person
    assert member_as_staff
    for person in (helper_as_staff, member_as_staff):
        organisation.memberships.create(person=person, role="coordinator")
        assert codes(person) == ["judge_proposal"]
    assert codes(a_coordinator()) == codes(contact_of(match.family)) == []


def test_a_match_that_a_concern_has_stopped_looks_like_any_other(match, actor):
    before = [needs_of(actor, now=NOON + days * DAY) for days in (0, 21)]
    type(match).objects.update(is_suspended=True)
    Helper.objects.update(is_suspended=True)
    assert [needs_of(actor, now=NOON + days * DAY) for days in (0, 21)] == before


def test_the_queries_do_not_grow_with_what_there_is(organisation, actor):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            needs_of(actor, now=NOON + 20 * DAY)
        return len(captured)

    counts = []
    for _ in range(2):
        for party in (Party.FAMILY, Party.HELPER):
            match = a_match(a_family(organisation), a_volunteer(organisation))
            an_answer(a_check_in(match, party), CheckInValue.NOT_MET)
        a_proposal(a_family(organisation))
        a_family(organisation)
        a_sponsor_group(organisation)
        SponsorGroup.objects.update(below_quorum_since=NOON)
        counts.append(asked())
    assert counts == [8, 8]
