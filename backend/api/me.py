"""The person who is signed in: who they are here."""

from typing import Any, Final
from zoneinfo import available_timezones

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import PolledEndpoint
from backend.api.organisations import ORGANISATION_EXAMPLE, OrganisationNameOut, organisation_name
from backend.people.models import Person
from backend.people.selectors import roles_of
from backend.people.services.profile import change_profile

ROLES: Final = ("family", "volunteer", "sponsor_group_member", "coordinator", "safeguarding", "administrator")


class RoleOut(serializers.Serializer[Any]):
    role = serializers.ChoiceField(choices=ROLES)
    organisation = OrganisationNameOut()
    family = serializers.UUIDField(allow_null=True, help_text="For a member of a family.")
    helper = serializers.UUIDField(allow_null=True, help_text="For a volunteer or a member of a sponsor group.")
    speaks = serializers.BooleanField(help_text="Answers for the family, the group or the organisation.")


class MeOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    language = serializers.CharField(help_text="Language they read.")
    time_zone = serializers.CharField(help_text="IANA name.")
    roles = RoleOut(many=True)


class MeIn(serializers.Serializer[None]):
    language = serializers.ChoiceField(required=False, choices=[code for code, _ in settings.LANGUAGES])
    time_zone = serializers.CharField(required=False, max_length=64, help_text="IANA name.")

    def validate_time_zone(self, value: str) -> str:
        """Return `value` if it is a zone we know."""
        if value not in available_timezones():
            raise serializers.ValidationError("There is no such time zone.", code="unknown_time_zone")
        return value


ME_EXAMPLE: Final = {
    "id": examples.OTHER,
    "name": "Amina Haddad",
    "language": "ar",
    "time_zone": "Europe/Brussels",
    "roles": [
        {
            "role": "family",
            "organisation": ORGANISATION_EXAMPLE,
            "family": examples.FAMILY,
            "helper": None,
            "speaks": True,
        }
    ],
}


class Me(PolledEndpoint):
    @extend_schema(
        operation_id="get_me",
        summary="Who you are here",
        tags=["me"],
        responses=MeOut,
        examples=[examples.answer(ME_EXAMPLE)],
    )
    def get(self, request: Request) -> Response:
        """Your name, language and time zone, and every part you have: one person may have several."""
        return Response(MeOut(_me(acting(request))).data)

    @extend_schema(
        operation_id="change_me",
        summary="Change your language or time zone",
        tags=["me"],
        request=MeIn,
        responses=MeOut,
        examples=[examples.asked({"language": "nl"}), examples.answer(ME_EXAMPLE | {"language": "nl"})],
    )
    def patch(self, request: Request) -> Response:
        """What you leave out stays as it is; your name is for your organisation to change. A new language counts for messages and for texts from the next call on."""
        body = MeIn(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(MeOut(_me(change_profile(actor=acting(request), **body.validated_data))).data)


def _me(person: Person) -> dict[str, Any]:
    return {
        "id": person.uuid,
        "name": person.name,
        "language": person.language,
        "time_zone": person.time_zone,
        "roles": [
            {
                "role": own.role,
                "organisation": organisation_name(own.organisation),
                "family": own.family_uuid,
                "helper": own.helper_uuid,
                "speaks": own.speaks,
            }
            for own in roles_of(person)
        ],
    }
