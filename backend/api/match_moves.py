"""What can be done with a match: the first meeting, whether it goes on, a pause, the end, a coordinator's look."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api import examples
from backend.api.authentication import acting
from backend.api.endpoint import Endpoint
from backend.api.idempotency import idempotent
from backend.api.match_shown import STATE_EXAMPLE, MatchStateOut, match_state
from matching.models.match import EndReason, PauseReason
from matching.models.proposal import Answer
from matching.services.ends import CHOSEN_ENDS, end_match
from matching.services.matches import confirm_match, mark_reviewed, pause_match, record_first_meeting, resume_match


class ConfirmationIn(serializers.Serializer[None]):
    answer = serializers.ChoiceField(choices=Answer.values, help_text="Whether you go on.")


class PauseIn(serializers.Serializer[None]):
    reason = serializers.ChoiceField(choices=PauseReason.values)


class EndIn(serializers.Serializer[None]):
    reason = serializers.ChoiceField(choices=CHOSEN_ENDS)
    is_not_again = serializers.BooleanField(default=False, help_text="Never propose this pair again.")


class FirstMeeting(Endpoint):
    @extend_schema(
        operation_id="record_first_meeting",
        summary="You have met",
        tags=["matches"],
        request=None,
        responses=MatchStateOut,
        examples=[examples.answer(STATE_EXAMPLE | {"state": "trial"})],
    )
    @idempotent
    def post(self, request: Request, match_id: UUID) -> Response:
        """From `introduced` to `trial`, or to `active` where there is no trial. 409 `match_moved_on` from any other state."""
        return match_state(record_first_meeting(actor=acting(request), match_uuid=match_id, now=timezone.now()))


class MatchConfirmation(Endpoint):
    @extend_schema(
        operation_id="confirm_match",
        summary="Say whether you go on after the trial",
        tags=["matches"],
        request=ConfirmationIn,
        responses=MatchStateOut,
        examples=[examples.asked({"answer": "yes"}), examples.answer(STATE_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, match_id: UUID) -> Response:
        """For the family's contact and the helper (a group: its lead), once each; 403 `not_yours_to_answer` for others.
        Both yes: it is active. A no ends it. 409: `match_moved_on`, `already_answered` or `one_person_one_part`."""
        body = ConfirmationIn(data=request.data)
        body.is_valid(raise_exception=True)
        answer = Answer(body.validated_data["answer"])
        return match_state(confirm_match(actor=acting(request), match_uuid=match_id, answer=answer, now=timezone.now()))


class MatchPause(Endpoint):
    @extend_schema(
        operation_id="pause_match",
        summary="Let a match rest",
        tags=["matches"],
        request=PauseIn,
        responses=MatchStateOut,
        examples=[examples.asked({"reason": "illness"}), examples.answer(STATE_EXAMPLE | {"state": "paused"})],
    )
    @idempotent
    def post(self, request: Request, match_id: UUID) -> Response:
        """The other side does not see the reason. 409 `match_moved_on` unless it is active."""
        body = PauseIn(data=request.data)
        body.is_valid(raise_exception=True)
        reason = PauseReason(body.validated_data["reason"])
        return match_state(pause_match(actor=acting(request), match_uuid=match_id, reason=reason, now=timezone.now()))


class MatchResumption(Endpoint):
    @extend_schema(
        operation_id="resume_match",
        summary="Let a paused match go on",
        tags=["matches"],
        request=None,
        responses=MatchStateOut,
        examples=[examples.answer(STATE_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, match_id: UUID) -> Response:
        """Who stood in meanwhile stops. 409 `match_moved_on` unless it is paused."""
        return match_state(resume_match(actor=acting(request), match_uuid=match_id, now=timezone.now()))


class MatchReview(Endpoint):
    @extend_schema(
        operation_id="mark_match_reviewed",
        summary="A coordinator has looked at a match",
        tags=["matches"],
        request=None,
        responses=MatchStateOut,
        examples=[examples.answer(STATE_EXAMPLE)],
    )
    @idempotent
    def post(self, request: Request, match_id: UUID) -> Response:
        """For staff of the family's organisation; 403 `coordinator_only` for others. A second time changes nothing."""
        return match_state(mark_reviewed(actor=acting(request), match_uuid=match_id, now=timezone.now()))


class MatchEnd(Endpoint):
    @extend_schema(
        operation_id="end_match",
        summary="End a match",
        tags=["matches"],
        request=EndIn,
        responses=MatchStateOut,
        examples=[
            examples.asked({"reason": "need_met"}),
            examples.answer(STATE_EXAMPLE | {"state": "ended", "ended_at": "2026-09-01T12:00:00Z"}),
        ],
    )
    @idempotent
    def post(self, request: Request, match_id: UUID) -> Response:
        """Contact details are hidden and the helper's place is free at once; who stood in stops. 409 `match_moved_on`
        if it has ended."""
        body = EndIn(data=request.data)
        body.is_valid(raise_exception=True)
        ended = end_match(
            actor=acting(request),
            match_uuid=match_id,
            reason=EndReason(body.validated_data["reason"]),
            is_not_again=body.validated_data["is_not_again"],
            now=timezone.now(),
        )
        return match_state(ended)
