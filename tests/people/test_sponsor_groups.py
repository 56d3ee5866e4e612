"""A sponsor group is founded, accepted in principle and approved; whatever is missing blocks it with a code of its own."""

from datetime import timedelta
from typing import Any

import pytest

from backend.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.people.clearance import recount
from backend.people.group_requirements import missing_of
from backend.people.lifecycle import GroupState, HelperState
from backend.people.models import GroupEvent, Helper, HelperEvent, SponsorGroup, SponsorGroupMember
from backend.people.models.check import Scope
from backend.people.models.helper import HelperKind
from backend.people.models.sponsor_group import GroupRole
from backend.people.services.admissions import approve_helper
from backend.people.services.sponsor_groups import (
    NewGroup,
    accept_in_principle,
    approve_group,
    edit_group,
    found_group,
    record_consent,
    record_pledge,
    send_back,
)
from tests.factories.checks import TODAY, a_check, a_requirement
from tests.factories.clock import NOON
from tests.factories.people import a_coordinator, a_person, a_sponsor_group, an_organisation, lead_of
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db
ASKED = {"group_pledge_euro": 4_000}


def a_forming_group(**own):
    return a_sponsor_group(an_organisation(**ASKED), state=HelperState.APPLIED, own={"pledged_euro": 4_000} | own)


def state_of(helper):
    return SponsorGroup.objects.get(pk=helper.pk).state, Helper.objects.get(pk=helper.pk).state


def staff_of(helper):
    return a_coordinator(helper.organisation)


def moves(use_case, helper, actor=None, **what):
    return use_case(actor=actor or staff_of(helper), group_uuid=helper.uuid, **what)


def missing_when(refused):
    assert refused.value.code == "not_ready"
    return refused.value.facts["missing"]


def lacks_quorum(helper):
    helper.sponsor_group.members.filter(role=GroupRole.MEMBER).first().delete()


def lacks_lead(helper):
    helper.sponsor_group.members.filter(role=GroupRole.LEAD).update(role=GroupRole.MEMBER)


def lacks(**columns):
    return lambda helper: SponsorGroup.objects.filter(pk=helper.pk).update(**columns)


def lacks_check(helper):
    a_requirement(helper.organisation, helper_kind=HelperKind.SPONSOR_GROUP)


def lacks_trained_one(helper):
    a_requirement(helper.organisation, "training", helper_kind=HelperKind.SPONSOR_GROUP, scope=Scope.ONE_MEMBER)


OF_THE_GROUP = [
    ("quorum", lacks_quorum),
    ("lead", lacks_lead),
    ("lead_organisation", lacks(lead_organisation="")),
    ("municipality_consent", lacks(municipality_consent_until=None)),
    ("municipality_consent", lacks(municipality_consent_until=TODAY)),
]
BEFORE_FAMILIES = [
    ("pledge", lacks(pledged_euro=3_999)),
    ("requirement:identity", lacks_check),
    ("requirement:training", lacks_trained_one),
]


@pytest.mark.parametrize(("code", "lose"), OF_THE_GROUP)
def test_what_a_group_lacks_keeps_it_from_being_accepted_and_has_its_own_code(code, lose):
    helper = a_forming_group()
    lose(helper)
    with pytest.raises(Conflict) as refused:
        moves(accept_in_principle, helper, now=NOON)
    assert missing_when(refused) == [code]
    assert state_of(helper) == (GroupState.FORMING, HelperState.APPLIED)


@pytest.mark.parametrize(("_code", "lose"), BEFORE_FAMILIES)
def test_checks_and_money_may_follow_after_the_acceptance(_code, lose):
    helper = a_forming_group()
    lose(helper)
    moves(accept_in_principle, helper, now=NOON)
    assert state_of(helper) == (GroupState.IN_PRINCIPLE, HelperState.CHECKING)


@pytest.mark.parametrize(("code", "lose"), OF_THE_GROUP + BEFORE_FAMILIES)
def test_whatever_a_group_lacks_keeps_it_from_families_and_has_its_own_code(code, lose):
    helper = a_forming_group()
    moves(accept_in_principle, helper, now=NOON)
    lose(helper)
    recount([helper.pk])
    assert Helper.objects.get(pk=helper.pk).cleared_until <= TODAY
    with pytest.raises(Conflict) as refused:
        moves(approve_group, helper, now=NOON)
    assert missing_when(refused) == [code]
    assert state_of(helper) == (GroupState.IN_PRINCIPLE, HelperState.CHECKING)


def test_a_group_that_lacks_nothing_is_approved_and_its_helper_with_it():
    helper = a_forming_group()
    coordinator = staff_of(helper)
    lacks_check(helper)
    identity = helper.organisation.requirements.get()
    for member in helper.sponsor_group.members.all():
        a_check(member.person, identity)
    moves(accept_in_principle, helper, coordinator, now=NOON)
    moves(approve_group, helper, coordinator, now=NOON)
    assert state_of(helper) == (GroupState.APPROVED, HelperState.APPROVED)
    assert list(GroupEvent.objects.filter(sponsorgroup=helper.pk).values_list("version", "state")) == [
        (2, GroupState.IN_PRINCIPLE),
        (3, GroupState.APPROVED),
    ]
    assert list(HelperEvent.objects.filter(helper=helper).values_list("state", "actor")) == [
        (HelperState.CHECKING, coordinator.pk),
        (HelperState.APPROVED, coordinator.pk),
    ]


def test_all_that_is_missing_is_told_at_once():
    helper = a_forming_group(lead_organisation="", pledged_euro=0)
    lacks_check(helper)
    lacks_quorum(helper)
    found = missing_of(SponsorGroup.objects.get(pk=helper.pk), TODAY)
    assert [one.code for one in found] == ["quorum", "lead_organisation", "pledge", "requirement:identity"]
    assert len(found[-1].person_ids) == 4


def test_an_acceptance_can_be_taken_back_but_no_approval():
    helper = a_forming_group()
    moves(accept_in_principle, helper, now=NOON)
    moves(send_back, helper, now=NOON)
    assert state_of(helper) == (GroupState.FORMING, HelperState.CHECKING)
    moves(accept_in_principle, helper, now=NOON)
    moves(approve_group, helper, now=NOON)
    with pytest.raises(Conflict) as refused:
        moves(send_back, helper, now=NOON)
    assert (refused.value.code, refused.value.facts) == ("group_moved_on", {"state": "approved"})


def test_a_group_is_not_approved_past_its_own_decision():
    helper = a_sponsor_group(state=HelperState.CHECKING)
    with pytest.raises(Conflict) as refused:
        approve_helper(actor=staff_of(helper), helper_uuid=helper.uuid, now=NOON)
    assert refused.value.code == "approve_the_group"


def test_the_consent_of_the_municipality_counts_until_its_day():
    helper = a_sponsor_group()
    until = TODAY + timedelta(days=90)
    moves(record_consent, helper, until=until, now=NOON)
    assert Helper.objects.get(pk=helper.pk).cleared_until == until
    with pytest.raises(Invalid):
        moves(record_consent, helper, until=TODAY, now=NOON)
    moves(record_consent, helper, until=None, now=NOON)
    assert Helper.objects.get(pk=helper.pk).cleared_until <= TODAY


def test_a_pledge_that_shrinks_stops_new_families_at_once():
    helper = a_forming_group()
    moves(record_pledge, helper, euro=100)
    assert Helper.objects.get(pk=helper.pk).cleared_until <= TODAY
    moves(record_pledge, helper, euro=4_000)
    assert Helper.objects.get(pk=helper.pk).cleared_until > TODAY


@pytest.mark.parametrize("use_case", [accept_in_principle, send_back, approve_group])
def test_nobody_decides_about_their_own_group(use_case):
    helper = a_forming_group()
    coordinator = staff_of(helper)
    SponsorGroupMember.objects.create(organisation=helper.organisation, group=helper.sponsor_group, person=coordinator)
    for actor, code in ((coordinator, "own_cause"), (lead_of(helper), "coordinator_only")):
        with pytest.raises(NotAllowed) as refused:
            moves(use_case, helper, actor, now=NOON)
        assert refused.value.code == code


@pytest.mark.parametrize("outsider", [a_person, a_coordinator])
def test_for_outsiders_there_is_no_group(outsider):
    helper, actor = a_forming_group(), outsider()
    asked: list[tuple[Any, dict[str, Any]]] = [
        (accept_in_principle, {"now": NOON}),
        (approve_group, {"now": NOON}),
        (record_pledge, {"euro": 1}),
        (record_consent, {"until": None, "now": NOON}),
        (edit_group, {"name": "Mine"}),
    ]
    for use_case, what in asked:
        with pytest.raises(NotFound):
            moves(use_case, helper, actor, **what)


def test_the_lead_edits_what_is_theirs_and_no_more():
    helper = a_forming_group()
    moves(edit_group, helper, lead_of(helper), name="The Neighbours", persons_housed=3)
    group = SponsorGroup.objects.get(pk=helper.pk)
    assert (group.name, group.persons_housed) == ("The Neighbours", 3)
    for_staff: list[tuple[Any, dict[str, Any]]] = [
        (edit_group, {"lead_organisation": "Us"}),
        (record_pledge, {"euro": 9_000}),
    ]
    for use_case, what in for_staff:
        with pytest.raises(NotAllowed) as refused:
            moves(use_case, helper, lead_of(helper), **what)
        assert refused.value.code == "coordinator_only"
    other = helper.sponsor_group.members.filter(role=GroupRole.MEMBER)[0].person
    with pytest.raises(NotAllowed) as refused:
        moves(edit_group, helper, other, name="Mine")
    assert refused.value.code == "not_yours_to_answer"


def test_staff_found_a_group_with_nobody_in_it():
    coordinator = a_coordinator()
    new = NewGroup("G-1", "Welkom", a_municipality().uuid, 20, "female", {"nl": 6})
    group = found_group(actor=coordinator, new=new, now=NOON)
    assert (group.state, group.helper.state) == (GroupState.FORMING, HelperState.APPLIED)
    assert Helper.objects.get(pk=group.pk).cleared_until <= TODAY
    assert (group.events.get().version, group.helper.events.get().version) == (1, 1)
    with pytest.raises(Conflict) as refused:
        found_group(actor=coordinator, new=new, now=NOON)
    assert refused.value.code == "number_taken"
    with pytest.raises(NotAllowed):
        found_group(actor=a_person(), new=new, now=NOON)
