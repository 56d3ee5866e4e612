"""Who belongs to a sponsor group: each change counts in the same moment."""

from datetime import timedelta

import pytest

from backend.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.flows.group_removals import remove_member
from backend.people.access import helping, own_helpers, visible_groups
from backend.people.lifecycle import HelperState
from backend.people.models import ContactDetail, GroupMemberEvent, Helper, Person, SponsorGroup
from backend.people.models.helper import HelperKind
from backend.people.models.sponsor_group import GroupRole, MemberChange
from backend.people.services.group_members import add_member, admit_member, change_role, leave_group
from tests.factories.checks import TODAY, a_check, a_requirement
from tests.factories.clock import NOON
from tests.factories.concerns import a_safeguarding_person
from tests.factories.people import a_coordinator, a_family, a_person, a_sponsor_group, a_volunteer, contact_of, lead_of

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=3)


def adds(helper, email="new@example.org", actor=None, role=GroupRole.MEMBER):
    return add_member(
        actor=actor or lead_of(helper),
        group_uuid=helper.uuid,
        email=email,
        name="New Member",
        language="nl",
        role=role,
        now=NOON,
    )


def others(helper):
    return list(helper.sponsor_group.members.filter(role=GroupRole.MEMBER).order_by("pk"))


def leaves(helper, member, now=NOON):
    return leave_group(actor=member.person, group_uuid=helper.uuid, now=now)


def below_since(helper):
    return SponsorGroup.objects.get(pk=helper.pk).below_quorum_since


def is_cleared(helper):
    return Helper.objects.get(pk=helper.pk).cleared_until > TODAY


def test_the_lead_adds_somebody_new_who_can_sign_in():
    helper = a_sponsor_group(state=HelperState.CHECKING)
    member = adds(helper, "  New@Example.org ")
    assert (member.person.email, member.person.language, member.is_joining) == ("new@example.org", "nl", False)
    assert own_helpers(member.person).get() == helper
    event = GroupMemberEvent.objects.get()
    assert (event.person, event.change, event.actor) == (member.person, MemberChange.JOINED, lead_of(helper))


def test_who_helps_in_this_organisation_already_is_the_same_person():
    helper = a_sponsor_group(state=HelperState.CHECKING)
    volunteer = lead_of(a_volunteer(helper.organisation))
    member = adds(helper, volunteer.email)
    assert (member.person, Person.objects.get(pk=volunteer.pk).name) == (volunteer, volunteer.name)


def test_who_left_and_comes_back_is_the_same_person_and_signs_in_as_before():
    helper = a_sponsor_group(state=HelperState.CHECKING)
    before = adds(helper, "comes.and.goes@example.org").person
    leave_group(actor=before, group_uuid=helper.uuid, now=NOON)
    assert adds(helper, "comes.and.goes@example.org").person == before
    assert Person.objects.get(pk=before.pk).email == "comes.and.goes@example.org"


@pytest.mark.parametrize("elsewhere", [lambda _: a_person(), lambda helper: contact_of(a_family(helper.organisation))])
def test_an_address_of_somebody_who_is_not_known_here_tells_nothing_of_them(elsewhere):
    helper = a_sponsor_group(state=HelperState.CHECKING)
    owner = elsewhere(helper)
    member = adds(helper, owner.email)
    assert member.person != owner
    assert (member.person.email, member.person.name) == (None, "New Member")
    assert ContactDetail.objects.get(person=member.person).value == owner.email


def test_only_staff_adds_staff_so_that_no_lead_sends_away_who_watches_over_the_group():
    group = a_sponsor_group()
    colleague, elsewhere = a_coordinator(group.organisation), a_coordinator()
    with pytest.raises(NotAllowed) as refused:
        adds(group, colleague.email)
    assert refused.value.code == "coordinator_only"
    assert adds(group, elsewhere.email).person != elsewhere
    assert adds(group, colleague.email, actor=a_coordinator(group.organisation)).person == colleague


def test_who_keeps_people_safe_is_put_into_a_group_by_nobody_but_themselves():
    group, elsewhere = a_sponsor_group(), a_sponsor_group()
    keeper = a_safeguarding_person(group.organisation)
    for colleague in (a_coordinator(group.organisation), a_safeguarding_person(group.organisation)):
        with pytest.raises(NotAllowed) as refused:
            adds(group, keeper.email, actor=colleague)
        assert refused.value.code == "only_they_join"
    assert not own_helpers(keeper).exists()
    assert adds(elsewhere, keeper.email).person != keeper
    assert adds(group, keeper.email, actor=keeper).person == keeper


def test_nobody_belongs_twice_and_nobody_leads_beside_the_lead():
    helper = a_sponsor_group(state=HelperState.CHECKING)
    for email, role, code in [
        (others(helper)[0].person.email, GroupRole.MONEY, "member_already"),
        ("a@example.org", GroupRole.LEAD, "has_lead"),
    ]:
        with pytest.raises(Conflict) as refused:
            adds(helper, email, role=role)
        assert refused.value.code == code


def test_who_joins_a_group_at_work_sees_nothing_and_stops_nothing_until_admitted():
    helper = a_sponsor_group()
    identity = a_requirement(helper.organisation, helper_kind=HelperKind.SPONSOR_GROUP)
    for one in helper.sponsor_group.members.all():
        a_check(one.person, identity)
    member = adds(helper)
    assert member.is_joining
    assert is_cleared(helper)
    assert not helping(member.person).exists()
    admission = {"actor": a_coordinator(helper.organisation), "group_uuid": helper.uuid, "member_uuid": member.uuid}
    with pytest.raises(Conflict) as refused:
        admit_member(**admission, now=NOON)
    assert (refused.value.code, refused.value.facts) == ("not_ready", {"missing": ["requirement:identity"]})
    a_check(member.person, identity)
    admit_member(**admission, now=NOON)
    assert helping(member.person).get() == helper
    assert is_cleared(helper)


def test_the_time_begins_with_the_member_who_leaves_too_few_and_ends_when_the_group_is_full():
    helper = a_sponsor_group(members=6)
    first, second, third, *_ = others(helper)
    leaves(helper, first)
    assert (below_since(helper), is_cleared(helper)) == (None, True)
    leaves(helper, second, LATER)
    assert (below_since(helper), is_cleared(helper)) == (LATER, False)
    leaves(helper, third, LATER + timedelta(days=1))
    assert below_since(helper) == LATER
    coordinator = a_coordinator(helper.organisation)
    for email in ("one@example.org", "two@example.org"):
        member = adds(helper, email)
        assert below_since(helper) == LATER
        admit_member(actor=coordinator, group_uuid=helper.uuid, member_uuid=member.uuid, now=LATER)
    assert (below_since(helper), is_cleared(helper)) == (None, True)


def test_a_group_that_still_forms_has_no_time_to_lose():
    helper = a_sponsor_group(state=HelperState.CHECKING)
    leaves(helper, others(helper)[0])
    assert below_since(helper) is None


def test_who_leaves_sees_nothing_from_that_moment_and_stays_on_record():
    helper = a_sponsor_group()
    member = others(helper)[0]
    leaves(helper, member)
    assert not visible_groups(member.person).exists()
    assert not own_helpers(member.person).exists()
    event = GroupMemberEvent.objects.get(person=member.person)
    assert (event.change, event.at) == (MemberChange.LEFT, NOON)


def test_a_lead_hands_over_before_leaving():
    helper = a_sponsor_group()
    lead, heir = lead_of(helper), others(helper)[0]
    with pytest.raises(Conflict) as refused:
        leave_group(actor=lead, group_uuid=helper.uuid, now=NOON)
    assert refused.value.code == "lead_must_hand_over"
    move = {"actor": lead, "group_uuid": helper.uuid, "member_uuid": heir.uuid, "role": GroupRole.LEAD, "now": NOON}
    with pytest.raises(Invalid):
        change_role(**move)
    change_role(**move, gender="male")
    assert lead_of(helper) == heir.person
    assert Helper.objects.get(pk=helper.pk).gender == "male"
    leave_group(actor=lead, group_uuid=helper.uuid, now=NOON)


def test_who_is_joining_cannot_lead():
    helper = a_sponsor_group()
    member = adds(helper)
    with pytest.raises(Conflict) as refused:
        change_role(
            actor=lead_of(helper),
            group_uuid=helper.uuid,
            member_uuid=member.uuid,
            role=GroupRole.LEAD,
            gender="male",
            now=NOON,
        )
    assert refused.value.code == "member_joining"


def test_other_members_change_nobody_but_themselves_and_outsiders_find_nothing():
    helper = a_sponsor_group()
    one, two, *_ = others(helper)
    with pytest.raises(NotAllowed):
        remove_member(actor=one.person, group_uuid=helper.uuid, member_uuid=two.uuid, now=NOON)
    with pytest.raises(NotAllowed):
        adds(helper, actor=one.person)
    for outsider in (a_person(), a_coordinator()):
        with pytest.raises(NotFound):
            remove_member(actor=outsider, group_uuid=helper.uuid, member_uuid=two.uuid, now=NOON)
        with pytest.raises(NotFound):
            adds(helper, actor=outsider)
    with pytest.raises(NotFound):
        leave_group(actor=a_coordinator(helper.organisation), group_uuid=helper.uuid, now=NOON)
    elsewhere = others(a_sponsor_group(helper.organisation))[0]
    with pytest.raises(NotFound):
        remove_member(actor=lead_of(helper), group_uuid=helper.uuid, member_uuid=elsewhere.uuid, now=NOON)
