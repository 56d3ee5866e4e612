"""Votes of the members of a sponsor group on a proposal, before their lead answers for all."""

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
from backend.api.proposal_shown import REASONS_EXAMPLE, ProposalWithReasonsOut, with_reasons
from backend.api.reader import entitled_reader_of
from matching.models.proposal import Answer
from matching.services.votes import vote
from matching.votes import Tally, proposals_to_vote_on, tallies_of


class VoteIn(serializers.Serializer[None]):
    answer = serializers.ChoiceField(choices=Answer.values)


class TallyOut(serializers.Serializer[Any]):
    yes = serializers.IntegerField()
    no = serializers.IntegerField()
    members = serializers.IntegerField()
    needed = serializers.IntegerField(help_text="How many must have voted before the lead can say yes.")
    is_yes = serializers.BooleanField(help_text="Enough have voted, and more for it than against it.")
    my_vote = serializers.ChoiceField(choices=Answer.values, allow_null=True)


class VotableOut(serializers.Serializer[Any]):
    proposal = ProposalWithReasonsOut()
    votes = TallyOut()


_TALLY: Final[dict[str, Any]] = {"yes": 3, "no": 0, "members": 6, "needed": 5, "is_yes": False, "my_vote": "yes"}


class MyVotes(PolledEndpoint):
    @extend_schema(
        operation_id="list_my_votes",
        summary="Proposals you may vote on",
        tags=["me"],
        responses=inline_serializer("MyVotesOut", {"results": VotableOut(many=True)}),
        examples=[
            examples.answer(
                {"results": [{"proposal": REASONS_EXAMPLE | {"helper_kind": "sponsor_group"}, "votes": _TALLY}]}
            )
        ],
    )
    def get(self, request: Request) -> Response:
        """For members of a sponsor group: what a coordinator has said yes to and your lead has not answered yet,
        soonest deadline first, with how the votes stand."""
        reader = entitled_reader_of(request)
        waiting = list(proposals_to_vote_on(reader.person, now=timezone.now()))
        tallies = tallies_of(waiting, reader.person)
        shown = [{"proposal": with_reasons(one, reader), "votes": _shown(tallies[one.pk])} for one in waiting]
        return Response({"results": VotableOut(shown, many=True).data})


class ProposalVote(Endpoint):
    @extend_schema(
        operation_id="vote_on_proposal",
        summary="Say what you think, as a member of the group",
        tags=["proposals"],
        request=VoteIn,
        responses=TallyOut,
        examples=[examples.asked({"answer": "yes"}), examples.answer(_TALLY)],
    )
    @idempotent
    def post(self, request: Request, proposal_id: UUID) -> Response:
        """For members of its sponsor group, until their lead has answered; the last vote counts.
        403 `no_vote_of_yours`; 409: `proposal_closed`, `too_late`, `already_answered`."""
        body = VoteIn(data=request.data)
        body.is_valid(raise_exception=True)
        answer = Answer(body.validated_data["answer"])
        tally = vote(actor=acting(request), proposal_uuid=proposal_id, answer=answer, now=timezone.now())
        return Response(TallyOut(_shown(tally)).data)


def _shown(tally: Tally) -> dict[str, Any]:
    return {
        "yes": tally.yes,
        "no": tally.no,
        "members": tally.members,
        "needed": tally.needed,
        "is_yes": tally.is_yes,
        "my_vote": tally.mine or None,
    }
