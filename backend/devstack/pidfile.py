"""Remembers on disk what runs, so that a later start can stop what an earlier one could not."""

import json
import os
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from signal import Signals
from typing import Final

from backend.devstack.identity import began, is_running

PIDS: Final = "pids.json"
SUPERVISOR: Final = "supervisor"


def write_pids(folder: Path, children: Mapping[str, int]) -> None:
    """Write who runs: ourselves first, then the children from the oldest to the newest."""
    pids = {SUPERVISOR: os.getpid(), **children}
    text = json.dumps({name: [pid, began(pid)] for name, pid in pids.items()})
    fresh = folder / f"{PIDS}.new"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(folder / PIDS)


def running(folder: Path) -> dict[str, int]:
    """Return the processes written in `folder` that run still, by name, the supervisor first."""
    try:
        written = dict(json.loads((folder / PIDS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}
    return {name: pid for name, (pid, began_then) in written.items() if is_running(pid, began_then)}


def stop_stale(folder: Path, *, grace: float = 10) -> list[str]:
    """Stop what an earlier start left in `folder`, in the order of a proper stop, and return the names.

    A supervisor that still runs is asked first and given time to stop its own children.
    """
    stale = {name: pid for name, pid in running(folder).items() if pid != os.getpid()}
    supervisor = stale.pop(SUPERVISOR, None)
    if supervisor is not None:
        _stop(supervisor, signal.SIGTERM, 4 * grace)
    for name, pid in reversed(stale.items()):
        _stop(pid, signal.SIGINT if name == "postgres" else signal.SIGTERM, grace)
    return list(stale) if supervisor is None else [SUPERVISOR, *stale]


def _stop(pid: int, stop_signal: Signals, grace: float) -> None:
    began_then = began(pid)
    with suppress(ProcessLookupError):
        if is_running(pid, began_then):
            os.kill(pid, stop_signal)
        until = time.monotonic() + grace
        while is_running(pid, began_then) and time.monotonic() < until:
            time.sleep(0.05)
        if is_running(pid, began_then):
            kill = os.killpg if os.getpgid(pid) == pid else os.kill
            kill(pid, signal.SIGKILL)
