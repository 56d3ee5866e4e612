"""Matches: lists, one match, and the families that somebody helps."""

from typing import Any, Final
from uuid import UUID

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.endpoint import Endpoint, PolledEndpoint
from backend.api.match_shown import MATCH_EXAMPLE, MatchOut, match_shown
from backend.api.pagination import PageQuery, filters_of, page, page_of
from backend.api.portraits import FAMILY_EXAMPLE, PortraitOut, family_portrait
from backend.api.reader import Reader, entitled_reader_of, reader_of
from backend.api.steps import STEP_EXAMPLE, StepOut, steps_shown
from backend.journey.selectors import next_steps_of_families
from matching.lifecycle import RUNNING_MATCH, MatchState
from matching.models import Match as MatchRow
from matching.selectors import match_for_reading, matches_for_list, running_matches_of


class HelpedFamilyOut(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    match = serializers.UUIDField()
    match_state = serializers.ChoiceField(choices=sorted(RUNNING_MATCH))
    started_at = serializers.DateTimeField()
    family = PortraitOut()
    steps = StepOut(many=True, help_text="Its next three.")


class MatchQuery(PageQuery):
    state = serializers.ChoiceField(required=False, choices=[state.value for state in MatchState])


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
        examples=[examples.answer(examples.page(MATCH_EXAMPLE))],
    )
    def get(self, request: Request) -> Response:
        """For staff: those of their organisations. For others: those they are in. Newest first."""
        reader = entitled_reader_of(request)
        found = matches_for_list(reader.person, **filters_of(MatchQuery, request))
        return page(request, found, lambda rows: [match_shown(match, reader) for match in rows], MatchOut)


class Match(Endpoint):
    @extend_schema(
        operation_id="get_match",
        summary="One match",
        tags=["matches"],
        responses=MatchOut,
        examples=[examples.answer(MATCH_EXAMPLE)],
    )
    def get(self, request: Request, match_id: UUID) -> Response:
        """For staff of either side's organisation and those who are in it; after the end for staff of the family's."""
        reader = entitled_reader_of(request)
        return Response(MatchOut(match_shown(match_for_reading(reader.person, match_id), reader)).data)


def _is_own(match: MatchRow, reader: Reader) -> bool:
    return any(member.person_id == reader.person.pk for member in match.family.members.all())
