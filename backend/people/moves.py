"""Moves of helpers: the one place where their state changes, with one event per version."""

from typing import Final

from backend.moves import Machine
from backend.people.lifecycle import HELPER_TABLE, HelperState
from backend.people.models import Helper, HelperEvent

HELPERS: Final = Machine(
    model=Helper,
    event=HelperEvent,
    states=HelperState,
    table=HELPER_TABLE,
    code="helper_moved_on",
    sentence="this cannot be done with the helper as it stands",
)
