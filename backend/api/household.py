"""Who lives with a helper who hosts."""

from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint
from backend.api.idempotency import idempotent
from backend.people.services.household import add_household_member, remove_household_member


class HouseholdMemberIn(serializers.Serializer[None]):
    given_name = serializers.CharField(max_length=80)
    birth_date = serializers.DateField()


class LivesThereOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uuid")
    joined_on = serializers.DateField()
    left_on = serializers.DateField(allow_null=True)


_EXAMPLE: Final = {"id": examples.OTHER, "joined_on": "2026-03-02", "left_on": None}


class Household(Endpoint):
    @extend_schema(
        operation_id="add_household_member",
        summary="Somebody lives with a helper",
        tags=["checks"],
        request=HouseholdMemberIn,
        responses=LivesThereOut,
        examples=[examples.asked({"given_name": "Robin", "birth_date": "2008-11-05"}), examples.answer(_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, helper_id: UUID) -> Response:
        """By who answers for the helper, or by staff. What is asked of adults in a home is asked of them from the day
        they are 18. 409 `household_full`."""
        body = HouseholdMemberIn(data=request.data)
        body.is_valid(raise_exception=True)
        member = add_household_member(
            actor=acting(request), helper_uuid=helper_id, now=timezone.now(), **body.validated_data
        )
        return Response(LivesThereOut(member).data)


class HouseholdLeaving(Endpoint):
    @extend_schema(
        operation_id="remove_household_member",
        summary="Somebody does not live with a helper any more",
        tags=["checks"],
        request=None,
        responses=LivesThereOut,
        examples=[examples.answer(_EXAMPLE | {"left_on": "2026-09-01"})],
    )
    @idempotent
    def post(self, request: Request, helper_id: UUID, member_id: UUID) -> Response:
        """By who answers for the helper, or by staff; of an adult by staff alone (403 `coordinator_only`). Nothing is
        asked of them any more. 409 `left_already`."""
        member = remove_household_member(
            actor=acting(request), helper_uuid=helper_id, member_uuid=member_id, now=timezone.now()
        )
        return Response(LivesThereOut(member).data)
