"""`make test` and `make campaign`: pytest on a PostgreSQL, a Redis and a browser that are there for it alone."""

import os
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from backend.devstack import commands
from backend.devstack.chromium import NoBrowserError, find_or_install
from backend.devstack.environment import environment
from backend.devstack.errors import ChildDiedError, NoServerError, StopAskedError
from backend.devstack.nobody import remove_home
from backend.devstack.pidfile import running, stop_stale
from backend.devstack.places import RUN, private_folder, tool
from backend.devstack.ports import any_free_port
from backend.devstack.processes import Stack
from backend.devstack.progress import complain, say, step
from backend.devstack.servers import start_servers
from backend.devstack.signals import stop_wish

SKIP: Final = "FAMILIEVRIEND_SKIP"
EVERYDAY: Final = ("-m", "not campaign", "-n", "2")


def main(arguments: Sequence[str]) -> int:
    """Run every test but the long ones and return pytest's exit code."""
    return run_pytest([*EVERYDAY, *arguments])


def run_pytest(arguments: Sequence[str]) -> int:
    """Run pytest on servers of its own and return its exit code, or 1 if something that it needs is missing."""
    remove_left_overs(RUN)
    folder = private_folder(RUN / f"test-{os.getpid()}")
    with stop_wish() as wish:
        stack = Stack(folder, wish)
        try:
            return _pytest(stack, with_browser_choice(arguments, os.environ.get(SKIP, "")))
        except StopAskedError:
            return 130
        except ChildDiedError as died:
            complain(str(died))
            return died.code or 1
        except (NoServerError, NoBrowserError) as missing:
            complain(str(missing))
            return 1
        finally:
            stack.stop()
            remove_home(folder)
            shutil.rmtree(folder, ignore_errors=True)


def with_browser_choice(arguments: Sequence[str], skipped: str) -> list[str]:
    """Return pytest's arguments without the tests for a browser if `skipped` (comma-separated) names them."""
    if "browser" not in skipped.split(","):
        return list(arguments)
    words = list(arguments)
    place = words.index("-m") + 1
    words[place] = f"({words[place]}) and not browser"
    return words


def remove_left_overs(run: Path) -> None:
    """Remove the folders of test runs whose supervisor was killed, and stop what runs in them."""
    for folder in run.glob("test-*"):
        if "supervisor" not in running(folder):
            stop_stale(folder)
            remove_home(folder)
            shutil.rmtree(folder, ignore_errors=True)


def _pytest(stack: Stack, arguments: Sequence[str]) -> int:
    browser = {}
    if "browser" not in os.environ.get(SKIP, "").split(","):
        browser["CHROMIUM"] = find_or_install()
    with step("PostgreSQL and Redis for the tests"):
        ports = {"postgres": any_free_port(), "redis": any_free_port()}
        servers = start_servers(stack, ports, throwaway=True)
    env = environment(stack.folder, any_free_port(), servers) | browser
    with step("Texts"):
        texts = commands.django(commands.TEXTS)
        stack.succeed(stack.start("texts", [tool(texts[0]), *texts[1:]], env, ends=True))
    with step("Fast solver"):
        stack.succeed(stack.start("engine", [tool(commands.ENGINE[0]), *commands.ENGINE[1:]], env, ends=True))
    say()
    command = [tool("python"), "-m", "pytest", *arguments]
    return stack.finish(stack.start("pytest", command, env, stop_signal=signal.SIGINT, on_screen=True, ends=True))
