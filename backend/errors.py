"""The refusals every layer may raise; how they look over HTTP is decided in `backend.api` and `backend.web`."""

from collections.abc import Mapping
from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal that the user can understand. `code` is stable; `detail` is a sentence; `facts` are safe to show."""

    default_code: ClassVar[str]

    def __init__(self, detail: str, *, code: str | None = None, facts: Mapping[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or self.default_code
        self.facts = dict(facts or {})


class NotFound(DomainError):
    """It does not exist, or the actor may not know that it does: the two look the same."""

    default_code = "not_found"


class NotAllowed(DomainError):
    """The actor may see it, but this is not theirs to do."""

    default_code = "not_allowed"


class Conflict(DomainError):
    """It cannot be done in the present state: moved on, full, too late, answered already."""

    default_code = "conflict"


class TooOften(DomainError):
    """It may be done, but not so often. `wait` is the time to wait, in seconds."""

    default_code = "too_many_requests"

    def __init__(self, detail: str, *, wait: int, code: str | None = None) -> None:
        super().__init__(detail, code=code)
        self.wait = wait


class Invalid(DomainError):
    """What was sent cannot be right, whatever the state."""

    default_code = "invalid"
