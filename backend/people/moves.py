"""Moves of helpers and sponsor groups: the one place where their state changes, with one event per version."""

from typing import Final

from backend.moves import Machine
from backend.people.lifecycle import GROUP_TABLE, HELPER_TABLE, GroupState, HelperState
from backend.people.models import GroupEvent, Helper, HelperEvent, SponsorGroup

HELPERS: Final = Machine(
    model=Helper,
    event=HelperEvent,
    states=HelperState,
    table=HELPER_TABLE,
    code="helper_moved_on",
    sentence="this cannot be done with the helper as it stands",
)
GROUPS: Final = Machine(
    model=SponsorGroup,
    event=GroupEvent,
    states=GroupState,
    table=GROUP_TABLE,
    code="group_moved_on",
    sentence="this cannot be done with the group as it stands",
)
