"""How long to wait before trying again. Pure."""

from datetime import timedelta
from typing import Final

FIRST: Final = timedelta(seconds=30)
LONGEST: Final = timedelta(hours=6)
TRIES: Final = 8


def delay_after(attempts: int) -> timedelta | None:
    """Return the wait after `attempts` tries that failed (1, 2, …), or None to give up.

    30 s, 2 min, 8 min, 32 min, 2 h 8 min, then 6 h twice: 14 h 50 min 30 s in all.
    """
    if attempts >= TRIES:
        return None
    factor: int = 4 ** (attempts - 1)
    return min(FIRST * factor, LONGEST)
