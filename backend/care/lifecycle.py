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
    """RAISE makes it. RATE, SUSPEND and LIFT leave the state as it is: they are moves so that each is on record, once."""

    RAISE = "raise"
    TAKE_UP = "take_up"
    RATE = "rate"
    SUSPEND = "suspend"
    LIFT = "lift"
    CLOSE = "close"
    REOPEN = "reopen"


CONCERN_TABLE: Final[Mapping[tuple[ConcernState, ConcernMove], ConcernState]] = MappingProxyType(
    {
        (ConcernState.OPEN, ConcernMove.TAKE_UP): ConcernState.IN_REVIEW,
        (ConcernState.OPEN, ConcernMove.RATE): ConcernState.OPEN,
        (ConcernState.OPEN, ConcernMove.SUSPEND): ConcernState.OPEN,
        (ConcernState.OPEN, ConcernMove.LIFT): ConcernState.OPEN,
        (ConcernState.OPEN, ConcernMove.CLOSE): ConcernState.CLOSED,
        (ConcernState.IN_REVIEW, ConcernMove.RATE): ConcernState.IN_REVIEW,
        (ConcernState.IN_REVIEW, ConcernMove.SUSPEND): ConcernState.IN_REVIEW,
        (ConcernState.IN_REVIEW, ConcernMove.LIFT): ConcernState.IN_REVIEW,
        (ConcernState.IN_REVIEW, ConcernMove.CLOSE): ConcernState.CLOSED,
        (ConcernState.CLOSED, ConcernMove.LIFT): ConcernState.CLOSED,
        (ConcernState.CLOSED, ConcernMove.REOPEN): ConcernState.IN_REVIEW,
    }
)

# After a week, four and twelve, then every three months (the issue's own numbers); days since the match began.
FIRST_ROUNDS: Final = (7, 28, 84)
ROUND_EVERY: Final = 91
# A round that nothing could make in time is still made within three weeks; that is the shortest way from one round to
# the next, so whatever was down for how long, there is at most one question, never two at once.
ROUND_MADE_WITHIN: Final = 21


def day_of_round(number: int) -> int:
    """Return on which day of a match, in days since it began, its check-in `number` (1, 2, …) falls due."""
    if number <= len(FIRST_ROUNDS):
        return FIRST_ROUNDS[number - 1]
    return FIRST_ROUNDS[-1] + (number - len(FIRST_ROUNDS)) * ROUND_EVERY


def round_to_make(days: int) -> int | None:
    """Return the number of the check-in to make `days` days after a match began; None if there is none."""
    number = 1
    while day_of_round(number + 1) <= days:
        number += 1
    is_now = 0 <= days - day_of_round(number) < ROUND_MADE_WITHIN
    return number if is_now else None
