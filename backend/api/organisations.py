"""The organisations on whose staff somebody is."""

from typing import Any, Final

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint
from backend.api.pagination import PageQuery, page, page_of
from backend.people.access import organisations_of_staff
from backend.people.models import Organisation
from backend.people.models.organisation import MatchingPolicy, OrganisationKind


class OrganisationNameOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class OrganisationOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField()
    slug = serializers.CharField()
    kind = serializers.ChoiceField(choices=OrganisationKind.values)
    time_zone = serializers.CharField(help_text="IANA name.")
    matching_policy = serializers.ChoiceField(
        choices=MatchingPolicy.values,
        help_text="What runs look at once as many families of each class as possible are served: the best fit, or the "
        "municipality that is least served, and then the best fit. An administrator chooses it in the console.",
    )


ORGANISATION_EXAMPLE: Final = {"id": examples.ORGANISATION, "name": "Welkom"}
_EXAMPLE: Final = ORGANISATION_EXAMPLE | {
    "slug": "welkom",
    "kind": "ngo",
    "time_zone": "Europe/Brussels",
    "matching_policy": "classes",
}


class Organisations(Endpoint):
    @extend_schema(
        operation_id="list_organisations",
        summary="The organisations you work for",
        tags=["people"],
        parameters=[PageQuery],
        responses=page_of("OrganisationPage", OrganisationOut),
        examples=[examples.answer(examples.page(_EXAMPLE))],
    )
    def get(self, request: Request) -> Response:
        """Empty for somebody who is on nobody's staff."""
        return page(request, organisations_of_staff(acting(request)), list, OrganisationOut)


def organisation_name(organisation: Organisation) -> dict[str, Any]:
    """Return an organisation as other answers name it."""
    return {"id": organisation.uuid, "name": organisation.name}
