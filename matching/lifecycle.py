"""States of proposals and matches and the moves between them: one table each, pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from backend.lifecycle import advance


class ProposalState(StrEnum):
    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ProposalMove(StrEnum):
    """PROPOSE makes it; AGREE is the third yes; single consents do not move a proposal."""

    PROPOSE = "propose"
    AGREE = "agree"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


class MatchState(StrEnum):
    """TRIAL: they have met, and both sides still have to say that they go on."""

    INTRODUCED = "introduced"
    TRIAL = "trial"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class MatchMove(StrEnum):
    """INTRODUCE makes it. TRY is the first meeting; MEET the same where there is no trial. CONFIRM is the second side's yes."""

    INTRODUCE = "introduce"
    TRY = "try"
    MEET = "meet"
    CONFIRM = "confirm"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


PROPOSAL_TABLE: Final[Mapping[tuple[ProposalState, ProposalMove], ProposalState]] = MappingProxyType(
    {
        (ProposalState.OPEN, ProposalMove.AGREE): ProposalState.AGREED,
        (ProposalState.OPEN, ProposalMove.DECLINE): ProposalState.DECLINED,
        (ProposalState.OPEN, ProposalMove.WITHDRAW): ProposalState.WITHDRAWN,
        (ProposalState.OPEN, ProposalMove.EXPIRE): ProposalState.EXPIRED,
    }
)

MATCH_TABLE: Final[Mapping[tuple[MatchState, MatchMove], MatchState]] = MappingProxyType(
    {
        (MatchState.INTRODUCED, MatchMove.TRY): MatchState.TRIAL,
        (MatchState.INTRODUCED, MatchMove.MEET): MatchState.ACTIVE,
        (MatchState.INTRODUCED, MatchMove.END): MatchState.ENDED,
        (MatchState.TRIAL, MatchMove.CONFIRM): MatchState.ACTIVE,
        (MatchState.TRIAL, MatchMove.END): MatchState.ENDED,
        (MatchState.ACTIVE, MatchMove.PAUSE): MatchState.PAUSED,
        (MatchState.ACTIVE, MatchMove.END): MatchState.ENDED,
        (MatchState.PAUSED, MatchMove.RESUME): MatchState.ACTIVE,
        (MatchState.PAUSED, MatchMove.END): MatchState.ENDED,
    }
)

RUNNING_MATCH: Final = frozenset({MatchState.INTRODUCED, MatchState.TRIAL, MatchState.ACTIVE, MatchState.PAUSED})


def advance_proposal(state: ProposalState, move: ProposalMove) -> ProposalState:
    """Return the state that `move` leads to from `state`. Raises IllegalMove."""
    return advance(PROPOSAL_TABLE, state, move, what="proposal")


def advance_match(state: MatchState, move: MatchMove) -> MatchState:
    """Return the state that `move` leads to from `state`. Raises IllegalMove."""
    return advance(MATCH_TABLE, state, move, what="match")
