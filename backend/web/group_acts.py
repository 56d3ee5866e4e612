"""What a form about the members of a group does: the same in the console and on the phone of its lead."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from backend.errors import Invalid
from backend.flows.group_removals import remove_member
from backend.people.models.sponsor_group import GroupRole
from backend.people.services import group_members
from backend.web.doors import acting
from backend.web.group_forms import MemberForm, MemberMoved, RoleForm, sent


def add_member(request: HttpRequest, group_uuid: UUID) -> None:
    """Add somebody to the group. Raises Invalid, and what `add_member` raises."""
    new = sent(MemberForm, request)
    new["role"] = GroupRole(new["role"])
    group_members.add_member(actor=acting(request), group_uuid=group_uuid, **new, now=timezone.now())


def change_member(request: HttpRequest, group_uuid: UUID) -> None:
    """Admit a member, give them another role, or take them out, as `act` says. Raises Invalid, and what they raise."""
    actor, now, asked = acting(request), timezone.now(), sent(MemberMoved, request)
    member = asked["member"]
    match asked["act"]:
        case "admit":
            group_members.admit_member(actor=actor, group_uuid=group_uuid, member_uuid=member, now=now)
        case "role":
            role = sent(RoleForm, request)
            group_members.change_role(
                actor=actor,
                group_uuid=group_uuid,
                member_uuid=member,
                role=GroupRole(role["role"]),
                gender=role["gender"],
                now=now,
            )
        case "remove":
            remove_member(actor=actor, group_uuid=group_uuid, member_uuid=member, now=now)
        case _:
            raise Invalid("no such act")
