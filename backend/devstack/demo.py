"""`make demo`: the whole system on this machine, with a demo programme, until somebody stops it."""

import fcntl
import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from backend.devstack import commands
from backend.devstack.environment import environment
from backend.devstack.errors import ChildDiedError, NoServerError, StopAskedError
from backend.devstack.manage import remember
from backend.devstack.pidfile import stop_stale
from backend.devstack.places import DEMO, private_folder, tool
from backend.devstack.ports import HOST, is_free, keep_ports, read_ports
from backend.devstack.processes import Child, Stack
from backend.devstack.progress import complain, say, step
from backend.devstack.servers import start_servers
from backend.devstack.several import heading
from backend.devstack.signals import stop_wish

WEB_PORT: Final = 8000
SETUP: Final = (commands.MIGRATE, commands.TEXTS, commands.PLACES, *commands.PROGRAMME, commands.PAGE)
READY_WITHIN: Final = 90.0
DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def main(_: Sequence[str] = ()) -> int:
    """Run the demo until it is stopped, and return the exit code: that of the first process to fail, else 0."""
    folder = private_folder(DEMO)
    with only_one(folder / "lock") as is_mine, stop_wish() as wish:
        if not is_mine:
            say(
                f"The demo of this checkout is running already: http://{HOST}:{read_ports(folder / 'ports.json')['web']}"
            )
            return 0
        if stale := stop_stale(folder):
            say(f"Stopped what an earlier start had left: {', '.join(stale)}.")
        stack = Stack(folder, wish)
        try:
            start(stack)
            stack.wait_until(lambda: False)
        except StopAskedError:
            return 0
        except ChildDiedError as died:
            complain(str(died))
            return died.code or 1
        except NoServerError as missing:
            complain(str(missing))
            return 1
        finally:
            if stack.children:
                with step("\nStopping"):
                    stack.stop()
    return 0


def start(stack: Stack) -> None:
    """Start everything, wait until it is ready, and show the first page."""
    ports = keep_ports(stack.folder / "ports.json", {"web": WEB_PORT, "postgres": 0, "redis": 0})
    if ports["web"] != WEB_PORT and not is_free(WEB_PORT):
        say(f"Port {WEB_PORT} is taken, so the web server takes {ports['web']}.")
    with step("2/5 PostgreSQL and Redis"):
        env = environment(stack.folder, ports["web"], start_servers(stack, ports, throwaway=False))
        remember(stack.folder, env)
    with step("3/5 Tables and texts"):
        setup = _run(stack, "setup", commands.django(*SETUP), env)
        stack.wait_until(lambda: heading(commands.PLACES[0]) in _said_by(setup) or setup.exit_code() is not None)
    with step("4/5 Municipalities, demo programme, first matching"):
        start_processes(stack, ports["web"], env)
        stack.succeed(setup)
    with step("5/5 Web, worker and beat"):
        wait_until_ready(stack, ports["web"])
    page = _said_by(setup).partition(heading(commands.PAGE[0]))[2].strip()
    say(f"\n{page}\n\nCtrl-C stops everything. The logs are in .run/demo/logs.")


def start_processes(stack: Stack, port: int, env: dict[str, str]) -> None:
    """Start worker, beat and web; stopped the other way round."""
    for name, command in (
        ("worker", commands.WORKER),
        ("beat", commands.beat(str(stack.folder / "beat-schedule"))),
        ("web", commands.web(HOST, port)),
    ):
        stack.start(name, [tool(command[0]), *command[1:]], env)


def wait_until_ready(stack: Stack, port: int) -> None:
    """Wait until /readyz says that every part works. Raises NoServerError with what it said last."""
    if not stack.wait_until(lambda: not unready_parts(port), seconds=READY_WITHIN):
        raise NoServerError(
            f"Not ready after {READY_WITHIN:.0f} seconds: {unready_parts(port)}. See {stack.folder}/logs."
        )


def unready_parts(port: int) -> str:
    """Return what is not ready, "" if all is."""
    try:
        with DIRECT.open(f"http://{HOST}:{port}/readyz", timeout=5) as answer:
            return "" if answer.status == 200 else f"status {answer.status}"
    except urllib.error.HTTPError as error:
        return _named_parts(error.read())
    except OSError:
        return "the web server does not answer"


def _named_parts(body: bytes) -> str:
    try:
        parts = json.loads(body)["parts"]
    except (ValueError, KeyError, TypeError):
        return "the web server answers without saying why"
    return ", ".join(f"{name}: {verdict}" for name, verdict in parts.items() if verdict != "ok")


@contextmanager
def only_one(lock: Path) -> Iterator[bool]:
    """Give whether we are the only one in this block on this machine, for this lock file."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _run(stack: Stack, name: str, command: tuple[str, ...], env: dict[str, str]) -> Child:
    return stack.start(name, [tool(command[0]), *command[1:]], env, ends=True)


def _said_by(child: Child) -> str:
    return child.log.read_text(encoding="utf-8", errors="replace") if child.log else ""
