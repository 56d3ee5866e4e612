"""What needs a coordinator today, as one list."""

from typing import Any, Final

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.staff import StaffEndpoint
from backend.api.texts import HumanOut, said
from backend.care.staff_texts import need_text
from backend.care.today import Named, Need, NeedCode, needs_of


class NeedSideOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField(help_text="First name, or the name of a group.", allow_blank=True)
    reference = serializers.CharField(allow_null=True, help_text="Null where it is another organisation's.")


class OpenOut(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["proposal", "match", "helper", "family"])
    id = serializers.UUIDField()


class NeedOut(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=[code.value for code in NeedCode], help_text="Why.")
    detail = serializers.CharField(
        allow_null=True, help_text="A party (`want_to_talk`, `not_met`), or the reason of a review."
    )
    text = HumanOut()
    day = serializers.DateField(help_text="Since when, or by when: the end of a proposal, the day a check lapses.")
    open = OpenOut(help_text="The one thing to open.")
    family = NeedSideOut(allow_null=True)
    helper = NeedSideOut(allow_null=True)


_EXAMPLE: Final[dict[str, Any]] = {
    "code": "want_to_talk",
    "detail": "family",
    "text": examples.text("The family wants to talk with you"),
    "day": "2026-03-11",
    "open": {"kind": "match", "id": examples.MATCH},
    "family": {"id": examples.FAMILY, "name": "Rima", "reference": "F-12"},
    "helper": {"id": examples.HELPER, "name": "Nour", "reference": None},
}


class Today(StaffEndpoint):
    @extend_schema(
        operation_id="list_today",
        summary="What needs you today",
        tags=["care"],
        responses=inline_serializer("TodayOut", {"results": NeedOut(many=True)}),
        examples=[examples.answer({"results": [_EXAMPLE]})],
    )
    def get(self, request: Request) -> Response:
        """The most pressing first, for all organisations you work for; at most 100 lines of one kind. Not in it: what
        concerns your own family or yourself as a helper."""
        needs = needs_of(acting(request), now=timezone.now())
        return Response({"results": NeedOut([_shown(need) for need in needs], many=True).data})


def _shown(need: Need) -> dict[str, Any]:
    return {
        "code": need.code,
        "detail": need.detail or None,
        "text": said(lambda: need_text(need.code, need.detail)),
        "day": need.day,
        "open": {"kind": need.kind, "id": need.uuid},
        "family": _named(need.family),
        "helper": _named(need.helper),
    }


def _named(one: Named | None) -> dict[str, Any] | None:
    return {"id": one.uuid, "name": one.name, "reference": one.reference or None} if one else None
