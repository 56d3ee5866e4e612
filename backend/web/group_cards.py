"""Sponsor groups as pages show them: in the console and on the phones of their members."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from backend.people.access import GroupPart
from backend.people.group_sheets import GroupSheet, MemberLine
from backend.people.group_texts import GROUP_ROLES, GROUP_STATES, missing_text
from backend.people.lifecycle import GroupState
from backend.people.models.sponsor_group import GroupRole
from backend.web.cards import ProposalCard
from matching.votes import Tally


@dataclass(frozen=True)
class GroupMemberCard:
    """One member. `lacks` is in words, for staff and for themselves; empty for the others."""

    uuid: UUID
    name: str
    role: str
    role_code: str
    is_me: bool
    is_lead: bool
    is_joining: bool
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class GroupCard:
    """One sponsor group for one reader. What they may do with it follows from their part and its state."""

    uuid: UUID
    name: str
    state: str
    state_code: str
    lead_organisation: str
    consent_until: date | None
    pledged_euro: int
    required_euro: int
    persons_housed: int
    quorum: int
    below_quorum_since: datetime | None
    members: tuple[GroupMemberCard, ...]
    missing: tuple[str, ...]
    is_staff: bool
    is_lead: bool

    @property
    def count(self) -> int:
        """Return how many take part."""
        return sum(not member.is_joining for member in self.members)

    @property
    def is_forming(self) -> bool:
        """Return whether it waits to be accepted in principle."""
        return self.state_code == GroupState.FORMING

    @property
    def is_in_principle(self) -> bool:
        """Return whether it waits to be approved."""
        return self.state_code == GroupState.IN_PRINCIPLE

    @property
    def has_ended(self) -> bool:
        """Return whether nothing of it can be changed any more."""
        return self.state_code == GroupState.ENDED


@dataclass(frozen=True)
class VoteCard:
    """A proposal and, for a sponsor group, how the votes on it stand."""

    card: ProposalCard
    tally: Tally | None


def group_card(sheet: GroupSheet) -> GroupCard:
    """Return the group as its reader sees it, in the active language. No query."""
    group = sheet.group
    return GroupCard(
        uuid=group.helper.uuid,
        name=group.name,
        state=str(GROUP_STATES[group.state]),
        state_code=group.state,
        lead_organisation=group.lead_organisation,
        consent_until=group.municipality_consent_until,
        pledged_euro=group.pledged_euro,
        required_euro=group.organisation.group_pledge_euro,
        persons_housed=group.persons_housed,
        quorum=group.organisation.group_quorum,
        below_quorum_since=group.below_quorum_since,
        members=tuple(_member(line) for line in sheet.members),
        missing=tuple(missing_text(code) for code in sheet.missing),
        is_staff=sheet.part == GroupPart.STAFF,
        is_lead=sheet.part == GroupPart.LEAD,
    )


def _member(line: MemberLine) -> GroupMemberCard:
    member = line.member
    return GroupMemberCard(
        uuid=member.uuid,
        name=member.person.name,
        role=str(GROUP_ROLES[member.role]),
        role_code=member.role,
        is_me=line.is_me,
        is_lead=member.role == GroupRole.LEAD,
        is_joining=member.is_joining,
        lacks=tuple(missing_text(code) for code in line.lacks or ()),
    )
