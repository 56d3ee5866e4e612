"""Runs, proposals, consents and matches: rows and what must hold of them."""

from matching.models.match import Match, MatchEvent
from matching.models.part import RunPart
from matching.models.proposal import Consent, Proposal, ProposalEvent
from matching.models.run import Run
from matching.models.run_plan import RunPlan

__all__ = ["Consent", "Match", "MatchEvent", "Proposal", "ProposalEvent", "Run", "RunPart", "RunPlan"]
