"""Who belongs to a sponsor group: joining, being admitted, roles, leaving. Each change counts in the same moment."""

from datetime import datetime
from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from backend.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.people.access import (
    GroupPart,
    group_to_change,
    group_to_decide,
    group_to_lead,
    organisations_of_staff,
)
from backend.people.clearance import recount
from backend.people.group_requirements import missing_of_joining
from backend.people.lifecycle import GroupState
from backend.people.models import (
    ContactDetail,
    GroupMemberEvent,
    Membership,
    Person,
    SponsorGroup,
    SponsorGroupMember,
    Volunteer,
)
from backend.people.models.contact import ContactKind
from backend.people.models.organisation import Role
from backend.people.models.sponsor_group import GroupRole, MemberChange
from backend.people.selectors import Known
from backend.people.services.sponsor_groups import require_nothing_of
from backend.people.time_zones import local_date
from backend.people.vocabulary import Gender

# A group that may meet families: who joins it is checked first, and it must not fall below its quorum.
AT_WORK: Final = (GroupState.APPROVED, GroupState.MATCHED)


@transaction.atomic(durable=True)
def add_member(
    *, actor: Person, group_uuid: UUID, email: str, name: str, language: str, role: GroupRole, now: datetime
) -> SponsorGroupMember:
    """Add somebody to the group: who helps or works in this organisation under this address already, or was in one of
    its groups, else a new person, who signs in by a code to it. Into a group that is approved they are joining until
    they are admitted.

    As in an import, an address that somebody uses elsewhere looks like one that nobody uses: the new person is made
    without it. Only staff adds staff: whoever is in the group decides nothing about it and reads no concern of it, so a
    lead could send those away who watch over it. Who keeps people safe is added by nobody but themselves, or a coordinator
    could do the same. Raises NotFound, NotAllowed (not_yours_to_answer, coordinator_only, only_they_join) or
    Conflict (group_moved_on, member_already, has_lead).
    """
    group, part = group_to_lead(actor, group_uuid)
    if group.state == GroupState.ENDED:
        raise Conflict("the group has ended", code="group_moved_on", facts={"state": group.state})
    members = group.members
    if role == GroupRole.LEAD and members.filter(role=GroupRole.LEAD).exists():
        raise Conflict("the group has a lead", code="has_lead")
    person = _person(group, email.strip().lower(), name, language)
    if part != GroupPart.STAFF and organisations_of_staff(person).filter(pk=group.organisation_id).exists():
        raise NotAllowed("only a coordinator may do this", code="coordinator_only")
    keepers = Membership.objects.filter(organisation=group.organisation, role=Role.SAFEGUARDING)
    if person != actor and keepers.filter(person=person).exists():
        raise NotAllowed("who keeps people safe joins a group only themselves", code="only_they_join")
    if members.filter(person=person).exists():
        raise Conflict("they belong to the group already", code="member_already")
    member = members.create(
        organisation=group.organisation,
        person=person,
        role=role,
        is_joining=group.state in AT_WORK,
        joined_on=local_date(group.organisation.time_zone, now),
    )
    _changed(group, member, MemberChange.JOINED, actor=actor, now=now)
    return member


@transaction.atomic(durable=True)
def admit_member(*, actor: Person, group_uuid: UUID, member_uuid: UUID, now: datetime) -> SponsorGroupMember:
    """Let somebody who was joining take part: everything that is asked of each member is met today.

    Raises NotFound, NotAllowed (own_cause), Conflict (not_ready with what is missing). Admitted already: nothing happens.
    """
    group = group_to_decide(actor, group_uuid)
    member = _member(group, member_uuid)
    if member.is_joining:
        today = local_date(group.organisation.time_zone, now)
        require_nothing_of(missing_of_joining(group, member.person_id, today))
        member.is_joining = False
        member.save(update_fields=["is_joining"])
        _changed(group, member, MemberChange.ADMITTED, actor=actor, now=now)
    return member


@transaction.atomic(durable=True)
def change_role(
    *, actor: Person, group_uuid: UUID, member_uuid: UUID, role: GroupRole, gender: str = "", now: datetime
) -> SponsorGroupMember:
    """Give a member another role. A new lead follows the old one, who becomes a member; families may wish for the
    `gender` of who leads, so it is told with it.

    Raises NotFound, NotAllowed (not_yours_to_answer), Invalid (gender_missing) or
    Conflict (member_joining; lead_must_hand_over, for a lead who would be none without there being another).
    """
    group, _ = group_to_lead(actor, group_uuid)
    member = _member(group, member_uuid)
    if role == member.role:
        return member
    if member.role == GroupRole.LEAD:
        raise Conflict("choose another lead first", code="lead_must_hand_over")
    if role == GroupRole.LEAD:
        _make_room_for_lead(group, member, gender, actor=actor, now=now)
    _set_role(group, member, role, actor=actor, now=now)
    return member


@transaction.atomic(durable=True)
def leave_group(*, actor: Person, group_uuid: UUID, now: datetime) -> SponsorGroup:
    """Let `actor` leave the group, and with it all that they saw through it.

    Raises NotFound, also for staff who do not belong to it, or Conflict (lead_must_hand_over).
    """
    group, _ = group_to_change(actor, group_uuid)
    member = group.members.filter(person=actor).first()
    if member is None:
        raise NotFound("no such member")
    _take_out(group, member, actor=actor, now=now)
    return group


def take_out(group: SponsorGroup, member_uuid: UUID, *, actor: Person, now: datetime) -> None:
    """Take somebody out of the group. Raises NotFound, Conflict (lead_must_hand_over).

    Part of a use case: call it inside its transaction, with the group's helper locked.
    """
    _take_out(group, _member(group, member_uuid), actor=actor, now=now)


def watch_quorum(group: SponsorGroup, *, now: datetime) -> None:
    """Let the time begin when a group at work falls below its quorum, and end when it is full again.

    Part of a use case: call it inside its transaction, with the group's helper locked.
    """
    count = group.members.filter(is_joining=False).count()
    is_below = group.state in AT_WORK and count < group.organisation.group_quorum
    if is_below == (group.below_quorum_since is not None):
        return
    group.below_quorum_since, group.below_quorum_flagged_at = now if is_below else None, None
    group.save(update_fields=["below_quorum_since", "below_quorum_flagged_at"])


def _take_out(group: SponsorGroup, member: SponsorGroupMember, *, actor: Person, now: datetime) -> None:
    if member.role == GroupRole.LEAD and group.state not in (GroupState.FORMING, GroupState.ENDED):
        raise Conflict("choose another lead first", code="lead_must_hand_over")
    _changed(group, member, MemberChange.LEFT, actor=actor, now=now)


def _changed(
    group: SponsorGroup, member: SponsorGroupMember, change: MemberChange, *, actor: Person, now: datetime
) -> None:
    GroupMemberEvent.objects.create(
        group=group, person_id=member.person_id, change=change, role=member.role, actor=actor, at=now
    )
    if change == MemberChange.LEFT:
        member.delete()
    watch_quorum(group, now=now)
    recount([group.pk])


def _make_room_for_lead(
    group: SponsorGroup, member: SponsorGroupMember, gender: str, *, actor: Person, now: datetime
) -> None:
    if gender not in Gender.values:
        raise Invalid("say who leads", code="gender_missing", facts={"field": "gender"})
    if member.is_joining:
        raise Conflict("they are not admitted yet", code="member_joining")
    before = group.members.filter(role=GroupRole.LEAD).first()
    if before is not None:
        _set_role(group, before, GroupRole.MEMBER, actor=actor, now=now)
    group.helper.gender = gender
    group.helper.save(update_fields=["gender"])


def _set_role(
    group: SponsorGroup, member: SponsorGroupMember, role: GroupRole, *, actor: Person, now: datetime
) -> None:
    member.role = role
    member.save(update_fields=["role"])
    _changed(group, member, MemberChange.ROLE, actor=actor, now=now)


def _member(group: SponsorGroup, member_uuid: UUID) -> SponsorGroupMember:
    member = group.members.filter(uuid=member_uuid).first()
    if member is None:
        raise NotFound("no such member")
    return member


def _person(group: SponsorGroup, email: str, name: str, language: str) -> Person:
    parts = [
        part.objects.filter(organisation=group.organisation) for part in (Volunteer, SponsorGroupMember, Membership)
    ]
    were_here = GroupMemberEvent.objects.filter(group__organisation=group.organisation)
    known = Known([*parts, were_here], [email]).by_address.get(email)
    if known is not None:
        return known
    is_used_elsewhere = Person.objects.filter(email=email).exists()
    try:
        with transaction.atomic():
            person = Person.objects.create_user(
                None if is_used_elsewhere else email,
                name=name,
                language=language,
                time_zone=group.organisation.time_zone,
            )
    except IntegrityError:
        raise Conflict("somebody else was a moment faster", code="moved_on") from None
    if not is_used_elsewhere:
        EmailAddress.objects.create(user=person, email=email, primary=True, verified=False)
    ContactDetail.objects.create(person=person, kind=ContactKind.EMAIL, value=email, is_shared=False)
    return person
