"""Matches from the first meeting on: the trial with both sides' yes, pauses, and a coordinator's look at them."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from backend.errors import Conflict
from backend.people.models import Person
from backend.people.time_zones import local_date
from matching.access import side_of
from matching.lifecycle import MatchMove, MatchState
from matching.match_access import match_to_look_after, match_to_move, moved_on
from matching.models import Match, MatchConfirmation
from matching.models.match import EndReason, PauseReason, ReviewReason
from matching.models.proposal import Answer, Party
from matching.services.ends import end_locked, end_stand_ins, lock_running
from matching.services.moves import move_match

SIDES: Final = (Party.FAMILY, Party.HELPER)


@transaction.atomic(durable=True)
def record_first_meeting(*, actor: Person, match_uuid: UUID, now: datetime) -> Match:
    """Record that they met. Then they try it out, until both sides say that they go on; where the organisation asks
    for no trial, and for who only stands in, the match is active at once.

    Raises NotFound, Conflict (match_moved_on).
    """
    match = match_to_move(actor, match_uuid)
    days = match.organisation.trial_days
    if not days or match.stands_in_for_id is not None:
        return move_match(match, MatchMove.MEET, actor=actor, now=now)
    last_day = local_date(match.organisation.time_zone, now) + timedelta(days=days)
    return move_match(match, MatchMove.TRY, actor=actor, now=now, trial_until=last_day)


@transaction.atomic(durable=True)
def confirm_match(*, actor: Person, match_uuid: UUID, answer: Answer, now: datetime) -> Match:
    """Record whether `actor`'s side goes on after the trial. Both yes: the match is active. A no ends it at once.

    The last day of the trial is when people are reminded, no deadline: they may answer later.
    Raises NotFound, NotAllowed (not_yours_to_answer), or
    Conflict (match_moved_on, already_answered, one_person_one_part).
    """
    match = match_to_move(actor, match_uuid)
    if match.state != MatchState.TRIAL:
        raise moved_on(match.state)
    party = side_of(actor, match)
    _require_no_answer(match, party, actor)
    MatchConfirmation.objects.create(
        organisation_id=match.organisation_id, match=match, party=party, person=actor, answer=answer, at=now
    )
    if answer == Answer.NO:
        end_locked([match], EndReason.NOT_A_FIT, actor=actor, now=now)
    elif match.confirmations.filter(answer=Answer.YES).count() == len(SIDES):
        move_match(match, MatchMove.CONFIRM, actor=actor, now=now)
    return match


@transaction.atomic(durable=True)
def pause_match(*, actor: Person, match_uuid: UUID, reason: PauseReason, now: datetime) -> Match:
    """Let an active match rest. It goes on being one: they may reach each other, and the helper's place stays taken.

    Raises NotFound, Conflict (match_moved_on).
    """
    match = match_to_move(actor, match_uuid)
    return move_match(match, MatchMove.PAUSE, actor=actor, now=now, reason=reason, paused_at=now, pause_reason=reason)


@transaction.atomic(durable=True)
def resume_match(*, actor: Person, match_uuid: UUID, now: datetime) -> Match:
    """Let a paused match go on; whoever stood in for its helper stops in the same transaction.

    Raises NotFound, Conflict (match_moved_on).
    """
    match = match_to_move(actor, match_uuid)
    move_match(match, MatchMove.RESUME, actor=actor, now=now, paused_at=None, pause_reason="")
    end_stand_ins(match, actor=actor, now=now)
    return match


@transaction.atomic(durable=True)
def mark_reviewed(*, actor: Person, match_uuid: UUID, now: datetime) -> Match:
    """Record that a coordinator has looked at a match that was flagged. One that is not flagged stays as it is.

    Raises NotFound, NotAllowed (coordinator_only).
    """
    match = match_to_look_after(actor, match_uuid)
    match.review_since, match.review_reason = None, ""
    match.save(update_fields=["review_since", "review_reason"])
    return match


def flag_for_review(matches: QuerySet[Match], reason: ReviewReason, *, now: datetime) -> int:
    """Ask coordinators to look at those of `matches` that run. One that is flagged already keeps its first reason.

    Part of a use case: call it inside its transaction. Returns how many were flagged.
    """
    found = [match.pk for match in lock_running(matches.filter(review_since__isnull=True))]
    return Match.objects.filter(pk__in=found).update(review_since=now, review_reason=reason)


def _require_no_answer(match: Match, party: Party, actor: Person) -> None:
    for said in match.confirmations.all():
        if said.party == party:
            raise Conflict("this has been answered already", code="already_answered", facts={"answer": said.answer})
        if said.person_id == actor.pk:
            raise Conflict("you have answered this in another part", code="one_person_one_part")
