"""A sponsor group as its members and its staff see it: who is in it, how far it is, and what is still missing."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.errors import NotFound
from backend.people.access import GroupPart, visible_groups
from backend.people.clearance import items_of
from backend.people.group_requirements import Missing, lacking
from backend.people.models import Person, SponsorGroup, SponsorGroupMember
from backend.people.models.sponsor_group import GroupRole
from backend.people.time_zones import local_date


@dataclass(frozen=True)
class MemberLine:
    """One member, and the codes of what they lack: for staff and for themselves; None for the others."""

    member: SponsorGroupMember
    is_me: bool
    lacks: tuple[str, ...] | None


@dataclass(frozen=True)
class GroupSheet:
    """A group, what its reader is to it, its members (lead first), and the codes of what it lacks."""

    group: SponsorGroup
    part: GroupPart
    members: tuple[MemberLine, ...]
    missing: tuple[str, ...]


def group_sheet(actor: Person, group_uuid: UUID, *, now: datetime) -> GroupSheet:
    """Return the group as `actor` sees it. Four queries. Raises NotFound if they may not know of it."""
    found = visible_groups(actor).select_related("helper__municipality", "organisation")
    group = found.prefetch_related("members__person").filter(helper__uuid=group_uuid).first()
    if group is None:
        raise NotFound("no such group")
    return _sheet(group, actor, now)


def own_group_sheets(actor: Person, *, now: datetime) -> list[GroupSheet]:
    """Return the groups that `actor` belongs to. Two queries, and one for each group."""
    found = SponsorGroup.objects.filter(members__person=actor).select_related("helper__municipality", "organisation")
    return [_sheet(group, actor, now) for group in found.prefetch_related("members__person").order_by("pk")]


def _sheet(group: SponsorGroup, actor: Person, now: datetime) -> GroupSheet:
    members = sorted(group.members.all(), key=lambda one: (one.role != GroupRole.LEAD, one.is_joining, one.pk))
    today = local_date(group.organisation.time_zone, now)
    items = items_of(group.helper)
    missing = lacking((item for item in items if not item.is_joining), today)
    of_members = lacking((item for item in items if item.person_id is not None), today)
    part = _part(members, actor)
    lines = (_line(member, of_members, actor, part) for member in members)
    return GroupSheet(group, part, tuple(lines), tuple(one.code for one in missing))


def _part(members: list[SponsorGroupMember], actor: Person) -> GroupPart:
    role = next((member.role for member in members if member.person_id == actor.pk), None)
    if role is None:
        return GroupPart.STAFF
    return GroupPart.LEAD if role == GroupRole.LEAD else GroupPart.MEMBER


def _line(member: SponsorGroupMember, missing: list[Missing], actor: Person, part: GroupPart) -> MemberLine:
    is_me = member.person_id == actor.pk
    lacks = tuple(one.code for one in missing if member.person_id in one.person_ids)
    return MemberLine(member, is_me, lacks if is_me or part == GroupPart.STAFF else None)
