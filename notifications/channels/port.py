"""What every channel is: a way to bring one text to one address, that says clearly when it fails."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from backend.people.models import Person
from notifications.texts import Text


class SendFailed(Exception):
    """It was not brought. `code` is short and holds nothing personal; `permanent` means: never try again."""

    def __init__(self, code: str, *, permanent: bool) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent


@dataclass(frozen=True)
class Letter:
    """One text for one address. `key` stays the same when it is sent again, so that a provider can drop the second."""

    address: str
    text: Text
    key: UUID


class Channel(Protocol):
    """`is_silent` means that it disturbs nobody, so it may bring a message at night."""

    is_silent: bool

    def address_of(self, person: Person) -> str:
        """Return where this channel reaches `person`; empty = it does not."""
        ...

    def send(self, letter: Letter) -> None:
        """Bring `letter`. Raises SendFailed. Never called inside a transaction."""
        ...
