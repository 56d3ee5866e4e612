"""Signed links that answer one check-in for one person, without signing in, and nothing else."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.core import signing

SALT: Final = "backend.care.check_in"
GOOD_FOR: Final = timedelta(days=30)


@dataclass(frozen=True)
class Link:
    """What a link is good for, and until when. It names nobody: who holds it learns two random numbers."""

    check_in: UUID
    person: UUID
    ends_at: datetime


def signed(check_in: UUID, person: UUID, *, now: datetime) -> str:
    """Return the token for `person` to answer `check_in` with, good for 30 days from `now`."""
    ends_at = int((now + GOOD_FOR).timestamp())
    return _signer().sign_object([check_in.hex, person.hex, ends_at])


def opened(token: str) -> Link | None:
    """Return what `token` says, whether or not its time is over; None for one that we have not made."""
    try:
        check_in, person, ends_at = _signer().unsign_object(token)
        return Link(UUID(check_in), UUID(person), datetime.fromtimestamp(ends_at, UTC))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _signer() -> signing.Signer:
    # A point is no letter of what is signed, and no mail program ends a link there when letters follow.
    return signing.Signer(salt=SALT, sep=".")
