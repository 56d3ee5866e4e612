"""Check-ins: how it goes, asked of both sides; the last answer counts."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint, PolledEndpoint
from backend.api.idempotency import idempotent
from backend.api.texts import HumanOut, said
from backend.care.models import CheckIn
from backend.care.models.check_in import CheckInValue
from backend.care.selectors import check_ins_of_match, last_answer, open_check_ins_of
from backend.care.services.check_ins import answer_check_in
from backend.care.texts import CHECK_IN_ANSWERS
from matching.models.proposal import Party


class CheckInOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    match = serializers.UUIDField()
    party = serializers.ChoiceField(choices=[Party.FAMILY.value, Party.HELPER.value], help_text="Whom it asks.")
    number = serializers.IntegerField(help_text="1 after a week, 2 after four, 3 after twelve, then every 13 weeks.")
    due_on = serializers.DateField()
    answer = serializers.ChoiceField(
        choices=CheckInValue.values, allow_null=True, help_text="What was said last; null = nothing yet."
    )
    answered_at = serializers.DateTimeField(allow_null=True)


class AnswerChoiceOut(serializers.Serializer[Any]):
    value = serializers.ChoiceField(choices=CheckInValue.values)
    text = HumanOut()


class CheckInAnswerIn(serializers.Serializer[None]):
    value = serializers.ChoiceField(choices=CheckInValue.values)


_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.OTHER,
    "match": examples.MATCH,
    "party": "helper",
    "number": 1,
    "due_on": "2026-03-11",
    "answer": None,
    "answered_at": None,
}
_CHOICE: Final = {"value": "good", "text": examples.text("It is going well")}


class MyCheckIns(PolledEndpoint):
    @extend_schema(
        operation_id="list_my_check_ins",
        summary="What you are asked: how it goes",
        tags=["me"],
        responses=inline_serializer(
            "MyCheckInsOut", {"results": CheckInOut(many=True), "choices": AnswerChoiceOut(many=True)}
        ),
        examples=[examples.answer({"results": [_EXAMPLE], "choices": [_CHOICE]})],
    )
    def get(self, request: Request) -> Response:
        """What you may answer, or answer again: for 30 days, newest first. `choices` are the answers with their
        texts."""
        found = open_check_ins_of(acting(request), now=timezone.now())
        choices = [{"value": value, "text": said(partial(str, text))} for value, text in CHECK_IN_ANSWERS.items()]
        shown = {"results": [_shown(one) for one in found], "choices": AnswerChoiceOut(choices, many=True).data}
        return Response(shown)


class MatchCheckIns(Endpoint):
    @extend_schema(
        operation_id="list_check_ins",
        summary="The check-ins of a match",
        tags=["care"],
        responses=inline_serializer("CheckInsOut", {"results": CheckInOut(many=True)}),
        examples=[examples.answer({"results": [_EXAMPLE]})],
    )
    def get(self, request: Request, match_id: UUID) -> Response:
        """Newest first; those of your side, for staff of both sides."""
        return Response({"results": [_shown(one) for one in check_ins_of_match(acting(request), match_id)]})


class CheckInAnswer(Endpoint):
    @extend_schema(
        operation_id="answer_check_in",
        summary="Say how it goes",
        tags=["care"],
        request=CheckInAnswerIn,
        responses=CheckInAnswerIn,
        examples=[examples.asked({"value": "good"}), examples.answer({"value": "good"})],
    )
    @idempotent
    def post(self, request: Request, check_in_id: UUID) -> Response:
        """You may answer again: the last answer counts. 409 `check_in_over` after 30 days."""
        body = CheckInAnswerIn(data=request.data)
        body.is_valid(raise_exception=True)
        value = CheckInValue(body.validated_data["value"])
        answer_check_in(actor=acting(request), check_in_uuid=check_in_id, value=value, now=timezone.now())
        return Response({"value": value.value})


def _shown(check_in: CheckIn) -> dict[str, Any]:
    answers = list(check_in.answers.all())
    shown = {
        "id": check_in.uuid,
        "match": check_in.match.uuid,
        "party": check_in.party,
        "number": check_in.number,
        "due_on": check_in.due_on,
        "answer": last_answer(check_in) or None,
        "answered_at": answers[-1].at if answers else None,
    }
    return dict(CheckInOut(shown).data)
