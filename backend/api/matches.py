"""Matches: lists, the first meeting, the end; and the families that somebody helps."""

from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint, PolledEndpoint
from backend.api.idempotency import idempotent
from backend.api.organisations import ORGANISATION_EXAMPLE, OrganisationNameOut, organisation_name
from backend.api.pagination import PageQuery, filters_of, page, page_of
from backend.api.portraits import FAMILY_EXAMPLE, HELPER_EXAMPLE, PortraitOut, family_portrait, helper_portrait
from backend.api.proposal_shown import ReferencesOut, references
from backend.api.reader import Reader, entitled_reader_of, reader_of
from backend.api.steps import STEP_EXAMPLE, StepOut, steps_shown
from backend.journey.selectors import next_steps_of_families
from backend.people.models.helper import HelperKind
from matching.lifecycle import RUNNING_MATCH, MatchState
from matching.models import Match
from matching.models.match import EndReason
from matching.selectors import matches_for_list, running_matches_of
from matching.services.ends import CHOSEN_ENDS, end_match
from matching.services.matches import record_first_meeting


class MatchOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=[state.value for state in MatchState])
    helper_kind = serializers.ChoiceField(choices=HelperKind.values)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.ChoiceField(choices=EndReason.values, allow_null=True, help_text="For staff.")
    is_not_again = serializers.BooleanField(allow_null=True, help_text="For staff: never propose this pair again.")
    organisation = OrganisationNameOut()
    family = PortraitOut()
    helper = PortraitOut()
    references = ReferencesOut(allow_null=True, help_text="For staff; null for others.")


class MatchStateOut(serializers.Serializer[Any]):
    """How it stands after your move, and no more: after the end nobody is shown the other side."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=[state.value for state in MatchState])
    ended_at = serializers.DateTimeField(allow_null=True)


class HelpedFamilyOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    match = serializers.UUIDField()
    match_state = serializers.ChoiceField(choices=sorted(RUNNING_MATCH))
    started_at = serializers.DateTimeField()
    family = PortraitOut()
    steps = StepOut(many=True, help_text="Its next three.")


class MatchQuery(PageQuery):
    state = serializers.ChoiceField(required=False, choices=[state.value for state in MatchState])


class EndIn(serializers.Serializer[None]):
    reason = serializers.ChoiceField(choices=CHOSEN_ENDS)
    is_not_again = serializers.BooleanField(default=False, help_text="Never propose this pair again.")


_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.MATCH,
    "state": "introduced",
    "helper_kind": "volunteer",
    "started_at": "2026-03-04T12:00:00Z",
    "ended_at": None,
    "end_reason": None,
    "is_not_again": None,
    "organisation": ORGANISATION_EXAMPLE,
    "family": FAMILY_EXAMPLE,
    "helper": HELPER_EXAMPLE,
    "references": None,
}
_STATE_EXAMPLE: Final[dict[str, Any]] = {"id": examples.MATCH, "state": "active", "ended_at": None}
_HELPED_EXAMPLE: Final = {
    "id": examples.FAMILY,
    "match": examples.MATCH,
    "match_state": "active",
    "started_at": "2026-03-04T12:00:00Z",
    "family": FAMILY_EXAMPLE,
    "steps": [STEP_EXAMPLE],
}


class MyFamilies(PolledEndpoint):
    @extend_schema(
        operation_id="list_my_families",
        summary="The families you help now",
        tags=["me"],
        responses=inline_serializer("HelpedFamiliesOut", {"results": HelpedFamilyOut(many=True)}),
        examples=[examples.answer({"results": [_HELPED_EXAMPLE]})],
    )
    def get(self, request: Request) -> Response:
        """Each with its next three steps; how to reach them is in `me/contacts`."""
        reader = reader_of(request)
        matches = [match for match in running_matches_of(reader.person) if not _is_own(match, reader)]
        steps = next_steps_of_families(match.family_id for match in matches)
        shown = [
            {
                "id": match.family.uuid,
                "match": match.uuid,
                "match_state": match.state,
                "started_at": match.started_at,
                "family": family_portrait(match.family, reader),
                "steps": steps_shown(steps.get(match.family_id, []), reader),
            }
            for match in matches
        ]
        return Response({"results": HelpedFamilyOut(shown, many=True).data})


class Matches(Endpoint):
    @extend_schema(
        operation_id="list_matches",
        summary="Matches you may know of",
        tags=["matches"],
        parameters=[MatchQuery],
        responses=page_of("MatchPage", MatchOut),
        examples=[examples.answer(examples.page(_EXAMPLE))],
    )
    def get(self, request: Request) -> Response:
        """For staff: those of their organisations. For others: those they are in. Newest first."""
        reader = entitled_reader_of(request)
        found = matches_for_list(reader.person, **filters_of(MatchQuery, request))
        return page(request, found, lambda rows: [_shown(match, reader) for match in rows], MatchOut)


class FirstMeeting(Endpoint):
    @extend_schema(
        operation_id="record_first_meeting",
        summary="You have met",
        tags=["matches"],
        request=None,
        responses=MatchStateOut,
        examples=[examples.answer(_STATE_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, match_id: UUID) -> Response:
        """From `introduced` to `trial`, or to `active` where there is no trial. 409 `match_moved_on` from any other state."""
        return _state(record_first_meeting(actor=acting(request), match_uuid=match_id, now=timezone.now()))


class MatchEnd(Endpoint):
    @extend_schema(
        operation_id="end_match",
        summary="End a match",
        tags=["matches"],
        request=EndIn,
        responses=MatchStateOut,
        examples=[
            examples.asked({"reason": "need_met"}),
            examples.answer(_STATE_EXAMPLE | {"state": "ended", "ended_at": "2026-09-01T12:00:00Z"}),
        ],
    )
    @idempotent
    def post(self, request: Request, match_id: UUID) -> Response:
        """Contact details are hidden and the helper's place is free at once. 409 `match_moved_on` if it has ended."""
        body = EndIn(data=request.data)
        body.is_valid(raise_exception=True)
        ended = end_match(
            actor=acting(request),
            match_uuid=match_id,
            reason=EndReason(body.validated_data["reason"]),
            is_not_again=body.validated_data["is_not_again"],
            now=timezone.now(),
        )
        return _state(ended)


def _is_own(match: Match, reader: Reader) -> bool:
    return any(member.person_id == reader.person.pk for member in match.family.members.all())


def _state(match: Match) -> Response:
    return Response(MatchStateOut({"id": match.uuid, "state": match.state, "ended_at": match.ended_at}).data)


def _shown(match: Match, reader: Reader) -> dict[str, Any]:
    is_staff = match.organisation_id in reader.staff_of or match.helper.organisation_id in reader.staff_of
    return {
        "id": match.uuid,
        "state": match.state,
        "helper_kind": match.helper_kind,
        "started_at": match.started_at,
        "ended_at": match.ended_at,
        "end_reason": (match.end_reason or None) if is_staff else None,
        "is_not_again": match.is_not_again if is_staff else None,
        "organisation": organisation_name(match.organisation),
        "family": family_portrait(match.family, reader),
        "helper": helper_portrait(match.helper, reader),
        "references": references(match.family, match.helper, reader),
    }
