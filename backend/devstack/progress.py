"""Shows a person what is going on and how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str = "") -> None:
    """Show a line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Show a line about what went wrong."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


@contextmanager
def step(label: str) -> Iterator[None]:
    """Show `label …`, and the seconds once the block is done."""
    began = time.monotonic()
    sys.stdout.write(f"{label} … ")
    sys.stdout.flush()
    try:
        yield
    except BaseException:
        sys.stdout.write("\n")
        raise
    say(f"{time.monotonic() - began:.1f} s")
