"""Runs, proposals, consents and matches: rows and what must hold of them."""

from matching.models.match import Match, MatchConfirmation, MatchEvent
from matching.models.part import RunPart
from matching.models.proposal import Consent, GroupVote, Proposal, ProposalEvent
from matching.models.run import Run
from matching.models.run_plan import RunPlan

__all__ = [
    "Consent",
    "GroupVote",
    "Match",
    "MatchConfirmation",
    "MatchEvent",
    "Proposal",
    "ProposalEvent",
    "Run",
    "RunPart",
    "RunPlan",
]
