"""Recording checks and exemptions of helpers, and taking them back."""

from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.check_sheets import SHEET_EXAMPLE, HelperChecksOut, sheet_shown
from backend.api.idempotency import idempotent
from backend.api.reader import reader_of
from backend.api.staff import StaffEndpoint
from backend.people.access import in_care
from backend.people.selectors import helper_for_reading
from backend.people.services.checks import Whom, grant_exemption, record_check, revoke_exemption, withdraw_check
from backend.people.vocabulary import REQUIREMENTS


class OfWhomIn(serializers.Serializer[None]):
    code = serializers.ChoiceField(choices=list(REQUIREMENTS))
    person = serializers.UUIDField(required=False, help_text="Which member of a sponsor group; a volunteer needs none.")
    household_member = serializers.UUIDField(required=False, help_text="Or who of those who live with the helper.")


class CheckIn(OfWhomIn):
    met_on = serializers.DateField(help_text="Today where the organisation is, or before.")
    note = serializers.CharField(required=False, allow_blank=True, max_length=500)


class ExemptionIn(OfWhomIn):
    reason = serializers.CharField(max_length=500)
    ends_on = serializers.DateField(help_text="First day on which it is asked again, within a year.")


class RecordedOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uuid")
    code = serializers.CharField()
    met_on = serializers.DateField()
    expires_on = serializers.DateField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class ExemptedOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uuid")
    code = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    revoked_at = serializers.DateTimeField(allow_null=True)


_RECORDED: Final = {
    "id": examples.OTHER,
    "code": "identity",
    "met_on": "2026-03-02",
    "expires_on": None,
    "withdrawn_at": None,
}
_EXEMPTED: Final = {
    "id": examples.OTHER,
    "code": "criminal_record",
    "starts_on": "2026-03-02",
    "ends_on": "2026-04-01",
    "revoked_at": None,
}


class HelperChecks(StaffEndpoint):
    @extend_schema(
        operation_id="list_helper_checks",
        summary="What is asked of a helper",
        tags=["checks"],
        responses=HelperChecksOut,
        examples=[examples.answer(SHEET_EXAMPLE)],
    )
    def get(self, request: Request, helper_id: UUID) -> Response:
        """For staff: what is asked of whom, until when it is met, and what is on record, also what was taken back."""
        reader = reader_of(request)
        helper = in_care(reader.person, helper_for_reading(reader.person, helper_id))
        return Response(HelperChecksOut(sheet_shown(helper, reader, now=timezone.now())).data)

    @extend_schema(
        operation_id="record_check",
        summary="Record that something was met",
        tags=["checks"],
        request=CheckIn,
        responses=RecordedOut,
        examples=[examples.asked({"code": "identity", "met_on": "2026-03-02"}), examples.answer(_RECORDED)],
    )
    @idempotent
    def post(self, request: Request, helper_id: UUID) -> Response:
        """For staff, never about themselves (403 `own_cause`). It counts at once, in every part the person has here.
        409 `not_asked`, `recorded_already`, or `document_missing` where a document must be handed in first."""
        body = CheckIn(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        check = record_check(
            actor=acting(request),
            whom=_whom(helper_id, sent),
            code=sent["code"],
            met_on=sent["met_on"],
            note=sent.get("note", ""),
            now=timezone.now(),
        )
        return Response(RecordedOut(check).data)


class CheckWithdrawal(StaffEndpoint):
    @extend_schema(
        operation_id="withdraw_check",
        summary="Take back a check that was recorded by mistake",
        tags=["checks"],
        request=None,
        responses=RecordedOut,
        examples=[examples.answer(_RECORDED | {"withdrawn_at": "2026-03-03T09:30:00Z"})],
    )
    @idempotent
    def post(self, request: Request, check_id: UUID) -> Response:
        """For staff. It stays on record and counts nowhere. 409 `withdrawn_already`."""
        check = withdraw_check(actor=acting(request), check_uuid=check_id, now=timezone.now())
        return Response(RecordedOut(check).data)


class HelperExemptions(StaffEndpoint):
    @extend_schema(
        operation_id="grant_exemption",
        summary="Let somebody do without something for a while",
        tags=["checks"],
        request=ExemptionIn,
        responses=ExemptedOut,
        examples=[
            examples.asked({"code": "criminal_record", "reason": "The register is closed.", "ends_on": "2026-04-01"}),
            examples.answer(_EXEMPTED),
        ],
    )
    @idempotent
    def post(self, request: Request, helper_id: UUID) -> Response:
        """For staff, never about themselves. From today on. 409 `not_asked`."""
        body = ExemptionIn(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        exemption = grant_exemption(
            actor=acting(request),
            whom=_whom(helper_id, sent),
            code=sent["code"],
            reason=sent["reason"],
            ends_on=sent["ends_on"],
            now=timezone.now(),
        )
        return Response(ExemptedOut(exemption).data)


class ExemptionRevocation(StaffEndpoint):
    @extend_schema(
        operation_id="revoke_exemption",
        summary="End an exemption before its day",
        tags=["checks"],
        request=None,
        responses=ExemptedOut,
        examples=[examples.answer(_EXEMPTED | {"revoked_at": "2026-03-03T09:30:00Z"})],
    )
    @idempotent
    def post(self, request: Request, exemption_id: UUID) -> Response:
        """For staff. 409 `revoked_already`."""
        exemption = revoke_exemption(actor=acting(request), exemption_uuid=exemption_id, now=timezone.now())
        return Response(ExemptedOut(exemption).data)


def _whom(helper_id: UUID, sent: dict[str, Any]) -> Whom:
    return Whom(helper_id, sent.get("person"), sent.get("household_member"))
