"""Starts child processes, watches them and stops them in order. Knows nothing of what they do."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from signal import Signals
from typing import Final

from backend.devstack.errors import ChildDiedError, StopAskedError
from backend.devstack.pidfile import write_pids
from backend.devstack.places import ROOT

LOOK_EVERY: Final = 0.05
PR_SET_PDEATHSIG: Final = 1
LIBC: Final[ctypes.CDLL | None] = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class RunAs:
    """How to run a program as somebody else: words before the command, or a user and group to become."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None


@dataclass(frozen=True)
class Child:
    """A process that we started, in a process group of its own."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path | None
    stop_signal: Signals
    grace: float
    ends: bool = False

    def has_failed(self) -> bool:
        """Return whether it has ended and should not have, or has ended badly."""
        code = self.exit_code()
        return code is not None and (code != 0 or not self.ends)

    def exit_code(self) -> int | None:
        """Return None while it runs, else its exit code as a shell would say it."""
        code = self.process.poll()
        return code if code is None or code >= 0 else 128 - code

    def stop(self) -> None:
        """Ask it to end, wait `grace` seconds, then end its whole group. Nothing of it is left."""
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(self.grace)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        finally:
            _kill_group(self.process.pid)


@dataclass
class Stack:
    """The processes of one start, oldest first. They are stopped newest first."""

    folder: Path
    stop_asked: Callable[[], bool] = lambda: False
    children: list[Child] = field(default_factory=list)

    def start(
        self,
        name: str,
        command: Sequence[str],
        env: Mapping[str, str],
        *,
        run_as: RunAs | None = None,
        stop_signal: Signals = signal.SIGTERM,
        grace: float = 10,
        on_screen: bool = False,
        ends: bool = False,
    ) -> Child:
        """Start `command`. It writes to `logs/NAME.log`, or to the screen, and dies when we die.

        `ends` says that it is meant to end by itself: then only a bad exit code is a failure.
        Call from the main thread only: Linux ends the child when the *thread* that started it ends.
        """
        who = run_as or RunAs()
        log = None if on_screen else self.folder / "logs" / f"{name}.log"
        if log is not None:
            log.parent.mkdir(exist_ok=True)
        output = None if log is None else log.open("wb")
        try:
            process = subprocess.Popen(
                [*who.prefix, *command],
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                cwd=ROOT if who.uid is None else "/",
                start_new_session=True,
                preexec_fn=_die_with_parent(stop_signal),
                user=who.uid,
                group=who.gid,
                extra_groups=[] if who.uid is not None else None,
            )
        finally:
            if output is not None:
                output.close()
        child = Child(name, process, log, stop_signal, grace, ends)
        self.children.append(child)
        self._note()
        return child

    def finish(self, child: Child) -> int:
        """Wait until a child that is meant to end has ended, and return its exit code.

        Raises ChildDiedError if another child fails in the meantime.
        """
        self.wait_until(lambda: child.exit_code() is not None)
        self.children.remove(child)
        _kill_group(child.process.pid)
        self._note()
        return child.exit_code() or 0

    def succeed(self, child: Child) -> None:
        """Wait until a child that is meant to end has ended well. Raises ChildDiedError if it, or another, fails."""
        if code := self.finish(child):
            raise ChildDiedError(child.name, code, last_lines(child.log))

    def wait_until(self, ready: Callable[[], bool], *, seconds: float = float("inf")) -> bool:
        """Return whether `ready` came true in time. Raises ChildDiedError if a child fails, StopAskedError if asked to."""
        until = time.monotonic() + seconds
        while not ready():
            if self.stop_asked():
                raise StopAskedError
            for child in self.children:
                if child.has_failed():
                    raise ChildDiedError(child.name, child.exit_code() or 0, last_lines(child.log))
            if time.monotonic() > until:
                return False
            time.sleep(LOOK_EVERY)
        return True

    def stop(self) -> None:
        """Stop every process, the newest first, each before the next."""
        while self.children:
            self.children[-1].stop()
            self.children.pop()
        self._note()

    def _note(self) -> None:
        write_pids(self.folder, {child.name: child.process.pid for child in self.children})


def last_lines(log: Path | None, count: int = 20) -> str:
    """Return the end of a log, with where the rest is."""
    if log is None or not log.exists():
        return ""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
    return "\n".join([f"The last lines of {log}:", *(f"    {line}" for line in lines)])


def _die_with_parent(stop_signal: Signals) -> Callable[[], None] | None:
    if LIBC is None:
        return None
    libc, parent = LIBC, os.getpid()

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
