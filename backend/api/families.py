"""Families, for the staff who care for them."""

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
from backend.people.models import Family as FamilyRow
from backend.people.models import FamilyMember
from backend.people.models.family import FamilyState
from backend.people.selectors import families_for_list, family_for_reading
from backend.people.vocabulary import SLOTS, Gender, GenderWish, ProtectionClass, codes


class FamilyOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    reference = serializers.CharField(help_text="The organisation's own case number.")
    organisation = OrganisationNameOut()
    state = serializers.ChoiceField(choices=FamilyState.values)
    municipality = MunicipalityNameOut(allow_null=True, help_text="Where it will live, once that is known.")
    persons = serializers.IntegerField(help_text="How many its members are.")
    nationality = serializers.CharField(help_text="ISO 3166-1 alpha-2; XX for stateless.")
    protection_class = serializers.ChoiceField(choices=ProtectionClass.values)
    arrives_on = serializers.DateField(allow_null=True)
    waiting_since = serializers.DateTimeField()
    is_on_hold = serializers.BooleanField(help_text="Gets no proposals for now.")


class MemberOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    given_name = serializers.CharField()
    family_name = serializers.CharField(allow_blank=True)
    birth_year = serializers.IntegerField()
    gender = serializers.ChoiceField(choices=Gender.values)
    is_contact = serializers.BooleanField(help_text="Speaks for the family.")
    can_sign_in = serializers.BooleanField()
    languages = LevelOut(many=True)


class FamilyDetailOut(FamilyOut):
    camp = serializers.CharField(allow_blank=True)
    needs = serializers.ListField(child=serializers.CharField(), help_text="Codes of the shared taxonomy.")
    interests = serializers.ListField(child=serializers.CharField())
    availability = serializers.ListField(child=serializers.ChoiceField(choices=SLOTS))
    wished_gender = serializers.ChoiceField(choices=GenderWish.values)
    wishes_same_origin = serializers.BooleanField()
    practises_local_language = serializers.BooleanField()
    needed_certificates = serializers.ListField(child=serializers.CharField())
    members = MemberOut(many=True)


class FamilyQuery(PageQuery):
    state = serializers.ChoiceField(required=False, choices=FamilyState.values)
    municipality = serializers.UUIDField(required=False)
    search = serializers.CharField(
        required=False, max_length=80, help_text="Part of the reference, or the beginning of a given name."
    )


_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.FAMILY,
    "reference": "F-0017",
    "organisation": ORGANISATION_EXAMPLE,
    "state": "reception",
    "municipality": MUNICIPALITY_EXAMPLE,
    "persons": 1,
    "nationality": "SY",
    "protection_class": "legal_physical",
    "arrives_on": "2026-03-02",
    "waiting_since": "2026-02-01T09:00:00Z",
    "is_on_hold": False,
}
_DETAIL_EXAMPLE: Final[dict[str, Any]] = _EXAMPLE | {
    "camp": "Zaatari",
    "needs": ["housing_search"],
    "interests": ["cooking"],
    "availability": ["sat_morning"],
    "wished_gender": "any",
    "wishes_same_origin": False,
    "practises_local_language": True,
    "needed_certificates": [],
    "members": [
        {
            "id": examples.OTHER,
            "number": 1,
            "given_name": "Amina",
            "family_name": "Haddad",
            "birth_year": 1988,
            "gender": "female",
            "is_contact": True,
            "can_sign_in": True,
            "languages": [{"code": "ar", "level": "C2"}],
        }
    ],
}


class Families(StaffEndpoint):
    @extend_schema(
        operation_id="list_families",
        summary="Families in your care",
        tags=["people"],
        parameters=[FamilyQuery],
        responses=page_of("FamilyPage", FamilyOut),
        examples=[examples.answer(examples.page(_EXAMPLE))],
    )
    def get(self, request: Request) -> Response:
        """For staff; 403 `coordinator_only` for others. Longest wait first."""
        reader = reader_of(request)
        found = in_care_of(reader.person, families_for_list(reader.person, **filters_of(FamilyQuery, request)))
        return page(request, found, lambda rows: [_shown(family, reader.language) for family in rows], FamilyOut)


class Family(StaffEndpoint):
    @extend_schema(
        operation_id="get_family",
        summary="One family with its members",
        tags=["people"],
        responses=FamilyDetailOut,
        examples=[examples.answer(_DETAIL_EXAMPLE)],
    )
    def get(self, request: Request, family_id: UUID) -> Response:
        """For staff. How to reach its members is not here: that is told only within a match."""
        actor = acting(request)
        family = in_care(actor, family_for_reading(actor, family_id))
        return Response(FamilyDetailOut(_detail(family, reader_of(request).language)).data)


def _shown(family: FamilyRow, language: str) -> dict[str, Any]:
    same = ("reference", "state", "nationality", "protection_class", "arrives_on", "waiting_since", "is_on_hold")
    return {
        "id": family.uuid,
        "organisation": organisation_name(family.organisation),
        "municipality": municipality_name(family.municipality, language),
        "persons": len(family.members.all()),
        **{field: getattr(family, field) for field in same},
    }


def _detail(family: FamilyRow, language: str) -> dict[str, Any]:
    same = (
        "camp", "needs", "interests", "wished_gender", "wishes_same_origin", "practises_local_language",
        "needed_certificates",
    )  # fmt: skip
    members = sorted(family.members.all(), key=lambda member: member.number)
    return {
        **_shown(family, language),
        **{field: getattr(family, field) for field in same},
        "availability": codes(family.availability, SLOTS),
        "members": [_member(member) for member in members],
    }


def _member(member: FamilyMember) -> dict[str, Any]:
    same = ("number", "given_name", "family_name", "birth_year", "gender", "is_contact")
    return {
        "id": member.uuid,
        "can_sign_in": member.person_id is not None,
        "languages": levels_shown(member.languages.all()),
        **{field: getattr(member, field) for field in same},
    }
