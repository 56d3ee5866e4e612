"""What all tables of states have in common: from a state, a move leads to one state, or is refused. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

State = TypeVar("State", bound=StrEnum)
Move = TypeVar("Move", bound=StrEnum)


class IllegalMove(ValueError):
    """The table has no such move from this state."""


def advance(table: Mapping[tuple[State, Move], State], state: State, move: Move, *, what: str) -> State:
    """Return the state that `move` leads to from `state`. `what` is for the message. Raises IllegalMove."""
    try:
        return table[state, move]
    except KeyError:
        raise IllegalMove(f"cannot {move} a {what} that is {state}") from None
