"""Moves of concerns: the one place where their state changes, with one event per version."""

from typing import Final

from backend.care.lifecycle import CONCERN_TABLE, ConcernState
from backend.care.models import Concern, ConcernEvent
from backend.moves import Machine

CONCERNS: Final = Machine(
    model=Concern,
    event=ConcernEvent,
    states=ConcernState,
    table=CONCERN_TABLE,
    code="concern_moved_on",
    sentence="this cannot be done with the concern as it stands",
)
