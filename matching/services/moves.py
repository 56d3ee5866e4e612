"""Moves of proposals and matches: the one place where their state changes, with one event per version."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import F

from backend.moves import Machine
from backend.people.models import Helper, Person
from backend.people.models.helper import HelperKind
from backend.people.services.group_moves import group_unmatched
from matching.lifecycle import (
    MATCH_TABLE,
    PROPOSAL_TABLE,
    RUNNING_MATCH,
    MatchMove,
    MatchState,
    ProposalMove,
    ProposalState,
    advance_proposal,
)
from matching.models import Match, MatchEvent, Proposal, ProposalEvent
from matching.services.many_rows import add_places, copy_in
from matching.snapshot.among import among

EVENT: Final = ("proposal_id", "version", "move", "state", "actor_id", "reason", "at")  # columns of ProposalEvent


PROPOSALS: Final = Machine(
    model=Proposal,
    event=ProposalEvent,
    states=ProposalState,
    table=PROPOSAL_TABLE,
    code="proposal_closed",
    sentence="this proposal is closed",
)
MATCHES: Final = Machine(
    model=Match,
    event=MatchEvent,
    states=MatchState,
    table=MATCH_TABLE,
    code="match_moved_on",
    sentence="this cannot be done with the match as it stands",
)


def move_proposal(
    proposal: Proposal, move: ProposalMove, *, actor: Person | None, now: datetime, reason: str = ""
) -> Proposal:
    """Make `move` and record it; a move that does not agree gives the helper's place back.

    Call it inside the use case's transaction, with the row locked. Raises Conflict (proposal_closed).
    """
    PROPOSALS.move(proposal, move, actor=actor, now=now, told={"reason": reason}, closed_at=now)
    if proposal.state is not ProposalState.AGREED:
        give_place_back([proposal.helper_id])
    return proposal


def close_proposals(
    proposals: list[Proposal], move: ProposalMove, *, actor: Person | None, now: datetime, reason: str = ""
) -> int:
    """Make the same closing `move` on many open proposals, which the caller has locked. Four statements.

    Returns how many were open and moved.
    """
    open_ones = [p for p in proposals if p.state == ProposalState.OPEN]
    if not open_ones:
        return 0
    state = advance_proposal(ProposalState.OPEN, move)
    Proposal.objects.filter(pk__in=among(p.pk for p in open_ones), state=ProposalState.OPEN).update(
        state=state, version=F("version") + 1, closed_at=now
    )
    told = move, state, actor.pk if actor else None, reason, now
    copy_in(ProposalEvent, EVENT, ((p.pk, p.version + 1, *told) for p in open_ones))
    give_place_back([p.helper_id for p in open_ones])
    return len(open_ones)


def move_match(
    match: Match, move: MatchMove, *, actor: Person | None, now: datetime, reason: str = "", **columns: object
) -> Match:
    """Make `move` and record it; `columns` are those that go with it. An end gives the helper's place back.

    Call it inside the use case's transaction, with the row locked. Raises Conflict (match_moved_on).
    """
    MATCHES.move(match, move, actor=actor, now=now, told={"reason": reason}, **columns)
    if match.state == MatchState.ENDED:
        give_place_back([match.helper_id])
        _free_group(match, actor, now)
    return match


def _free_group(match: Match, actor: Person | None, now: datetime) -> None:
    """Let a sponsor group whose last running match this was be free again; its helper is locked."""
    if match.helper_kind != HelperKind.SPONSOR_GROUP:
        return
    if not Match.objects.filter(helper=match.helper_id, state__in=sorted(RUNNING_MATCH)).exists():
        group_unmatched(match.helper_id, actor=actor, now=now)


def give_place_back(helper_ids: Iterable[int]) -> None:
    """Free one place of each helper named, as often as it is named; locks them in the order of their ids."""
    counts = Counter(helper_ids)
    lock_helpers(counts)
    add_places({helper_id: -places for helper_id, places in counts.items()})


def lock_helpers(helper_ids: Iterable[int]) -> None:
    """Lock these helpers until the transaction ends, always in the order of their ids: nobody waits in a circle."""
    locked = Helper.objects.select_for_update(no_key=True).filter(pk__in=among(helper_ids)).order_by("pk")
    list(locked.values_list("pk"))
