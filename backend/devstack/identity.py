"""Which process is which: a number alone is reused, so it goes with the moment when the process began."""

import os
import subprocess
from pathlib import Path


def began(pid: int) -> str | None:
    """Return a text that tells this process from a later one of the same number; None if none runs."""
    if Path("/proc/self/stat").exists():
        return _began_by_proc(pid)
    return _began_by_ps(pid)


def is_running(pid: int, began_then: str | None) -> bool:
    """Return whether the process that was `began_then` runs still."""
    return began_then is not None and began(pid) == began_then


def _began_by_proc(pid: int) -> str | None:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except (OSError, ValueError):
        return None
    state, start_ticks = after_name[0], after_name[19]
    return None if state in "ZX" else start_ticks


def _began_by_ps(pid: int) -> str | None:
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    return done.stdout.strip() or None
