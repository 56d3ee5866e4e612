"""The contact log of a match: when the two sides were in touch, as each tells it."""

from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint
from backend.api.idempotency import idempotent
from backend.care.models import ContactLogEntry
from backend.care.models.contact_log import ContactMade
from backend.care.selectors import ENTRIES_SHOWN, contact_log_of_match
from backend.care.services.contact_log import LONGEST, Contact, add_contact, correct_contact, remove_contact
from backend.people.models import Person
from matching.models.proposal import Party


class EntryOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    party = serializers.ChoiceField(choices=Party.values, help_text="Whose side tells it.")
    on = serializers.DateField()
    minutes = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ContactMade.values)
    was_made = serializers.BooleanField(help_text="False: somebody tried, and it did not come about.")
    is_mine = serializers.BooleanField(help_text="Written by you: you may correct and remove it.")


class TotalsOut(serializers.Serializer[Any]):
    party = serializers.ChoiceField(choices=Party.values)
    made = serializers.IntegerField()
    missed = serializers.IntegerField()
    minutes = serializers.IntegerField()


class ContactIn(serializers.Serializer[None]):
    on = serializers.DateField(help_text="Not in the future, nor before the match began.")
    minutes = serializers.IntegerField(min_value=0, max_value=LONGEST, default=0)
    kind = serializers.ChoiceField(choices=ContactMade.values)
    was_made = serializers.BooleanField(default=True)


_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.OTHER,
    "party": "helper",
    "on": "2026-03-09",
    "minutes": 90,
    "kind": "meeting",
    "was_made": True,
    "is_mine": True,
}
_ASKED: Final = {"on": "2026-03-09", "minutes": 90, "kind": "meeting", "was_made": True}
_TOTALS: Final = [{"party": "helper", "made": 3, "missed": 1, "minutes": 270}]


class MatchContactLog(Endpoint):
    @extend_schema(
        operation_id="get_contact_log",
        summary="The contact log of a match",
        tags=["care"],
        responses=inline_serializer("ContactLogOut", {"results": EntryOut(many=True), "totals": TotalsOut(many=True)}),
        examples=[examples.answer({"results": [_EXAMPLE], "totals": _TOTALS})],
    )
    def get(self, request: Request, match_id: UUID) -> Response:
        """The last 50 entries of your side (for staff: of all), and how often each side told of something. There are no
        texts in it: nobody writes about a family here."""
        entries, totals = contact_log_of_match(acting(request), match_id)
        shown = [_shown(entry, acting(request)) for entry in entries[:ENTRIES_SHOWN]]
        return Response({"results": shown, "totals": TotalsOut(totals, many=True).data})

    @extend_schema(
        operation_id="add_contact",
        summary="Write down a contact",
        tags=["care"],
        request=ContactIn,
        responses={201: EntryOut},
        examples=[examples.asked(_ASKED), examples.answer(_EXAMPLE, 201)],
    )
    @idempotent
    def post(self, request: Request, match_id: UUID) -> Response:
        """While the match runs; staff are told 409 `match_moved_on` once it has ended."""
        actor, contact = acting(request), _parsed(ContactIn(data=request.data))
        entry = add_contact(actor=actor, match_uuid=match_id, contact=contact, now=timezone.now())
        return Response(_shown(entry, actor), status=201)


class ContactCorrection(Endpoint):
    @extend_schema(
        operation_id="correct_contact",
        summary="Correct what you wrote down",
        tags=["care"],
        request=ContactIn,
        responses=EntryOut,
        examples=[examples.asked(_ASKED), examples.answer(_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, entry_id: UUID) -> Response:
        """Your own entries only, while the match runs."""
        actor, contact = acting(request), _parsed(ContactIn(data=request.data))
        entry = correct_contact(actor=actor, entry_uuid=entry_id, contact=contact, now=timezone.now())
        return Response(_shown(entry, actor))


class ContactRemoval(Endpoint):
    @extend_schema(
        operation_id="remove_contact",
        summary="Remove what you wrote down",
        tags=["care"],
        request=None,
        responses=inline_serializer("RemovedOut", {"id": serializers.UUIDField()}),
        examples=[examples.answer({"id": examples.OTHER})],
    )
    @idempotent
    def post(self, request: Request, entry_id: UUID) -> Response:
        """Your own entries only, while the match runs."""
        remove_contact(actor=acting(request), entry_uuid=entry_id)
        return Response({"id": str(entry_id)})


def _parsed(body: serializers.Serializer[None]) -> Contact:
    body.is_valid(raise_exception=True)
    sent = body.validated_data
    return Contact(sent["on"], sent["minutes"], ContactMade(sent["kind"]), sent["was_made"])


def _shown(entry: ContactLogEntry, reader: Person) -> dict[str, Any]:
    shown = {
        "id": entry.uuid,
        "party": entry.party,
        "on": entry.on,
        "minutes": entry.minutes,
        "kind": entry.kind,
        "was_made": entry.was_made,
        "is_mine": entry.person_id == reader.pk,
    }
    return dict(EntryOut(shown).data)
