"""A family that lives elsewhere now, in the care of the same organisation."""

from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.idempotency import idempotent
from backend.api.places import MUNICIPALITY_EXAMPLE, MunicipalityNameOut, municipality_name
from backend.api.reader import reader_of
from backend.api.staff import StaffEndpoint
from backend.flows.hand_over import move_family


class MovedIn(serializers.Serializer[Any]):
    municipality = serializers.UUIDField()


class MovedOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    municipality = MunicipalityNameOut()


_EXAMPLE: Final = {"id": examples.FAMILY, "municipality": MUNICIPALITY_EXAMPLE}


class FamilyMove(StaffEndpoint):
    @extend_schema(
        operation_id="move_family",
        summary="A family lives elsewhere now",
        tags=["people"],
        request=MovedIn,
        responses=MovedOut,
        examples=[examples.asked({"municipality": examples.MUNICIPALITY}), examples.answer(_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, family_id: UUID) -> Response:
        """For staff who care for it and do not belong to it. Its open proposals are withdrawn, its running matches go
        on, to be looked at. 409 `lives_there_already`; 422 `municipality_unknown`."""
        body = MovedIn(data=request.data)
        body.is_valid(raise_exception=True)
        family = move_family(
            actor=acting(request),
            family_uuid=family_id,
            municipality_uuid=body.validated_data["municipality"],
            now=timezone.now(),
        )
        shown = {"id": family.uuid, "municipality": municipality_name(family.municipality, reader_of(request).language)}
        return Response(MovedOut(shown).data)
