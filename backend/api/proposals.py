"""Proposals: lists, one with its reasons, answers, and taking one back."""

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
from backend.api.pagination import PageQuery, filters_of, page, page_of
from backend.api.proposal_shown import (
    PROPOSAL_EXAMPLE,
    REASONS_EXAMPLE,
    ProposalOut,
    ProposalWithReasonsOut,
    proposal_shown,
    with_reasons,
)
from backend.api.reader import Reader, entitled_reader_of, reader_of
from backend.people.models.helper import HelperKind
from matching.lifecycle import ProposalState
from matching.models import Proposal as ProposalRow
from matching.models.proposal import Answer, NoReason, Party
from matching.selectors import (
    ORDERS,
    open_proposals_answered_by,
    proposal_for_reading,
    proposals_for_list,
    proposals_waiting_for,
)
from matching.services.consents import answer_proposal
from matching.services.proposals import withdraw_proposal


class ProposalQuery(PageQuery):
    state = serializers.ChoiceField(required=False, choices=[state.value for state in ProposalState])
    waiting_for = serializers.ChoiceField(
        required=False, choices=Party.values, help_text="Open, and not yet answered by this one."
    )
    municipality = serializers.UUIDField(required=False, help_text="Where the family will live.")
    helper_kind = serializers.ChoiceField(required=False, choices=HelperKind.values)
    fit_min = serializers.FloatField(required=False, min_value=0, max_value=1)
    order = serializers.ChoiceField(required=False, choices=ORDERS, default="-fit")


class AnswerIn(serializers.Serializer[None]):
    answer = serializers.ChoiceField(choices=Answer.values)
    reason = serializers.ChoiceField(
        choices=NoReason.values, required=False, help_text="With a no, always; with a yes, never."
    )


class ProposalStateOut(serializers.Serializer[Any]):
    """How it stands after your move, and no more: once it is closed, nobody is shown the other side."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=[state.value for state in ProposalState])
    answer_by = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


_STATE_EXAMPLE: Final[dict[str, Any]] = {
    "id": examples.PROPOSAL,
    "state": "open",
    "answer_by": "2026-03-16T12:00:00Z",
    "closed_at": None,
}


class MyProposals(PolledEndpoint):
    @extend_schema(
        operation_id="list_my_proposals",
        summary="Proposals for you as family or helper",
        tags=["me"],
        responses=inline_serializer("MyProposalsOut", {"results": ProposalWithReasonsOut(many=True)}),
        examples=[examples.answer({"results": [REASONS_EXAMPLE]})],
    )
    def get(self, request: Request) -> Response:
        """Those that wait for your answer first, soonest deadline first; then those that wait for others.
        You are asked once a coordinator has said yes."""
        reader = entitled_reader_of(request)
        waiting = list(proposals_waiting_for(reader.person, now=timezone.now()))
        answered = list(open_proposals_answered_by(reader.person))
        shown = [with_reasons(proposal, reader) for proposal in [*waiting, *answered]]
        return Response({"results": ProposalWithReasonsOut(shown, many=True).data})


class Proposals(Endpoint):
    @extend_schema(
        operation_id="list_proposals",
        summary="Proposals you may know of",
        tags=["proposals"],
        parameters=[ProposalQuery],
        responses=page_of("ProposalPage", ProposalOut),
        examples=[examples.answer(examples.page(PROPOSAL_EXAMPLE))],
    )
    def get(self, request: Request) -> Response:
        """For staff: those of their organisations. For others: those of their family or that they help in.
        The reasons stand in the single proposal."""
        reader = entitled_reader_of(request)
        found = proposals_for_list(reader.person, **filters_of(ProposalQuery, request))
        return page(request, found, lambda rows: [proposal_shown(row, reader) for row in rows], ProposalOut)


class Proposal(PolledEndpoint):
    @extend_schema(
        operation_id="get_proposal",
        summary="One proposal with its reasons",
        tags=["proposals"],
        responses=ProposalWithReasonsOut,
        examples=[examples.answer(REASONS_EXAMPLE)],
    )
    def get(self, request: Request, proposal_id: UUID) -> Response:
        """Why this family and this helper fit, criterion by criterion, and who has said yes."""
        return _read(entitled_reader_of(request), proposal_id)


class ProposalAnswer(Endpoint):
    @extend_schema(
        operation_id="answer_proposal",
        summary="Say yes or no",
        tags=["proposals"],
        request=AnswerIn,
        responses=ProposalStateOut,
        examples=[examples.asked({"answer": "yes"}), examples.answer(_STATE_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, proposal_id: UUID) -> Response:
        """In your part: family, helper or coordinator. A no closes it and needs a reason; the third yes makes a match.
        409: `proposal_closed`, `too_late`, `already_answered`, `one_person_one_part` or `not_possible_now`."""
        body = AnswerIn(data=request.data)
        body.is_valid(raise_exception=True)
        reader = reader_of(request)
        answered = answer_proposal(
            actor=reader.person,
            proposal_uuid=proposal_id,
            answer=Answer(body.validated_data["answer"]),
            reason=body.validated_data.get("reason", ""),
            text_language=reader.language,
            now=timezone.now(),
        )
        return _state(answered)


class ProposalWithdrawal(Endpoint):
    @extend_schema(
        operation_id="withdraw_proposal",
        summary="Take a proposal back",
        tags=["proposals"],
        request=None,
        responses=ProposalStateOut,
        examples=[examples.answer(_STATE_EXAMPLE | {"state": "withdrawn", "closed_at": "2026-03-03T12:00:00Z"})],
    )
    @idempotent
    def post(self, request: Request, proposal_id: UUID) -> Response:
        """For staff of its organisation, while it is open. The helper's place is free at once."""
        return _state(withdraw_proposal(actor=acting(request), proposal_uuid=proposal_id, now=timezone.now()))


def _state(proposal: ProposalRow) -> Response:
    shown = {"id": proposal.uuid, "state": proposal.state, "answer_by": proposal.answer_by}
    return Response(ProposalStateOut(shown | {"closed_at": proposal.closed_at}).data)


def _read(reader: Reader, proposal_id: UUID) -> Response:
    proposal = proposal_for_reading(reader.person, proposal_id)
    return Response(ProposalWithReasonsOut(with_reasons(proposal, reader)).data)
