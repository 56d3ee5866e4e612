"""A small model of helpers, proposals and matches: states in dictionaries, moved by the tables, nothing else."""

from dataclasses import dataclass, field
from typing import Any

from backend.people.lifecycle import HELPER_TABLE, HelperMove, HelperState
from matching.lifecycle import MATCH_TABLE, RUNNING_MATCH, MatchMove, MatchState, ProposalState
from matching.models import Match, Proposal


@dataclass
class Pair:
    """One proposal or match: whose it is, and its state."""

    family: int
    helper: int
    state: str
    yes: set[str] = field(default_factory=set)
    stands_in_for: int | None = None
    review: str = ""

    def ended(self) -> None:
        self.state, self.review = MatchState.ENDED, ""


@dataclass
class Model:
    """What there should be, by primary key."""

    helpers: dict[int, HelperState] = field(default_factory=dict)
    proposals: dict[int, Pair] = field(default_factory=dict)
    matches: dict[int, Pair] = field(default_factory=dict)

    def places(self, helper: int) -> int:
        """Return how many places of a helper are taken."""
        asked = [one for one in self.proposals.values() if one.helper == helper and one.state == ProposalState.OPEN]
        running = [one for one in self.matches.values() if one.helper == helper and one.state in RUNNING_MATCH]
        return len(asked) + len(running)

    def proposed(self, row: Proposal) -> None:
        self.proposals[row.pk] = Pair(
            row.family_id, row.helper_id, ProposalState.OPEN, stands_in_for=row.stands_in_for_id
        )

    def said_yes(self, row: Proposal, party: str) -> None:
        one = self.proposals[row.pk]
        one.yes.add(party)
        if len(one.yes) == 3:
            one.state = ProposalState.AGREED
            self.matches[Match.objects.get(proposal=row).pk] = Pair(
                one.family, one.helper, MatchState.INTRODUCED, stands_in_for=one.stands_in_for
            )

    def close(self, state: ProposalState, **of: int) -> None:
        """Close all open proposals of a family or a helper."""
        for one in self._of(self.proposals, of):
            if one.state == ProposalState.OPEN:
                one.state = state

    def end(self, **of: int) -> None:
        """End all running matches of a family or a helper."""
        for one in self._of(self.matches, of):
            one.ended()

    def flag(self, reason: str, **of: int) -> None:
        """Put the running matches of a family or a helper up for review; one that is keeps its first reason."""
        for one in self._of(self.matches, of):
            if one.state in RUNNING_MATCH:
                one.review = one.review or reason

    def may_move(self, match: Match, move: MatchMove) -> bool:
        return (self.matches[match.pk].state, move) in MATCH_TABLE

    def move_match(self, match: Match, move: MatchMove) -> None:
        one = self.matches[match.pk]
        one.state = MATCH_TABLE[MatchState(one.state), move]
        if one.state == MatchState.ENDED:
            one.ended()

    def may_move_helper(self, helper: int, move: HelperMove) -> bool:
        return (self.helpers[helper], move) in HELPER_TABLE

    def move_helper(self, helper: int, move: HelperMove) -> None:
        self.helpers[helper] = HELPER_TABLE[self.helpers[helper], move]

    def _of(self, pairs: dict[int, Pair], of: dict[str, int]) -> list[Any]:
        return [one for one in pairs.values() if all(getattr(one, name) == value for name, value in of.items())]
