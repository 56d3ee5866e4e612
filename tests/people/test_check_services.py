"""Recording checks and exemptions: who may, what is refused, and that it counts at once."""

from datetime import timedelta
from typing import Any

import pytest

from backend.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from backend.people.clearance import FOR_EVER, NEVER, recount_all
from backend.people.models import Check, Document, Helper, SponsorGroupMember
from backend.people.models.check import Evidence
from backend.people.models.helper import HelperKind
from backend.people.models.sponsor_group import GroupRole
from backend.people.services.checks import Whom, grant_exemption, record_check, revoke_exemption, withdraw_check
from tests.factories.checks import TODAY, a_check, a_requirement
from tests.factories.clock import NOON
from tests.factories.people import (
    a_coordinator,
    a_person,
    a_sponsor_group,
    a_volunteer,
    an_organisation,
    lead_of,
)

pytestmark = pytest.mark.django_db
YESTERDAY, IN_A_MONTH = TODAY - timedelta(days=1), TODAY + timedelta(days=30)


@pytest.fixture
def helper():
    return a_volunteer(an_organisation(group_quorum=2))


@pytest.fixture
def staff(helper):
    return a_coordinator(helper.organisation)


def cleared(helper):
    return Helper.objects.get(pk=helper.pk).cleared_until


def records(actor, helper, **over):
    given: dict[str, Any] = {"whom": Whom(helper.uuid), "code": "identity", "met_on": YESTERDAY, "now": NOON} | over
    return record_check(actor=actor, **given)


def exempts(actor, helper, **over):
    given: dict[str, Any] = {
        "whom": Whom(helper.uuid),
        "code": "identity",
        "reason": "The town hall is closed.",
        "ends_on": IN_A_MONTH,
        "now": NOON,
    } | over
    return grant_exemption(actor=actor, **given)


def test_a_check_counts_at_once_and_until_it_expires(helper, staff):
    a_requirement(helper.organisation, valid_days=365)
    assert cleared(helper) == NEVER
    check = records(staff, helper)
    assert check.expires_on == cleared(helper) == YESTERDAY + timedelta(days=365)
    assert (check.person, check.recorded_by, check.recorded_at) == (lead_of(helper), staff, NOON)


def test_what_was_recorded_by_mistake_counts_nowhere_and_stays_on_record(helper, staff):
    a_requirement(helper.organisation)
    check = records(staff, helper)
    withdraw_check(actor=staff, check_uuid=check.uuid, now=NOON)
    assert cleared(helper) == NEVER
    assert Check.objects.get().withdrawn_by == staff
    with pytest.raises(Conflict) as refusal:
        withdraw_check(actor=staff, check_uuid=check.uuid, now=NOON)
    assert refusal.value.code == "withdrawn_already"
    records(staff, helper)
    assert cleared(helper) == FOR_EVER


def test_an_exemption_counts_until_its_end_or_until_somebody_ends_it(helper, staff):
    a_requirement(helper.organisation)
    exemption = exempts(staff, helper)
    assert (exemption.starts_on, cleared(helper)) == (TODAY, IN_A_MONTH)
    revoke_exemption(actor=staff, exemption_uuid=exemption.uuid, now=NOON)
    assert cleared(helper) == NEVER
    with pytest.raises(Conflict) as refusal:
        revoke_exemption(actor=staff, exemption_uuid=exemption.uuid, now=NOON)
    assert refusal.value.code == "revoked_already"


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"code": "training"}, "not_asked"),
        ({"met_on": TODAY + timedelta(days=1)}, "met_in_future"),
        ({"met_on": TODAY - timedelta(days=365)}, "met_too_long_ago"),
    ],
)
def test_a_check_that_cannot_be_right_is_refused(helper, staff, over, code):
    a_requirement(helper.organisation, valid_days=365)
    with pytest.raises(DomainError) as refusal:
        records(staff, helper, **over)
    assert refusal.value.code == code
    assert not Check.objects.exists()


def test_today_is_that_of_the_organisation(staff, helper):
    organisation = helper.organisation
    organisation.time_zone = "Pacific/Auckland"  # 13 hours ahead: it is tomorrow there
    organisation.save()
    a_requirement(organisation)
    records(staff, helper, met_on=TODAY + timedelta(days=1))


def test_the_same_is_recorded_once_and_two_references_twice(helper, staff):
    a_requirement(helper.organisation, times=2)
    records(staff, helper)
    records(staff, helper)
    assert cleared(helper) == FOR_EVER
    with pytest.raises(Conflict) as refusal:
        records(staff, helper)
    assert refusal.value.code == "recorded_already"


def test_a_note_or_a_document_is_asked_for(helper, staff):
    organisation, person = helper.organisation, lead_of(helper)
    a_requirement(organisation, "intake", evidence=Evidence.NOTE)
    with pytest.raises(Invalid) as refusal:
        records(staff, helper, code="intake", note=" ")
    assert refusal.value.code == "note_missing"
    assert records(staff, helper, code="intake", note="A good talk.").note == "A good talk."
    a_requirement(organisation, evidence=Evidence.DOCUMENT)
    with pytest.raises(Conflict) as missing:
        records(staff, helper)
    assert missing.value.code == "document_missing"
    Document.objects.create(
        organisation=organisation,
        helper=helper,
        person=person,
        code="identity",
        kind="image/png",
        size=1,
        sha256="0" * 64,
        uploaded_by=person,
        uploaded_at=NOON,
        delete_on=IN_A_MONTH,
    )
    records(staff, helper)
    assert cleared(helper) == FOR_EVER


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"code": "training"}, "not_asked"),
        ({"reason": " "}, "reason_missing"),
        ({"ends_on": TODAY}, "ends_too_early"),
        ({"ends_on": TODAY + timedelta(days=367)}, "ends_too_late"),
    ],
)
def test_an_exemption_that_cannot_be_right_is_refused(helper, staff, over, code):
    a_requirement(helper.organisation)
    with pytest.raises(DomainError) as refusal:
        exempts(staff, helper, **over)
    assert refusal.value.code == code


def test_of_a_group_one_says_of_which_member(staff, helper):
    group = a_sponsor_group(helper.organisation, members=2)
    a_requirement(helper.organisation, helper_kind=HelperKind.SPONSOR_GROUP)
    with pytest.raises(Invalid) as refusal:
        records(staff, group)
    assert refusal.value.code == "subject_unclear"
    with pytest.raises(NotFound):
        records(staff, group, whom=Whom(group.uuid, person_uuid=lead_of(helper).uuid))
    for member in group.sponsor_group.members.all():
        records(staff, group, whom=Whom(group.uuid, person_uuid=member.person.uuid))
    assert cleared(group) == FOR_EVER


def test_one_check_counts_for_every_part_of_a_person(staff, helper):
    organisation, person = helper.organisation, lead_of(helper)
    group = a_sponsor_group(organisation, members=2)
    SponsorGroupMember.objects.filter(group=group.pk, role=GroupRole.LEAD).update(person=person)
    a_requirement(organisation)
    requirement = a_requirement(organisation, helper_kind=HelperKind.SPONSOR_GROUP)
    a_check(group.sponsor_group.members.get(role=GroupRole.MEMBER).person, requirement)
    check = records(staff, helper)
    assert (cleared(helper), cleared(group)) == (FOR_EVER, FOR_EVER)
    withdraw_check(actor=staff, check_uuid=check.uuid, now=NOON)
    assert (cleared(helper), cleared(group)) == (NEVER, NEVER)


class TestAccess:
    def test_nobody_else_learns_of_a_helper(self, helper):
        a_requirement(helper.organisation)
        check = a_check(helper, a_requirement(helper.organisation, "training"))
        for actor in (a_coordinator(), a_person(), lead_of(helper)):
            for attempt in (
                lambda actor: records(actor, helper),
                lambda actor: exempts(actor, helper),
                lambda actor: withdraw_check(actor=actor, check_uuid=check.uuid, now=NOON),
            ):
                with pytest.raises(NotFound):
                    attempt(actor)

    def test_nobody_records_anything_about_themselves_or_for_their_own_group(self, helper):
        organisation = helper.organisation
        staff = a_coordinator(organisation)
        own, group = a_volunteer(organisation, person=staff), a_sponsor_group(organisation, members=1)
        SponsorGroupMember.objects.create(organisation=organisation, group=group.sponsor_group, person=staff)
        for kind in HelperKind.values:
            a_requirement(organisation, helper_kind=kind)
        fellow = a_volunteer(organisation, person=lead_of(group))
        requirement = organisation.requirements.get(helper_kind=HelperKind.VOLUNTEER)
        check = a_check(own, requirement)
        for attempt in (
            lambda: records(staff, own),
            lambda: records(staff, group, whom=Whom(group.uuid, person_uuid=lead_of(group).uuid)),
            lambda: records(staff, fellow),
            lambda: exempts(staff, own),
            lambda: withdraw_check(actor=staff, check_uuid=check.uuid, now=NOON),
        ):
            with pytest.raises(NotAllowed) as refusal:
                attempt()
            assert refusal.value.code == "own_cause"
        assert records(staff, helper)


def test_counting_everybody_anew_at_night_changes_nothing(helper, staff):
    organisation = an_organisation()
    boss = a_coordinator(organisation)
    for one, actor in ((helper, staff), (a_volunteer(organisation), boss)):
        a_requirement(one.organisation, valid_days=100)
        records(actor, one)
        exempts(actor, one)
    assert recount_all() == 0
