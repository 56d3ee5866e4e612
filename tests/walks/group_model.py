"""A small model of sponsor groups beside that of helpers, proposals and matches: who is in them, what they have."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from backend.people.lifecycle import GROUP_TABLE, GroupMove, GroupState, HelperMove, HelperState
from backend.people.models.sponsor_group import GroupRole
from matching.lifecycle import RUNNING_MATCH, MatchState, ProposalState
from matching.models import Proposal
from matching.models.match import ReviewReason
from matching.models.proposal import Answer
from tests.walks.model import Model, Pair

QUORUM, EURO, DAYS_BELOW = 3, 1_000, 30
AT_WORK = (GroupState.APPROVED, GroupState.MATCHED)
PRESENT_OR_AWAY = (HelperState.APPROVED, HelperState.AWAY)


@dataclass
class Member:
    role: GroupRole
    is_joining: bool


@dataclass
class Group:
    """One sponsor group: its members by person, and all that it has of its own."""

    capacity: int
    state: GroupState = GroupState.FORMING
    members: dict[int, Member] = field(default_factory=dict)
    lead_organisation: str = ""
    consent_until: date = date.min
    euro: int = 0
    below_since: datetime | None = None
    is_flagged: bool = False
    is_away: bool = False

    @property
    def lead(self) -> int | None:
        return next((pk for pk, one in self.members.items() if one.role == GroupRole.LEAD), None)

    @property
    def admitted(self) -> list[int]:
        return [pk for pk, one in self.members.items() if not one.is_joining]


@dataclass
class GroupModel(Model):
    """What there should be of groups; each has the primary key of its helper. `checks` are by person."""

    groups: dict[int, Group] = field(default_factory=dict)
    checks: dict[int, date] = field(default_factory=dict)
    votes: dict[int, dict[int, Answer]] = field(default_factory=dict)
    answer_by: dict[int, datetime] = field(default_factory=dict)

    def covered(self, pk: int) -> dict[str, date]:
        """Return until when each thing that a group must have is there."""
        group = self.groups[pk]
        there = {
            "quorum": len(group.admitted) >= QUORUM,
            "lead": group.lead is not None,
            "lead_organisation": group.lead_organisation != "",
            "pledge": group.euro >= EURO,
        }
        own = {code: date.max if is_there else date.min for code, is_there in there.items()}
        checks = min((self.checks.get(person, date.min) for person in group.admitted), default=date.max)
        return own | {"municipality_consent": group.consent_until, "checks": checks}

    def cleared_until(self, pk: int) -> date:
        return min(self.covered(pk).values())

    def lacks(self, pk: int, day: date) -> set[str]:
        return {code for code, until in self.covered(pk).items() if until <= day}

    def is_ready(self, pk: int, day: date) -> bool:
        """Whether the group may meet families on that day."""
        return self.helpers[pk] in PRESENT_OR_AWAY and not self.groups[pk].is_away and self.cleared_until(pk) > day

    def shows_contacts(self, pk: int, day: date) -> bool:
        may = self.helpers[pk] not in (HelperState.LAPSED, HelperState.LEFT, HelperState.DECLINED)
        return may and (self.cleared_until(pk) > day or self.groups[pk].below_since is not None)

    def may_move_group(self, pk: int, move: GroupMove) -> bool:
        return (self.groups[pk].state, move) in GROUP_TABLE

    def move_group(self, pk: int, move: GroupMove) -> None:
        self.groups[pk].state = GROUP_TABLE[self.groups[pk].state, move]

    def watch(self, pk: int, now: datetime) -> None:
        """Somebody joined, was admitted, changed roles or left."""
        group = self.groups[pk]
        is_below = group.state in AT_WORK and len(group.admitted) < QUORUM
        if is_below != (group.below_since is not None):
            group.below_since, group.is_flagged = now if is_below else None, False

    def may_propose(self, family: int, pk: int, stands_in_for: int | None, day: date) -> bool:
        asked = any(one.family == family and one.state == ProposalState.OPEN for one in self.proposals.values())
        free = self.places(pk) < self.groups[pk].capacity and self.is_ready(pk, day)
        if stands_in_for is None:
            return free and not asked and not self.main_matches(family)
        match = self.matches[stands_in_for]
        is_paused = match.state == MatchState.PAUSED and match.stands_in_for is None and match.helper != pk
        return free and not asked and is_paused and not self.running(stands_in_for=stands_in_for)

    def running(self, **of: int) -> list[Pair]:
        return [one for one in self._of(self.matches, of) if one.state in RUNNING_MATCH]

    def main_matches(self, family: int) -> list[Pair]:
        return [one for one in self.running(family=family) if one.stands_in_for is None]

    def tally(self, row: Proposal, lead: int) -> tuple[int, int]:
        """Return how many of who are in the group now say yes and no, if its lead says yes."""
        said = self.votes.get(row.pk, {}) | {lead: Answer.YES}
        counted = [said[person] for person in self.groups[row.helper_id].admitted if person in said]
        return counted.count(Answer.YES), counted.count(Answer.NO)

    def said_yes(self, row: Proposal, party: str) -> None:
        super().said_yes(row, party)
        self.follow_matches()

    def end_match(self, pk: int) -> None:
        self.matches[pk].ended()
        self.stop_stand_ins(pk)

    def stop_stand_ins(self, pk: int) -> None:
        self.close(ProposalState.WITHDRAWN, stands_in_for=pk)
        for one in self.running(stands_in_for=pk):
            one.ended()
        self.follow_matches()

    def follow_matches(self) -> None:
        """A group is matched exactly while a match of it runs."""
        for pk, group in self.groups.items():
            move = GroupMove.MATCH if self.running(helper=pk) else GroupMove.UNMATCH
            if group.state == (GroupState.APPROVED if move == GroupMove.MATCH else GroupState.MATCHED):
                self.move_group(pk, move)

    def depart(self, pk: int, move: HelperMove) -> None:
        self.move_helper(pk, move)
        self.close(ProposalState.WITHDRAWN, helper=pk)
        for number, one in self.matches.items():
            if one.helper == pk and one.state in RUNNING_MATCH:
                self.end_match(number)
        self.move_group(pk, GroupMove.END)
        group = self.groups[pk]
        group.below_since, group.is_flagged, group.is_away = None, False, False

    def reapply(self, pk: int) -> None:
        self.move_helper(pk, HelperMove.REAPPLY)
        self.move_group(pk, GroupMove.FORM_AGAIN)
        for member in self.groups[pk].members.values():
            member.is_joining = False

    def go(self, pk: int, move: HelperMove) -> None:
        """Go away, or lapse: what is open is withdrawn."""
        self.move_helper(pk, move)
        self.close(ProposalState.WITHDRAWN, helper=pk)

    def turn_the_day(self, day: date, now: datetime) -> None:
        for pk, group in self.groups.items():
            lacks = self.lacks(pk, day)
            is_spared = group.below_since is not None and lacks == {"quorum"}
            if self.helpers[pk] in PRESENT_OR_AWAY and lacks and not is_spared:
                self.go(pk, HelperMove.LAPSE)
                self.flag(ReviewReason.CHECK_LAPSED, helper=pk)
            if self.helpers[pk] == HelperState.APPROVED and group.is_away:
                self.go(pk, HelperMove.GO_AWAY)
            is_due = group.below_since is not None and group.below_since + timedelta(days=DAYS_BELOW) <= now
            if is_due and not group.is_flagged:
                self.flag(ReviewReason.BELOW_QUORUM, helper=pk)
                group.is_flagged = True

    def expire(self, now: datetime) -> None:
        for pk, one in self.proposals.items():
            if one.state == ProposalState.OPEN and self.answer_by[pk] <= now:
                one.state = ProposalState.EXPIRED
