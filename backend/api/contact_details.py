"""How you can be reached: your own contact details, and what of them you share."""

from typing import Any, Final
from uuid import UUID

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint
from backend.api.idempotency import idempotent
from backend.people.models.contact import ContactKind
from backend.people.selectors import contact_details_of
from backend.people.services.contact_details import (
    add_contact_detail,
    change_contact_detail,
    remove_contact_detail,
)


class ContactDetailOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uuid")
    kind = serializers.ChoiceField(choices=ContactKind.values)
    value = serializers.CharField()
    is_shared = serializers.BooleanField(help_text="Seen by the people in your running matches.")


class ContactDetailAddedOut(serializers.Serializer[Any]):
    """That it is there; the detail itself is kept in no answer that may be said again."""

    id = serializers.UUIDField(source="uuid")
    kind = serializers.ChoiceField(choices=ContactKind.values)
    is_shared = serializers.BooleanField()


class ContactDetailIn(serializers.Serializer[None]):
    kind = serializers.ChoiceField(choices=ContactKind.values)
    value = serializers.CharField(max_length=240, help_text="A number begins with + and the code of a country.")
    is_shared = serializers.BooleanField(default=False)


class ContactDetailChangeIn(serializers.Serializer[None]):
    value = serializers.CharField(required=False, max_length=240)
    is_shared = serializers.BooleanField(required=False)


_EXAMPLE: Final = {"id": examples.OTHER, "kind": "phone", "value": "+32 460 00 00 00", "is_shared": True}
_ADDED: Final = {"id": examples.OTHER, "kind": "phone", "is_shared": True}


class ContactDetails(Endpoint):
    @extend_schema(
        operation_id="list_my_contact_details",
        summary="Your own contact details",
        tags=["me"],
        responses=inline_serializer("ContactDetailsOut", {"results": ContactDetailOut(many=True)}),
        examples=[examples.answer({"results": [_EXAMPLE]})],
    )
    def get(self, request: Request) -> Response:
        """How you can be reached, and which of it the people in your running matches may see."""
        return Response({"results": ContactDetailOut(contact_details_of(acting(request)), many=True).data})

    @extend_schema(
        operation_id="add_contact_detail",
        summary="Add a way to reach you",
        tags=["me"],
        request=ContactDetailIn,
        responses={201: ContactDetailAddedOut},
        examples=[
            examples.asked({"kind": "phone", "value": "+32 460 00 00 00", "is_shared": True}),
            examples.answer(_ADDED, 201),
        ],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Shared only if you say so. 422 for what is no number or address; 409 `detail_there_already` or
        `too_many_details`."""
        body = ContactDetailIn(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data | {"kind": ContactKind(body.validated_data["kind"])}
        added = add_contact_detail(actor=acting(request), **given)
        return Response(ContactDetailAddedOut(added).data, status=201)


class ContactDetail(Endpoint):
    @extend_schema(
        operation_id="change_contact_detail",
        summary="Change a contact detail, share it, or stop sharing it",
        tags=["me"],
        request=ContactDetailChangeIn,
        responses=ContactDetailOut,
        examples=[examples.asked({"is_shared": True}), examples.answer(_EXAMPLE)],
    )
    def patch(self, request: Request, detail_id: UUID) -> Response:
        """It counts at once: nobody sees it from the next look on once you stop."""
        body = ContactDetailChangeIn(data=request.data)
        body.is_valid(raise_exception=True)
        changed = change_contact_detail(actor=acting(request), detail_uuid=detail_id, **body.validated_data)
        return Response(ContactDetailOut(changed).data)

    @extend_schema(
        operation_id="remove_contact_detail",
        summary="Remove a contact detail",
        tags=["me"],
        responses={204: None},
    )
    def delete(self, request: Request, detail_id: UUID) -> Response:
        """Nobody sees it any more. The address you sign in with stays what it is."""
        remove_contact_detail(actor=acting(request), detail_uuid=detail_id)
        return Response(status=204)
