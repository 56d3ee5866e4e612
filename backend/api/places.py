"""Municipalities."""

from typing import Any, Final

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.endpoint import Endpoint
from backend.api.pagination import PageQuery, filters_of, page, page_of
from backend.api.reader import reader_of
from backend.places.models import Municipality
from backend.places.selectors import municipalities


class MunicipalityNameOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField(help_text="In the language of the answer, where it has a name in it.")


class MunicipalityOut(MunicipalityNameOut):
    country = serializers.CharField(help_text="ISO 3166-1 alpha-2.")
    code = serializers.CharField(help_text="National code; REFNIS in Belgium.")
    names = serializers.DictField(child=serializers.CharField(), help_text="Name by language code.")
    province = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True)
    latitude = serializers.FloatField(help_text="WGS84, degrees.")
    longitude = serializers.FloatField(help_text="WGS84, degrees.")
    population = serializers.IntegerField(allow_null=True)
    postal_codes = serializers.ListField(child=serializers.CharField())


class MunicipalityQuery(PageQuery):
    search = serializers.CharField(required=False, max_length=80, help_text="Part of a name, or a code.")
    country = serializers.RegexField("^[A-Za-z]{2}$", required=False, help_text="ISO 3166-1 alpha-2.")


MUNICIPALITY_EXAMPLE: Final = {"id": examples.MUNICIPALITY, "name": "Gent"}
_EXAMPLE: Final = MUNICIPALITY_EXAMPLE | {
    "country": "BE",
    "code": "44021",
    "names": {"nl": "Gent", "fr": "Gand"},
    "province": "Oost-Vlaanderen",
    "region": "Vlaanderen",
    "latitude": 51.0543,
    "longitude": 3.7174,
    "population": 270000,
    "postal_codes": ["9000", "9030"],
}


class Municipalities(Endpoint):
    @extend_schema(
        operation_id="list_municipalities",
        summary="Find a municipality",
        tags=["places"],
        parameters=[MunicipalityQuery],
        responses=page_of("MunicipalityPage", MunicipalityOut),
        examples=[examples.answer(examples.page(_EXAMPLE))],
    )
    def get(self, request: Request) -> Response:
        """By country and code. `search` finds part of a name in any language, a code, or how a postal code begins."""
        language = reader_of(request).language
        found = municipalities(**filters_of(MunicipalityQuery, request))
        return page(request, found, lambda rows: [_shown(place, language) for place in rows], MunicipalityOut)


def municipality_name(place: Municipality | None, language: str) -> dict[str, Any] | None:
    """Return a municipality as other answers name it."""
    return {"id": place.uuid, "name": place.name_in(language)} if place else None


def _shown(place: Municipality, language: str) -> dict[str, Any]:
    fields = ("country", "code", "names", "province", "region", "latitude", "longitude", "population", "postal_codes")
    return {"id": place.uuid, "name": place.name_in(language), **{field: getattr(place, field) for field in fields}}
