"""What a rule says: somebody is to be told something at an instant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Due:
    """One thing to tell one person from `due_at` until `expires_at` (UTC).

    `subject` is what it is about, as kind:uuid. `occurrence` tells one time from the next (a date, a
    round); whoever was told this occurrence is never told it again.
    """

    rule: str
    subject: str
    occurrence: str
    recipient_id: int
    template: str
    due_at: datetime
    expires_at: datetime
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Return the key of the ledger: rule, subject, occurrence and recipient."""
        return f"{self.rule}:{self.subject}:{self.occurrence}:{self.recipient_id}"


class Rule(Protocol):
    """A question to the state of the domain. Set-based: a fixed number of queries, however many rows."""

    def __call__(self, now: datetime, about: UUID | None = None) -> Iterator[Due]:
        """Yield all that is to be told around `now`, in any order; only what concerns `about`, if given.

        The instants need not have come yet: the planner picks those that have. A rule that no longer
        yields a key says that it is not to be told any more.
        """
        ...
