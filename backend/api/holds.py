"""Holds: staff let a family or a helper have no proposals for now."""

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
from backend.flows.holds import hold_family, hold_helper, lift_hold_of_family, lift_hold_of_helper
from backend.people.models import Family, Helper
from backend.people.models.hold import HoldReason


class HoldIn(serializers.Serializer[None]):
    reason = serializers.ChoiceField(choices=HoldReason.values, help_text="Read by staff only.")


class HeldOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uuid")
    is_on_hold = serializers.BooleanField(help_text="Gets no proposals for now.")


_ASKED: Final = examples.asked({"reason": "illness"})


def _answer(row: Family | Helper) -> Response:
    return Response(HeldOut(row).data)


def _reason(request: Request) -> str:
    body = HoldIn(data=request.data)
    body.is_valid(raise_exception=True)
    return str(body.validated_data["reason"])


class HelperHold(Endpoint):
    @extend_schema(
        operation_id="hold_helper",
        summary="Put a helper on hold",
        tags=["people"],
        request=HoldIn,
        responses=HeldOut,
        examples=[_ASKED, examples.answer({"id": examples.HELPER, "is_on_hold": True})],
    )
    @idempotent
    def post(self, request: Request, helper_id: UUID) -> Response:
        """For staff. Its open proposals end at once, nobody is told why; its matches go on. 409 `on_hold_already`."""
        reason = _reason(request)
        return _answer(hold_helper(actor=acting(request), helper_uuid=helper_id, reason=reason, now=timezone.now()))


class HelperHoldLift(Endpoint):
    @extend_schema(
        operation_id="lift_hold_of_helper",
        summary="Let a helper get proposals again",
        tags=["people"],
        request=None,
        responses=HeldOut,
        examples=[examples.answer({"id": examples.HELPER, "is_on_hold": False})],
    )
    @idempotent
    def post(self, request: Request, helper_id: UUID) -> Response:
        """For staff. 409 `not_on_hold`."""
        return _answer(lift_hold_of_helper(actor=acting(request), helper_uuid=helper_id, now=timezone.now()))


class FamilyHold(Endpoint):
    @extend_schema(
        operation_id="hold_family",
        summary="Put a family on hold",
        tags=["people"],
        request=HoldIn,
        responses=HeldOut,
        examples=[_ASKED, examples.answer({"id": examples.FAMILY, "is_on_hold": True})],
    )
    @idempotent
    def post(self, request: Request, family_id: UUID) -> Response:
        """For staff. Its open proposals end at once, nobody is told why; its matches go on. 409 `on_hold_already`."""
        reason = _reason(request)
        return _answer(hold_family(actor=acting(request), family_uuid=family_id, reason=reason, now=timezone.now()))


class FamilyHoldLift(Endpoint):
    @extend_schema(
        operation_id="lift_hold_of_family",
        summary="Let a family get proposals again",
        tags=["people"],
        request=None,
        responses=HeldOut,
        examples=[examples.answer({"id": examples.FAMILY, "is_on_hold": False})],
    )
    @idempotent
    def post(self, request: Request, family_id: UUID) -> Response:
        """For staff. 409 `not_on_hold`."""
        return _answer(lift_hold_of_family(actor=acting(request), family_uuid=family_id, now=timezone.now()))
