"""A helper for one waiting family, now: what the best plan of this moment gives, and a yes to exactly that."""

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
from backend.api.staff import PlanningEndpoint
from backend.api.texts import HumanOut, said
from matching.run_texts import unserved_text
from matching.services.suggestions import Move, Suggestion, propose_suggested, suggest


class MoveOut(serializers.Serializer[Any]):
    family = serializers.UUIDField()
    before = serializers.UUIDField(help_text="The helper of its unanswered proposal, which would be taken back.")
    after = serializers.UUIDField(allow_null=True, help_text="Whom it would be proposed instead; null = nobody.")


class SuggestionOut(serializers.Serializer[Any]):
    helper_id = serializers.UUIDField(allow_null=True)
    helper = PortraitOut(allow_null=True, help_text="null: nobody; `why_not` tells why.")
    fit = serializers.FloatField(allow_null=True, help_text="0 to 1.")
    reasons = ReasonOut(many=True)
    why_not = HumanOut(allow_null=True)
    moves = MoveOut(many=True, help_text="Unanswered proposals that make room.")
    token = serializers.CharField(allow_blank=True, help_text="Send it back to say yes to exactly this.")


class SuggestionIn(serializers.Serializer[None]):
    token = serializers.CharField(max_length=64, help_text="Of the suggestion that you say yes to.")


_EXAMPLE: Final[dict[str, Any]] = {
    "helper_id": examples.HELPER,
    "helper": HELPER_EXAMPLE,
    "fit": 0.83,
    "reasons": REASONS_EXAMPLE["reasons"],
    "why_not": None,
    "moves": [{"family": examples.OTHER, "before": examples.HELPER, "after": None}],
    "token": "0" * 32,
}
_PROPOSED: Final[dict[str, Any]] = {
    "id": examples.PROPOSAL,
    "state": "open",
    "answer_by": "2026-03-16T12:00:00Z",
    "closed_at": None,
}


class FamilySuggestion(PlanningEndpoint):
    @extend_schema(
        operation_id="suggest_helper",
        summary="A helper for this family, now",
        tags=["proposals"],
        responses=SuggestionOut,
        examples=[examples.answer(_EXAMPLE)],
    )
    def get(self, request: Request, family_id: UUID) -> Response:
        """What the best plan of this moment gives a waiting family, why, and which unanswered proposals would make room.
        Nothing is written. 409: `family_not_waiting`, or `scope_too_large` where only a run can tell."""
        found = suggest(actor=acting(request), family_uuid=family_id, now=timezone.now())
        return Response(SuggestionOut(_shown(found, reader_of(request))).data)

    @extend_schema(
        operation_id="propose_suggested",
        summary="Say yes to the suggestion",
        tags=["proposals"],
        request=SuggestionIn,
        responses={201: ProposalStateOut},
        examples=[examples.asked({"token": "0" * 32}), examples.answer(_PROPOSED, 201)],
    )
    @idempotent
    def post(self, request: Request, family_id: UUID) -> Response:
        """Proposes what was suggested under this token and moves whom it moves, all or nothing. It still needs its three
        yeses. 409 `suggestion_overtaken` if something has changed since: ask again."""
        body = SuggestionIn(data=request.data)
        body.is_valid(raise_exception=True)
        proposal = propose_suggested(
            actor=acting(request), family_uuid=family_id, token=body.validated_data["token"], now=timezone.now()
        )
        shown = {"id": proposal.uuid, "state": proposal.state, "answer_by": proposal.answer_by, "closed_at": None}
        return Response(ProposalStateOut(shown).data, status=201)


def _shown(found: Suggestion, reader: Reader) -> dict[str, Any]:
    helper, pair = found.helper, found.pair
    return {
        "helper_id": helper.uuid if helper else None,
        "helper": helper_portrait(helper, reader) if helper else None,
        "fit": pair.fit if pair else None,
        "reasons": [reason_shown(reason) for reason in found.reasons],
        "why_not": said(lambda: unserved_text(found.why_not)) if found.why_not else None,
        "moves": [_move(move) for move in found.moves],
        "token": found.token,
    }


def _move(move: Move) -> dict[str, Any]:
    after = move.after.uuid if move.after else None
    return {"family": move.family.uuid, "before": move.before.uuid, "after": after}
