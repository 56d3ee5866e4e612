"""The end of matches: contacts are hidden, the place is free, and what hung on it ends in the same transaction.

A match is locked before its stand-in, that before the proposals of who could stand in, and those before helpers.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from backend.errors import Invalid
from backend.people.models import Person
from matching.lifecycle import RUNNING_MATCH, MatchMove, ProposalMove, ProposalState
from matching.match_access import match_to_move
from matching.models import Match, Proposal
from matching.models.match import EndReason
from matching.services.moves import close_proposals, lock_helpers, move_match
from matching.snapshot.among import among

# What people may choose: the others follow from something else that happened.
CHOSEN_ENDS: Final = tuple(reason for reason in EndReason if reason not in {EndReason.STOOD_IN, EndReason.HELPER_LEFT})


@transaction.atomic(durable=True)
def end_match(
    *, actor: Person, match_uuid: UUID, reason: EndReason, is_not_again: bool = False, now: datetime
) -> Match:
    """End the match; in the same transaction the contact details are hidden and the helper's place is free.

    `is_not_again` keeps this pair from ever being proposed again. Who stands in for the helper stops, too.
    Raises NotFound, Invalid (end_reason_unknown) or Conflict (match_moved_on).
    """
    if reason not in CHOSEN_ENDS:
        raise Invalid("nobody can choose this reason", code="end_reason_unknown", facts={"field": "reason"})
    match = match_to_move(actor, match_uuid)
    end_locked([match], reason, actor=actor, is_not_again=is_not_again, now=now)
    return match


def end_matches_of(helper_ids: Iterable[int], reason: EndReason, *, actor: Person | None, now: datetime) -> list[Match]:
    """End every running match of these helpers, and return them. Who stood in for them stops, too.

    Part of a use case: call it inside its transaction, before any of these helpers is locked or moved.
    """
    return end_matches(Match.objects.filter(helper__in=among(helper_ids)), reason, actor=actor, now=now)


def end_matches(matches: QuerySet[Match], reason: EndReason, *, actor: Person | None, now: datetime) -> list[Match]:
    """End those of `matches` that run, and return them; stand-ins of theirs stop, too. Part of a use case, as above."""
    found = lock_running(matches)
    end_locked(found, reason, actor=actor, now=now)
    return found


def lock_running(matches: QuerySet[Match]) -> list[Match]:
    """Return those of `matches` that run, locked until the transaction ends, by id: nobody waits in a circle."""
    running = matches.filter(state__in=sorted(RUNNING_MATCH))
    return list(running.select_for_update(no_key=True, of=("self",)).order_by("pk"))


def lock_match_of_stand_in(proposal_uuid: UUID) -> None:
    """Lock the match during whose pause the helper of this proposal would stand in, if it is such a proposal.

    Before the proposal itself: who ends the match, or lets it go on, locks them in this order.
    """
    asked = Match.objects.select_for_update(no_key=True, of=("self",)).filter(substitutes__uuid=proposal_uuid)
    list(asked.order_by("pk").values_list("pk"))


def end_locked(
    matches: Sequence[Match],
    reason: EndReason,
    *,
    actor: Person | None,
    is_not_again: bool = False,
    now: datetime,
) -> None:
    """End these matches, which the caller has locked. Raises Conflict (match_moved_on) if one has ended already."""
    others = Q(stands_in_for__in=matches) & ~Q(pk__in=[match.pk for match in matches])
    stand_ins = _lock_stand_ins(matches, Match.objects.filter(others))
    for match in matches:
        _end(match, reason, actor=actor, now=now, is_not_again=is_not_again)
    _stop(stand_ins, actor=actor, now=now)


def end_stand_ins(match: Match, *, actor: Person | None, now: datetime) -> None:
    """End whoever stands in for the helper of `match`, which the caller has locked, and stop looking for somebody.

    Part of a use case: call it inside its transaction.
    """
    _stop(_lock_stand_ins([match], Match.objects.filter(stands_in_for=match)), actor=actor, now=now)


def _lock_stand_ins(matches: Sequence[Match], rows: QuerySet[Match]) -> tuple[list[Match], list[Proposal]]:
    """Lock the running stand-ins among `rows`, the open proposals of who could stand in, and the helpers of all."""
    running = lock_running(rows)
    asked = Proposal.objects.filter(stands_in_for__in=[*matches, *running], state=ProposalState.OPEN)
    proposals = list(asked.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    lock_helpers([*(match.helper_id for match in (*matches, *running)), *(one.helper_id for one in proposals)])
    return running, proposals


def _stop(found: tuple[list[Match], list[Proposal]], *, actor: Person | None, now: datetime) -> None:
    running, proposals = found
    close_proposals(proposals, ProposalMove.WITHDRAW, actor=actor, now=now, reason="stood_in")
    for match in running:
        _end(match, EndReason.STOOD_IN, actor=actor, now=now)


def _end(match: Match, reason: EndReason, *, actor: Person | None, now: datetime, is_not_again: bool = False) -> None:
    move_match(
        match,
        MatchMove.END,
        actor=actor,
        now=now,
        reason=reason,
        ended_at=now,
        end_reason=reason,
        is_not_again=is_not_again,
        paused_at=None,
        pause_reason="",
        review_since=None,
        review_reason="",
    )
