"""Who belongs to a sponsor group: added, admitted, in which role, gone."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint
from backend.api.group_shown import STATE_EXAMPLE, GroupStateOut, group_state
from backend.api.idempotency import idempotent
from backend.flows.group_removals import remove_member
from backend.people.models import SponsorGroupMember
from backend.people.models.sponsor_group import GroupRole
from backend.people.services import group_members
from backend.people.vocabulary import Gender


class NewMemberIn(serializers.Serializer[None]):
    email = serializers.EmailField(max_length=240)
    name = serializers.CharField(max_length=120, help_text="Of somebody who is new here; others keep theirs.")
    language = serializers.ChoiceField(choices=[code for code, _ in settings.LANGUAGES], default="en")
    role = serializers.ChoiceField(choices=GroupRole.values, default=GroupRole.MEMBER)


class RoleIn(serializers.Serializer[None]):
    role = serializers.ChoiceField(choices=GroupRole.values)
    gender = serializers.ChoiceField(
        choices=Gender.values, required=False, help_text="With a new lead: families may wish for it."
    )


class MembershipOut(serializers.Serializer[Any]):
    """One place in a group, and no more."""

    id = serializers.UUIDField()
    role = serializers.ChoiceField(choices=GroupRole.values)
    is_joining = serializers.BooleanField(help_text="Not admitted yet: sees no family and counts for nothing.")


class GoneOut(serializers.Serializer[Any]):
    is_member = serializers.BooleanField()


_EXAMPLE: Final[dict[str, Any]] = {"id": examples.OTHER, "role": "money", "is_joining": False}


class GroupMembers(Endpoint):
    @extend_schema(
        operation_id="add_group_member",
        summary="Add a member",
        tags=["groups"],
        request=NewMemberIn,
        responses={201: MembershipOut},
        examples=[
            examples.asked({"email": "an.claes@example.org", "name": "An Claes", "language": "nl", "role": "money"}),
            examples.answer(_EXAMPLE, 201),
        ],
    )
    @idempotent
    def post(self, request: Request, group_id: UUID) -> Response:
        """By its lead and by staff. Into a group that is approved they are joining until staff admits them.
        403: `coordinator_only` (only staff adds staff), `only_they_join` (who keeps people safe adds only themselves).
        409: `member_already`, `has_lead`, `group_moved_on` (it has ended)."""
        body = NewMemberIn(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data | {"role": GroupRole(body.validated_data["role"])}
        member = group_members.add_member(actor=acting(request), group_uuid=group_id, **given, now=timezone.now())
        return _place(member, 201)


class GroupMemberAdmission(Endpoint):
    @extend_schema(
        operation_id="admit_group_member",
        summary="Admit a member",
        tags=["groups"],
        request=None,
        responses=MembershipOut,
        examples=[examples.answer(_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, group_id: UUID, member_id: UUID) -> Response:
        """For staff who do not belong to it: they meet what is asked of each member, and take part from now on.
        409 `not_ready`, with the codes of what is `missing`."""
        actor, now = acting(request), timezone.now()
        return _place(group_members.admit_member(actor=actor, group_uuid=group_id, member_uuid=member_id, now=now))


class GroupMemberRole(Endpoint):
    @extend_schema(
        operation_id="change_group_role",
        summary="Give a member another role",
        tags=["groups"],
        request=RoleIn,
        responses=MembershipOut,
        examples=[examples.asked({"role": "money"}), examples.answer(_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, group_id: UUID, member_id: UUID) -> Response:
        """By its lead and by staff. A new lead follows the old one, who becomes a member.
        409: `member_joining`, `lead_must_hand_over` (choose another lead first). 422 `gender_missing`."""
        body = RoleIn(data=request.data)
        body.is_valid(raise_exception=True)
        member = group_members.change_role(
            actor=acting(request),
            group_uuid=group_id,
            member_uuid=member_id,
            role=GroupRole(body.validated_data["role"]),
            gender=body.validated_data.get("gender", ""),
            now=timezone.now(),
        )
        return _place(member)


class GroupMemberRemoval(Endpoint):
    @extend_schema(
        operation_id="remove_group_member",
        summary="Take a member out",
        tags=["groups"],
        request=None,
        responses=GroupStateOut,
        examples=[examples.answer(STATE_EXAMPLE | {"state": "approved", "below_quorum_since": "2026-03-02T12:00:00Z"})],
    )
    @idempotent
    def post(self, request: Request, group_id: UUID, member_id: UUID) -> Response:
        """By its lead and by staff. They see nothing of the group from this moment on. 409 `lead_must_hand_over`;
        `vote_going_on`: members have voted on a proposal, and until it is answered only staff takes anybody out."""
        actor, now = acting(request), timezone.now()
        group = remove_member(actor=actor, group_uuid=group_id, member_uuid=member_id, now=now)
        return Response(GroupStateOut(group_state(group)).data)


class GroupLeaving(Endpoint):
    @extend_schema(
        operation_id="leave_group",
        summary="Leave a group",
        tags=["groups"],
        request=None,
        responses=GoneOut,
        examples=[examples.answer({"is_member": False})],
    )
    @idempotent
    def post(self, request: Request, group_id: UUID) -> Response:
        """You see nothing of it from this moment on. 409 `lead_must_hand_over`: a lead chooses another one first."""
        group_members.leave_group(actor=acting(request), group_uuid=group_id, now=timezone.now())
        return Response(GoneOut({"is_member": False}).data)


def _place(member: SponsorGroupMember, status: int = 200) -> Response:
    shown = {"id": member.uuid, "role": member.role, "is_joining": member.is_joining}
    return Response(MembershipOut(shown).data, status=status)
