"""What an organisation asks of its helpers, and changing it."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.idempotency import idempotent
from backend.api.staff import StaffEndpoint
from backend.api.texts import HumanOut, said
from backend.people.access import organisation_of_staff
from backend.people.check_sheets import requirements_asked
from backend.people.models import Requirement
from backend.people.models.check import Evidence, Scope
from backend.people.models.helper import HelperKind
from backend.people.services.requirements import (
    LONGEST_INSTRUCTION,
    MOST_DAYS,
    MOST_TIMES,
    Asked,
    retire_requirement,
    set_requirement,
)
from backend.people.vocabulary import REQUIREMENTS

LANGUAGES: Final = [code for code, _ in settings.LANGUAGES]


class InstructionIn(serializers.Serializer[None]):
    language = serializers.ChoiceField(choices=LANGUAGES)
    text = serializers.CharField(max_length=LONGEST_INSTRUCTION)


class InstructionOut(serializers.Serializer[Any]):
    language = serializers.CharField()
    text = serializers.CharField()


class RequirementIn(serializers.Serializer[None]):
    organisation = serializers.UUIDField(required=False, help_text="Which, if you work for several.")
    helper_kind = serializers.ChoiceField(choices=HelperKind.values)
    code = serializers.ChoiceField(choices=list(REQUIREMENTS))
    scope = serializers.ChoiceField(
        choices=Scope.values,
        required=False,
        help_text="everybody (usual): the volunteer, or each member of a group; one_member: at least one of a group; "
        "household_adult: each adult who lives with a helper who hosts.",
    )
    valid_days = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=MOST_DAYS)
    times = serializers.IntegerField(required=False, min_value=1, max_value=MOST_TIMES)
    evidence = serializers.ChoiceField(choices=Evidence.values, required=False)
    is_restricted = serializers.BooleanField(required=False)
    instructions = InstructionIn(many=True, required=False)


class RequirementQuery(serializers.Serializer[None]):
    organisation = serializers.UUIDField(required=False, help_text="Which, if you work for several.")


class RequirementOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    helper_kind = serializers.ChoiceField(choices=HelperKind.values)
    code = serializers.ChoiceField(choices=list(REQUIREMENTS))
    title = HumanOut()
    scope = serializers.ChoiceField(choices=Scope.values)
    version = serializers.IntegerField()
    valid_days = serializers.IntegerField(allow_null=True, help_text="null: for ever.")
    times = serializers.IntegerField(help_text="How many valid checks it takes.")
    evidence = serializers.ChoiceField(choices=Evidence.values, help_text="What must be kept of how it was met.")
    is_restricted = serializers.BooleanField(help_text="Few may read its evidence, not every coordinator.")
    instructions = InstructionOut(many=True)
    superseded_at = serializers.DateTimeField(allow_null=True)


_ASKED: Final[dict[str, Any]] = {
    "helper_kind": "volunteer",
    "code": "criminal_record",
    "scope": "everybody",
    "valid_days": 365,
    "times": 1,
    "evidence": "document",
    "is_restricted": True,
    "instructions": [{"language": "en", "text": "Ask for it at your town hall, model 596.2."}],
}
_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.OTHER,
    **_ASKED,
    "title": examples.text("extract from the criminal record"),
    "version": 2,
    "superseded_at": None,
}


class Requirements(StaffEndpoint):
    @extend_schema(
        operation_id="list_requirements",
        summary="What your organisation asks of helpers",
        tags=["checks"],
        parameters=[RequirementQuery],
        responses=inline_serializer("RequirementsOut", {"results": RequirementOut(many=True)}),
        examples=[examples.answer({"results": [_EXAMPLE]})],
    )
    def get(self, request: Request) -> Response:
        """For staff: what is asked now."""
        query = RequirementQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        organisation = organisation_of_staff(acting(request), query.validated_data.get("organisation"))
        shown = [_shown(one) for one in requirements_asked(organisation)]
        return Response({"results": RequirementOut(shown, many=True).data})

    @extend_schema(
        operation_id="set_requirement",
        summary="Ask something of helpers, or change how it is asked",
        tags=["checks"],
        request=RequirementIn,
        responses=RequirementOut,
        examples=[examples.asked(_ASKED), examples.answer(_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """For administrators (403 `administrator_only`). A change is a new version: what was met under the old one
        counts until it expires. Who does not meet what is new gets no proposals from now on."""
        body = RequirementIn(data=request.data)
        body.is_valid(raise_exception=True)
        sent = dict(body.validated_data)
        organisation_uuid = sent.pop("organisation", None)
        told = {one["language"]: one["text"] for one in sent.pop("instructions", [])}
        asked = Asked(**{"valid_days": None, **sent}, instructions=told)
        made = set_requirement(
            actor=acting(request), organisation_uuid=organisation_uuid, asked=asked, now=timezone.now()
        )
        return Response(RequirementOut(_shown(made)).data)


class RequirementRetirement(StaffEndpoint):
    @extend_schema(
        operation_id="retire_requirement",
        summary="Ask something no longer",
        tags=["checks"],
        request=None,
        responses=RequirementOut,
        examples=[examples.answer(_EXAMPLE | {"superseded_at": "2026-03-03T09:30:00Z"})],
    )
    @idempotent
    def post(self, request: Request, requirement_id: UUID) -> Response:
        """For administrators. Checks stay on record. 409 `not_asked` for an old version."""
        retired = retire_requirement(actor=acting(request), requirement_uuid=requirement_id, now=timezone.now())
        return Response(RequirementOut(_shown(retired)).data)


def _shown(requirement: Requirement) -> dict[str, Any]:
    same = (
        "helper_kind", "code", "scope", "version", "valid_days", "times", "evidence", "is_restricted", "superseded_at",
    )  # fmt: skip
    return {
        "id": requirement.uuid,
        "title": said(lambda: REQUIREMENTS[requirement.code]),
        "instructions": [
            {"language": language, "text": text} for language, text in sorted(requirement.instructions.items())
        ],
        **{field: getattr(requirement, field) for field in same},
    }
