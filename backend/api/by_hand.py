"""Proposing by hand: a pair that a coordinator thought of, looked at first, then proposed."""

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
from backend.api.portraits import HELPER_EXAMPLE, PortraitOut, helper_portrait
from backend.api.proposal_shown import REASONS_EXAMPLE, ReasonOut, reason_shown
from backend.api.proposals import ProposalStateOut
from backend.api.reader import Reader, reader_of
from backend.api.staff import StaffEndpoint
from backend.api.texts import HumanOut, said
from matching.obstacles import Obstacle
from matching.services.by_hand import HandPair, look_at_pair, obstacle_said, propose_by_hand


class ObstacleOut(serializers.Serializer[Any]):
    code = serializers.CharField(
        help_text="on_hold, not_placed, has_proposal, has_helper, not_paused, other_kind, same_helper, has_stand_in, "
        "not_ready, no_place, not_together, too_far, no_shared_language, wishes, certificate, forbidden, "
        "too_many_persons or not_enough_money; others may follow."
    )
    parameters = serializers.DictField()
    text = HumanOut()


class PairOut(serializers.Serializer[Any]):
    helper_id = serializers.UUIDField()
    helper = PortraitOut()
    is_possible = serializers.BooleanField()
    obstacles = ObstacleOut(many=True, help_text="Everything that stands in the way now.")
    fit = serializers.FloatField(allow_null=True, help_text="0 to 1, of a possible pair.")
    reasons = ReasonOut(many=True)


class PairQuery(serializers.Serializer[None]):
    stands_in_for = serializers.UUIDField(required=False, help_text="A paused match of the family.")


class ProposeIn(serializers.Serializer[None]):
    helper = serializers.UUIDField(help_text="Of yours, or of an organisation that works with yours.")
    stands_in_for = serializers.UUIDField(
        required=False, allow_null=True, help_text="A paused match of the family: only while that rests."
    )


_PAIR: Final[dict[str, Any]] = {
    "helper_id": examples.HELPER,
    "helper": HELPER_EXAMPLE,
    "is_possible": True,
    "obstacles": [],
    "fit": 0.83,
    "reasons": REASONS_EXAMPLE["reasons"],
}
_PROPOSED: Final[dict[str, Any]] = {
    "id": examples.PROPOSAL,
    "state": "open",
    "answer_by": "2026-03-16T12:00:00Z",
    "closed_at": None,
}


class FamilyPair(StaffEndpoint):
    @extend_schema(
        operation_id="look_at_pair",
        summary="Whether this helper could be proposed to this family",
        tags=["proposals"],
        parameters=[PairQuery],
        responses=PairOut,
        examples=[examples.answer(_PAIR)],
    )
    def get(self, request: Request, family_id: UUID, helper_id: UUID) -> Response:
        """For staff of the family's organisation. Nothing is written. How well they fit and why, or everything that
        stands in the way. 403 `coordinator_only` for who belongs to the helper."""
        query = PairQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = look_at_pair(
            actor=acting(request),
            family_uuid=family_id,
            helper_uuid=helper_id,
            stands_in_for=query.validated_data.get("stands_in_for"),
            now=timezone.now(),
        )
        return Response(PairOut(_shown(found, reader_of(request))).data)


class FamilyProposals(StaffEndpoint):
    @extend_schema(
        operation_id="propose_by_hand",
        summary="Propose a helper to a family",
        tags=["proposals"],
        request=ProposeIn,
        responses={201: ProposalStateOut},
        examples=[examples.asked({"helper": examples.HELPER}), examples.answer(_PROPOSED, 201)],
    )
    @idempotent
    def post(self, request: Request, family_id: UUID) -> Response:
        """For staff of the family's organisation, on neither side. It still needs its three yeses; where your organisation
        asks for four eyes, a colleague must give yours. 409 `not_possible`, with `reasons`: a code and a sentence each."""
        body = ProposeIn(data=request.data)
        body.is_valid(raise_exception=True)
        proposal = propose_by_hand(
            actor=acting(request),
            family_uuid=family_id,
            helper_uuid=body.validated_data["helper"],
            stands_in_for=body.validated_data.get("stands_in_for"),
            now=timezone.now(),
        )
        shown = {"id": proposal.uuid, "state": proposal.state, "answer_by": proposal.answer_by, "closed_at": None}
        return Response(ProposalStateOut(shown).data, status=201)


def _shown(found: HandPair, reader: Reader) -> dict[str, Any]:
    return {
        "helper_id": found.helper.uuid,
        "helper": helper_portrait(found.helper, reader),
        "is_possible": not found.obstacles,
        "obstacles": [_obstacle(one) for one in found.obstacles],
        "fit": found.fit,
        "reasons": [reason_shown(reason) for reason in found.reasons],
    }


def _obstacle(one: Obstacle) -> dict[str, Any]:
    return {**one._asdict(), "text": said(lambda: obstacle_said(one))}
