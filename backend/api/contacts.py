"""The people somebody may reach now: the other side of their running matches."""

from typing import Any, Final

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint
from backend.api.portraits import language_shown
from backend.api.reader import Reader, reader_of
from backend.api.texts import HumanOut
from backend.people.models.contact import ContactKind
from matching.lifecycle import RUNNING_MATCH
from matching.services.disclosure import ContactCard, contacts_of, reads_of


class WayOut(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=ContactKind.values)
    value = serializers.CharField()


class ContactLanguageOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = HumanOut()


class ContactOut(serializers.Serializer[Any]):
    match = serializers.UUIDField()
    match_state = serializers.ChoiceField(choices=sorted(RUNNING_MATCH))
    started_at = serializers.DateTimeField()
    name = serializers.CharField()
    part = serializers.ChoiceField(choices=["family", "volunteer", "sponsor_group"], help_text="What they are to you.")
    family = serializers.UUIDField(allow_null=True, help_text="The family they speak for.")
    group_name = serializers.CharField(allow_blank=True, help_text="Of the sponsor group they answer for.")
    languages = ContactLanguageOut(many=True)
    municipality = serializers.CharField(allow_blank=True)
    ways = WayOut(many=True, help_text="How to reach them, as far as they share it.")


_EXAMPLE: Final = {
    "match": examples.MATCH,
    "match_state": "active",
    "started_at": "2026-03-02T12:00:00Z",
    "name": "Lieve Peeters",
    "part": "volunteer",
    "family": None,
    "group_name": "",
    "languages": [{"code": "ar", "name": examples.text("Arabic")}],
    "municipality": "Gent",
    "ways": [{"kind": "phone", "value": "+32 460 00 00 00"}],
}


class Contacts(Endpoint):
    @extend_schema(
        operation_id="list_my_contacts",
        summary="Who you can reach, and how",
        tags=["me"],
        responses=inline_serializer("ContactsOut", {"results": ContactOut(many=True)}),
        examples=[examples.answer({"results": [_EXAMPLE]})],
    )
    def get(self, request: Request) -> Response:
        """The people on the other side of your running matches. Each look at a detail is on record; there is no ETag,
        and no copy may be kept."""
        reader = reader_of(request)
        cards = contacts_of(actor=reader.person, language=reader.language, now=timezone.now())
        return Response({"results": ContactOut([_shown(card, reader) for card in cards], many=True).data})


class ReadOut(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=ContactKind.values)
    reader = serializers.CharField(
        allow_blank=True, help_text="Their name; empty once the match does not run any more."
    )
    at = serializers.DateTimeField()


class Disclosures(Endpoint):
    @extend_schema(
        operation_id="list_my_disclosures",
        summary="Who was shown your contact details",
        tags=["me"],
        responses=inline_serializer("DisclosuresOut", {"results": ReadOut(many=True)}),
        examples=[
            examples.answer({"results": [{"kind": "phone", "reader": "Lieve Peeters", "at": "2026-03-04T12:00:00Z"}]})
        ],
    )
    def get(self, request: Request) -> Response:
        """Every look of somebody you are or were matched with, newest first, the last hundred."""
        return Response({"results": ReadOut(reads_of(actor=acting(request)), many=True).data})


def _shown(card: ContactCard, reader: Reader) -> dict[str, Any]:
    return {
        "match": card.match_uuid,
        "match_state": card.match_state,
        "started_at": card.started_at,
        "name": card.name,
        "part": card.part,
        "family": card.family_uuid,
        "group_name": card.group_name,
        "languages": [{"code": code, "name": language_shown(code, reader)} for code in card.languages],
        "municipality": card.municipality,
        "ways": [{"kind": kind, "value": value} for kind, value in card.details],
    }
