"""Turns Ctrl-C and the signals of the system into one wish: stop, in order."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopWish:
    """Whether somebody asked us to stop. Asking again changes nothing: a stop is on its way and is bounded."""

    def __init__(self) -> None:
        self.is_asked = False

    def ask(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Ask to stop. Fits `signal.signal`."""
        self.is_asked = True

    def __call__(self) -> bool:
        return self.is_asked


@contextmanager
def stop_wish() -> Iterator[StopWish]:
    """Give the wish that the signals set while the block runs."""
    wish = StopWish()
    before = {number: signal.signal(number, wish.ask) for number in STOPPING}
    try:
        yield wish
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
