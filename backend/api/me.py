"""The person who is signed in: who they are here, and how they can be reached."""

from typing import Any, Final
from uuid import UUID
from zoneinfo import available_timezones

from django.conf import settings
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint, PolledEndpoint
from backend.api.organisations import ORGANISATION_EXAMPLE, OrganisationNameOut, organisation_name
from backend.people.models import ContactDetail, Person
from backend.people.models.contact import ContactKind
from backend.people.selectors import contact_details_of, roles_of
from backend.people.services.profile import change_profile, share_contact_detail

ROLES: Final = ("family", "volunteer", "sponsor_group_member", "coordinator", "administrator")


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


class ContactDetailOut(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="uuid")
    kind = serializers.ChoiceField(choices=ContactKind.values)
    value = serializers.CharField()
    is_shared = serializers.BooleanField(help_text="Seen by the people in your running matches.")


class ContactDetailIn(serializers.Serializer[None]):
    is_shared = serializers.BooleanField()


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
DETAIL_EXAMPLE: Final = {"id": examples.OTHER, "kind": "phone", "value": "+32 460 00 00 00", "is_shared": True}


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


class ContactDetails(Endpoint):
    @extend_schema(
        operation_id="list_my_contact_details",
        summary="Your own contact details",
        tags=["me"],
        responses=inline_serializer("ContactDetailsOut", {"results": ContactDetailOut(many=True)}),
        examples=[examples.answer({"results": [DETAIL_EXAMPLE]})],
    )
    def get(self, request: Request) -> Response:
        """How you can be reached, and which of it the people in your running matches may see."""
        return Response({"results": ContactDetailOut(contact_details_of(acting(request)), many=True).data})


class ContactDetailSharing(Endpoint):
    @extend_schema(
        operation_id="share_contact_detail",
        summary="Share a contact detail, or stop sharing it",
        tags=["me"],
        request=ContactDetailIn,
        responses=ContactDetailOut,
        examples=[examples.asked({"is_shared": True}), examples.answer(DETAIL_EXAMPLE)],
    )
    def patch(self, request: Request, detail_id: UUID) -> Response:
        """It counts at once: nobody sees it from the next look on once you stop."""
        body = ContactDetailIn(data=request.data)
        body.is_valid(raise_exception=True)
        detail: ContactDetail = share_contact_detail(
            actor=acting(request), detail_uuid=detail_id, is_shared=body.validated_data["is_shared"]
        )
        return Response(ContactDetailOut(detail).data)


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
