"""Helpers, for the staff who care for them."""

from typing import Any, Final
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.organisations import ORGANISATION_EXAMPLE, OrganisationNameOut, organisation_name
from backend.api.pagination import PageQuery, filters_of, page, page_of
from backend.api.places import MUNICIPALITY_EXAMPLE, MunicipalityNameOut, municipality_name
from backend.api.reader import reader_of
from backend.api.staff import LevelOut, StaffEndpoint, levels_shown
from backend.people.access import in_care, in_care_of
from backend.people.lifecycle import HelperState
from backend.people.models import Helper as HelperRow
from backend.people.models.helper import HelperKind
from backend.people.selectors import helper_for_reading, helpers_for_list
from backend.people.vocabulary import SLOTS, Gender, GenderWish, codes


class HelperOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=HelperKind.values)
    reference = serializers.CharField(help_text="The organisation's own number.")
    name = serializers.CharField(help_text="Of the volunteer, or of the group.")
    organisation = OrganisationNameOut()
    state = serializers.ChoiceField(choices=[state.value for state in HelperState])
    municipality = MunicipalityNameOut()
    travel_km = serializers.IntegerField()
    capacity = serializers.IntegerField(help_text="How many families at once.")
    places_taken = serializers.IntegerField(help_text="By open proposals and running matches.")
    languages = LevelOut(many=True)
    is_on_hold = serializers.BooleanField(help_text="Gets no proposals for now.")


class HelperDetailOut(HelperOut):
    skills = serializers.ListField(child=serializers.CharField(), help_text="Codes of the shared taxonomy.")
    interests = serializers.ListField(child=serializers.CharField())
    availability = serializers.ListField(child=serializers.ChoiceField(choices=SLOTS))
    household = serializers.ListField(child=serializers.CharField())
    gender = serializers.ChoiceField(choices=Gender.values)
    wished_gender = serializers.ChoiceField(choices=GenderWish.values)
    origin = serializers.CharField(allow_blank=True, help_text="ISO 3166-1 alpha-2; empty if not told.")
    practises_local_language = serializers.BooleanField()
    certificates = serializers.ListField(child=serializers.CharField())
    away_from = serializers.DateField(allow_null=True)
    away_until = serializers.DateField(allow_null=True)


class HelperQuery(PageQuery):
    kind = serializers.ChoiceField(required=False, choices=HelperKind.values)
    state = serializers.ChoiceField(required=False, choices=[state.value for state in HelperState])
    municipality = serializers.UUIDField(required=False)
    search = serializers.CharField(
        required=False, max_length=80, help_text="Part of the reference or group name, or the beginning of a name."
    )


_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.HELPER,
    "kind": "volunteer",
    "reference": "V-0042",
    "name": "Lieve Peeters",
    "organisation": ORGANISATION_EXAMPLE,
    "state": "approved",
    "municipality": MUNICIPALITY_EXAMPLE,
    "travel_km": 20,
    "capacity": 2,
    "places_taken": 1,
    "languages": [{"code": "nl", "level": "C2"}],
    "is_on_hold": False,
}
_DETAIL_EXAMPLE: Final[dict[str, Any]] = _EXAMPLE | {
    "skills": ["housing_search"],
    "interests": ["cooking"],
    "availability": ["sat_morning"],
    "household": [],
    "gender": "female",
    "wished_gender": "any",
    "origin": "BE",
    "practises_local_language": True,
    "certificates": [],
    "away_from": None,
    "away_until": None,
}


class Helpers(StaffEndpoint):
    @extend_schema(
        operation_id="list_helpers",
        summary="Helpers of your organisations",
        tags=["people"],
        parameters=[HelperQuery],
        responses=page_of("HelperPage", HelperOut),
        examples=[examples.answer(examples.page(_EXAMPLE))],
    )
    def get(self, request: Request) -> Response:
        """For staff; 403 `coordinator_only` for others. By reference."""
        reader = reader_of(request)
        helpers = helpers_for_list(reader.person, **filters_of(HelperQuery, request)).select_related("organisation")
        found = in_care_of(reader.person, helpers)
        return page(request, found, lambda rows: [_shown(helper, reader.language) for helper in rows], HelperOut)


class Helper(StaffEndpoint):
    @extend_schema(
        operation_id="get_helper",
        summary="One helper",
        tags=["people"],
        responses=HelperDetailOut,
        examples=[examples.answer(_DETAIL_EXAMPLE)],
    )
    def get(self, request: Request, helper_id: UUID) -> Response:
        """For staff. How to reach them is not here: that is told only within a match."""
        actor = acting(request)
        helper = in_care(actor, helper_for_reading(actor, helper_id))
        return Response(HelperDetailOut(_detail(helper, reader_of(request).language)).data)


def _shown(helper: HelperRow, language: str) -> dict[str, Any]:
    same = ("kind", "reference", "state", "travel_km", "capacity", "places_taken", "is_on_hold")
    is_volunteer = helper.kind == HelperKind.VOLUNTEER
    return {
        "id": helper.uuid,
        "name": helper.volunteer.person.name if is_volunteer else helper.sponsor_group.name,
        "organisation": organisation_name(helper.organisation),
        "municipality": municipality_name(helper.municipality, language),
        "languages": levels_shown(helper.languages.all()),
        **{field: getattr(helper, field) for field in same},
    }


def _detail(helper: HelperRow, language: str) -> dict[str, Any]:
    same = (
        "skills", "interests", "household", "gender", "wished_gender", "origin", "practises_local_language",
        "certificates", "away_from", "away_until",
    )  # fmt: skip
    return {
        **_shown(helper, language),
        **{field: getattr(helper, field) for field in same},
        "availability": codes(helper.availability, SLOTS),
    }
