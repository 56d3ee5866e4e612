"""Concerns: what their readers do with them."""

from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.concerns import ROW_EXAMPLE
from backend.api.endpoint import Endpoint
from backend.api.idempotency import idempotent
from backend.care.lifecycle import ConcernState
from backend.care.models import Concern
from backend.care.models.concern import Outcome, Severity
from backend.care.services import concern_review
from backend.care.services.concerns import LONGEST_STORY


class ConcernStateOut(serializers.Serializer[Any]):
    """How it stands after your move, and no more."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=[state.value for state in ConcernState])
    severity = serializers.ChoiceField(choices=Severity.values)
    look_by = serializers.DateTimeField()
    is_suspending = serializers.BooleanField()
    outcome = serializers.ChoiceField(choices=Outcome.values, allow_null=True)


class NoteIn(serializers.Serializer[None]):
    text = serializers.CharField(max_length=LONGEST_STORY)


class NoteKeptOut(serializers.Serializer[Any]):
    at = serializers.DateTimeField()


class SeverityIn(serializers.Serializer[None]):
    severity = serializers.ChoiceField(choices=Severity.values)


class ClosingIn(serializers.Serializer[None]):
    outcome = serializers.ChoiceField(choices=Outcome.values)


_STATE: Final[dict[str, Any]] = {name: ROW_EXAMPLE[name] for name in ("id", "severity", "look_by", "is_suspending")}
_EXAMPLE: Final[dict[str, Any]] = _STATE | {"state": "in_review", "outcome": None}


class ConcernNotes(Endpoint):
    @extend_schema(
        operation_id="add_concern_note",
        summary="Write a note to a concern",
        tags=["concerns"],
        request=NoteIn,
        responses={201: NoteKeptOut},
        examples=[
            examples.asked({"text": "Called her today."}),
            examples.answer({"at": "2026-03-02T14:00:00Z"}, 201),
        ],
    )
    @idempotent
    def post(self, request: Request, concern_id: UUID) -> Response:
        """For its readers, in whatever state it is. A note is never changed."""
        body = NoteIn(data=request.data)
        body.is_valid(raise_exception=True)
        note = concern_review.add_note(
            actor=acting(request), concern_uuid=concern_id, text=body.validated_data["text"], now=timezone.now()
        )
        return Response(NoteKeptOut({"at": note.at}).data, status=201)


class ConcernTakeUp(Endpoint):
    @extend_schema(
        operation_id="take_up_concern",
        summary="Look into a concern",
        tags=["concerns"],
        request=None,
        responses=ConcernStateOut,
        examples=[examples.answer(_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, concern_id: UUID) -> Response:
        """From `open` to `in_review`; nobody is called any more. 409 `concern_moved_on` from any other state."""
        return _state(concern_review.take_up(actor=acting(request), concern_uuid=concern_id, now=timezone.now()))


class ConcernSeverity(Endpoint):
    @extend_schema(
        operation_id="rate_concern",
        summary="Give a concern another severity",
        tags=["concerns"],
        request=SeverityIn,
        responses=ConcernStateOut,
        examples=[examples.asked({"severity": "high"}), examples.answer(_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, concern_id: UUID) -> Response:
        """Its deadline follows from when it was raised. `high` stops contact at once; a lower one brings nothing back by itself. 409 `concern_moved_on` when it is closed."""
        body = SeverityIn(data=request.data)
        body.is_valid(raise_exception=True)
        severity = body.validated_data["severity"]
        now = timezone.now()
        return _state(concern_review.rate(actor=acting(request), concern_uuid=concern_id, severity=severity, now=now))


class ConcernSuspension(Endpoint):
    @extend_schema(
        operation_id="suspend_by_concern",
        summary="Stop contact because of a concern",
        tags=["concerns"],
        request=None,
        responses=ConcernStateOut,
        examples=[examples.answer(_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, concern_id: UUID) -> Response:
        """The match it names; about a helper, all its matches and new proposals. 409 `suspended_already`, `concern_moved_on`."""
        return _state(concern_review.suspend(actor=acting(request), concern_uuid=concern_id, now=timezone.now()))


class ConcernLifting(Endpoint):
    @extend_schema(
        operation_id="lift_suspension",
        summary="Let contact go on",
        tags=["concerns"],
        request=None,
        responses=ConcernStateOut,
        examples=[examples.answer(_EXAMPLE | {"is_suspending": False})],
    )
    @idempotent
    def post(self, request: Request, concern_id: UUID) -> Response:
        """Brings back what it stopped, but for what another concern stops, too; also when it is closed. 409 `not_suspended`."""
        return _state(concern_review.lift(actor=acting(request), concern_uuid=concern_id, now=timezone.now()))


class ConcernClosing(Endpoint):
    @extend_schema(
        operation_id="close_concern",
        summary="Close a concern",
        tags=["concerns"],
        request=ClosingIn,
        responses=ConcernStateOut,
        examples=[
            examples.asked({"outcome": "supported"}),
            examples.answer(_EXAMPLE | {"state": "closed", "outcome": "supported", "is_suspending": False}),
        ],
    )
    @idempotent
    def post(self, request: Request, concern_id: UUID) -> Response:
        """`no_ground` and `supported` let contact go on; after the others it stays stopped until you lift that. 409 `concern_moved_on` when it is closed already."""
        body = ClosingIn(data=request.data)
        body.is_valid(raise_exception=True)
        outcome, now = body.validated_data["outcome"], timezone.now()
        return _state(concern_review.close(actor=acting(request), concern_uuid=concern_id, outcome=outcome, now=now))


class ConcernReopening(Endpoint):
    @extend_schema(
        operation_id="reopen_concern",
        summary="Look into a closed concern again",
        tags=["concerns"],
        request=None,
        responses=ConcernStateOut,
        examples=[examples.answer(_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, concern_id: UUID) -> Response:
        """From `closed` to `in_review`. 409 `concern_moved_on` from any other state."""
        return _state(concern_review.reopen(actor=acting(request), concern_uuid=concern_id, now=timezone.now()))


def _state(concern: Concern) -> Response:
    told = {"id": concern.uuid, "outcome": concern.outcome or None}
    same = ("state", "severity", "look_by", "is_suspending")
    return Response(ConcernStateOut(told | {name: getattr(concern, name) for name in same}).data)
