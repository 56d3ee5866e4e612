"""Until when a helper meets what is asked of it."""

from datetime import date, timedelta

import pytest

from backend.people.clearance import FOR_EVER, NEVER, items_of, recount, recount_all
from backend.people.models import Helper, SponsorGroupMember
from backend.people.models.check import Scope
from backend.people.models.helper import HelperKind
from backend.people.models.sponsor_group import GroupRole
from tests.factories.checks import TODAY, a_check, a_household_member, a_requirement, an_exemption
from tests.factories.clock import NOON
from tests.factories.people import a_sponsor_group, a_volunteer, an_organisation

pytestmark = pytest.mark.django_db
IN_A_MONTH, IN_A_YEAR = TODAY + timedelta(days=30), TODAY + timedelta(days=365)


def cleared(helper):
    return Helper.objects.get(pk=helper.pk).cleared_until


def test_where_nothing_is_asked_everybody_is_cleared_for_ever():
    helper = a_volunteer(cleared_until=NEVER)
    assert recount([helper.pk]) == 1
    assert cleared(helper) == FOR_EVER
    assert items_of(helper) == []


def test_what_ends_first_decides():
    helper = a_volunteer()
    identity, training = (a_requirement(helper.organisation, code) for code in ("identity", "training"))
    assert cleared(helper) == NEVER
    a_check(helper, identity, expires_on=IN_A_YEAR)
    assert cleared(helper) == NEVER
    a_check(helper, training, expires_on=IN_A_MONTH)
    assert cleared(helper) == IN_A_MONTH
    a_check(helper, training)
    assert cleared(helper) == IN_A_YEAR


def test_two_references_are_two_checks_and_end_with_the_first():
    helper = a_volunteer()
    references = a_requirement(helper.organisation, "references", times=2)
    a_check(helper, references)
    assert cleared(helper) == NEVER
    a_check(helper, references, expires_on=IN_A_MONTH)
    assert cleared(helper) == IN_A_MONTH


def test_a_withdrawn_check_counts_nowhere():
    helper = a_volunteer()
    a_check(helper, a_requirement(helper.organisation), withdrawn_at=NOON)
    assert cleared(helper) == NEVER


def test_a_check_counts_for_every_part_of_the_same_person_but_nowhere_else():
    organisation = an_organisation(group_quorum=2)
    volunteer, group, elsewhere = a_volunteer(organisation), a_sponsor_group(organisation, members=2), a_volunteer()
    person = volunteer.volunteer.person
    SponsorGroupMember.objects.filter(group=group.pk, role=GroupRole.LEAD).update(person=person)
    identity = a_requirement(organisation)
    a_requirement(organisation, helper_kind=HelperKind.SPONSOR_GROUP)
    a_requirement(elsewhere.organisation)
    elsewhere.volunteer.person = person
    elsewhere.volunteer.save()
    a_check(person, identity)
    a_check(group.sponsor_group.members.get(role=GroupRole.MEMBER).person, identity)
    recount_all()
    assert [cleared(one) for one in (volunteer, group, elsewhere)] == [FOR_EVER, FOR_EVER, NEVER]


def test_of_a_group_everybody_or_at_least_one_is_asked():
    group = a_sponsor_group(an_organisation(group_quorum=2), members=3)
    members = [one.person for one in group.sponsor_group.members.order_by("pk")]
    kind = HelperKind.SPONSOR_GROUP
    identity = a_requirement(group.organisation, helper_kind=kind)
    training = a_requirement(group.organisation, "training", helper_kind=kind, scope=Scope.ONE_MEMBER)
    for member in members[1:]:
        a_check(member, identity)
    assert cleared(group) == NEVER
    a_check(members[0], identity, expires_on=IN_A_YEAR)
    assert cleared(group) == NEVER
    a_check(members[1], training, expires_on=IN_A_MONTH)
    a_check(members[2], training, expires_on=TODAY)
    assert cleared(group) == IN_A_MONTH
    of_one = [item for item in items_of(group) if item.scope == Scope.ONE_MEMBER]
    assert [(item.code, item.person_id, item.covered_until) for item in of_one] == [("training", None, IN_A_MONTH)]


def test_a_group_without_members_has_nobody_who_is_trained():
    group = a_sponsor_group(members=0)
    a_requirement(group.organisation, "training", helper_kind=HelperKind.SPONSOR_GROUP, scope=Scope.ONE_MEMBER)
    assert cleared(group) == NEVER


def test_a_group_does_not_wait_for_who_is_joining_it_and_they_are_not_its_trained_one():
    group = a_sponsor_group(an_organisation(group_quorum=2), members=3)
    joining = group.sponsor_group.members.order_by("-pk")[0]
    joining.is_joining = True
    joining.save()
    kind = HelperKind.SPONSOR_GROUP
    identity = a_requirement(group.organisation, helper_kind=kind)
    training = a_requirement(group.organisation, "training", helper_kind=kind, scope=Scope.ONE_MEMBER)
    for member in group.sponsor_group.members.filter(is_joining=False):
        a_check(member.person, identity)
    a_check(joining.person, training)
    assert cleared(group) == NEVER
    a_check(group, training, expires_on=IN_A_YEAR)
    assert cleared(group) == IN_A_YEAR
    assert [item.person_id for item in items_of(group) if item.is_joining] == [joining.person_id]


def test_an_exemption_counts_until_it_ends_or_is_revoked():
    helper = a_volunteer()
    identity = a_requirement(helper.organisation)
    an_exemption(helper, identity, ends_on=IN_A_MONTH)
    assert cleared(helper) == IN_A_MONTH
    an_exemption(helper, identity, ends_on=IN_A_YEAR, revoked_at=NOON)
    assert cleared(helper) == IN_A_MONTH


def test_from_the_18th_birthday_on_a_child_in_the_home_of_a_host_is_asked():
    helper = a_volunteer()
    record = a_requirement(helper.organisation, "criminal_record", scope=Scope.HOUSEHOLD_ADULT)
    assert cleared(helper) == FOR_EVER
    child = a_household_member(helper, birth_date=date(2008, 3, 9))
    assert cleared(helper) == date(2026, 3, 9)
    a_check(child, record, expires_on=IN_A_YEAR)
    assert cleared(helper) == IN_A_YEAR
    grown_up = a_household_member(helper, birth_date=date(1980, 2, 29))
    assert cleared(helper) == date(1998, 2, 28)
    grown_up.left_on = TODAY
    grown_up.save()
    recount([helper.pk])
    assert cleared(helper) == IN_A_YEAR


def test_a_change_undoes_nothing_that_was_met_under_the_old_version():
    helper, newcomer = (a_volunteer(organisation) for organisation in [an_organisation()] * 2)
    organisation = helper.organisation
    old = a_requirement(organisation, "references", times=1)
    a_check(helper, old, expires_on=IN_A_YEAR, recorded_at=NOON)
    old.superseded_at = NOON + timedelta(hours=1)
    old.save()
    new = a_requirement(organisation, "references", times=2, version=2)
    a_check(newcomer, new, recorded_at=NOON + timedelta(hours=2))
    assert (cleared(helper), cleared(newcomer)) == (IN_A_YEAR, NEVER)
    a_check(newcomer, new, recorded_at=NOON + timedelta(hours=2))
    assert cleared(newcomer) == FOR_EVER


def test_counting_everybody_anew_repairs_only_what_is_wrong(django_assert_num_queries):
    right, wrong = a_volunteer(), a_volunteer(cleared_until=IN_A_MONTH)
    with django_assert_num_queries(6):  # two of them begin and end a savepoint
        assert recount_all() == 1
    assert (cleared(right), cleared(wrong)) == (FOR_EVER, FOR_EVER)
    assert recount_all() == 0
