"""Matches: from the introduction to the end."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.people.models import Person
from matching.access import match_to_move
from matching.lifecycle import MatchMove
from matching.models import Match
from matching.models.match import EndReason
from matching.services.moves import move_match


@transaction.atomic(durable=True)
def record_first_meeting(*, actor: Person, match_uuid: UUID, now: datetime) -> Match:
    """Record that they met: the match is active now. Raises NotFound, Conflict (match_moved_on)."""
    return move_match(match_to_move(actor, match_uuid), MatchMove.MEET, actor=actor, now=now)


@transaction.atomic(durable=True)
def end_match(
    *, actor: Person, match_uuid: UUID, reason: EndReason, is_not_again: bool = False, now: datetime
) -> Match:
    """End the match; in the same transaction the contact details are hidden and the helper's place is free.

    `is_not_again` keeps this pair from ever being proposed again. Raises NotFound, Conflict (match_moved_on).
    """
    match = match_to_move(actor, match_uuid)
    return move_match(
        match,
        MatchMove.END,
        actor=actor,
        now=now,
        ended_at=now,
        end_reason=reason,
        is_not_again=is_not_again,
        paused_at=None,
        pause_reason="",
    )
