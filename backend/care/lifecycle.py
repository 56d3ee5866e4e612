"""States of concerns and the moves between them, and how often two sides are asked how it goes. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ConcernState(StrEnum):
    OPEN = "open"
    IN_REVIEW = "in_review"
    CLOSED = "closed"


class ConcernMove(StrEnum):
    """RAISE makes it."""

    RAISE = "raise"
    TAKE_UP = "take_up"
    CLOSE = "close"
    REOPEN = "reopen"


CONCERN_TABLE: Final[Mapping[tuple[ConcernState, ConcernMove], ConcernState]] = MappingProxyType(
    {
        (ConcernState.OPEN, ConcernMove.TAKE_UP): ConcernState.IN_REVIEW,
        (ConcernState.OPEN, ConcernMove.CLOSE): ConcernState.CLOSED,
        (ConcernState.IN_REVIEW, ConcernMove.CLOSE): ConcernState.CLOSED,
        (ConcernState.CLOSED, ConcernMove.REOPEN): ConcernState.IN_REVIEW,
    }
)
