import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backend.devstack.errors import ChildDiedError, StopAskedError
from backend.devstack.identity import began
from backend.devstack.pidfile import stop_stale
from backend.devstack.processes import Child, Stack
from backend.devstack.signals import StopWish

POLITE = 'trap "echo $0 >> order; exit 0" TERM; echo up; while :; do sleep 0.02; done'
STUBBORN = 'trap "" TERM; echo up; while :; do sleep 0.02; done'
ORPHAN_MAKER = """
import os, sys, time
from pathlib import Path
from backend.devstack.processes import Stack
child = Stack(Path(sys.argv[1])).start("sleeper", ["sleep", "60"], os.environ)
print(child.process.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def stack(tmp_path):
    stack = Stack(tmp_path)
    yield stack
    stack.stop()


def shell(stack: Stack, name: str, script: str, *, ends: bool = False, grace: float = 5) -> Child:
    script = script.replace("order", str(stack.folder / "order"))
    return stack.start(name, ["sh", "-c", script, name], os.environ, ends=ends, grace=grace)


def words(stack: Stack, name: str) -> list[str]:
    return (stack.folder / "logs" / f"{name}.log").read_text().split()


def numbers(stack: Stack, name: str) -> list[int]:
    return [int(word) for word in words(stack, name) if word.isdigit()]


def test_processes_stop_in_the_opposite_order_of_their_start(stack):
    names = ["postgres", "redis", "worker", "beat", "web"]
    for name in names:
        shell(stack, name, POLITE)
    assert stack.wait_until(lambda: all("up" in words(stack, name) for name in names), seconds=5)
    stack.stop()
    assert (stack.folder / "order").read_text().split() == names[::-1]


def test_a_process_that_does_not_listen_is_ended_with_all_its_children(stack):
    child = shell(stack, "stubborn", f"({STUBBORN}) & echo $!; {STUBBORN}", grace=0.1)
    assert stack.wait_until(lambda: words(stack, "stubborn").count("up") == 2, seconds=5)
    [grandchild] = numbers(stack, "stubborn")
    stack.stop()
    assert child.exit_code() == 128 + signal.SIGKILL
    assert gone(grandchild)


def test_a_grandchild_does_not_outlive_a_process_that_listens(stack):
    shell(stack, "parent", f"({STUBBORN}) & echo $!; wait")
    assert stack.wait_until(lambda: len(words(stack, "parent")) == 2, seconds=5)
    [grandchild] = numbers(stack, "parent")
    stack.stop()
    assert gone(grandchild)


def test_the_first_process_that_dies_is_named_with_its_exit_code_and_last_words(stack):
    shell(stack, "polite", POLITE)
    shell(stack, "worker", "echo no such table; exit 7")
    with pytest.raises(ChildDiedError, match="no such table") as died:
        stack.wait_until(lambda: False, seconds=5)
    assert (died.value.name, died.value.code) == ("worker", 7)


def test_a_signal_counts_as_a_shell_would_count_it(stack):
    shell(stack, "killed", "kill -9 $$")
    with pytest.raises(ChildDiedError) as died:
        stack.wait_until(lambda: False, seconds=5)
    assert died.value.code == 137


def test_a_server_that_ends_well_has_failed_but_a_command_has_not(stack):
    done = shell(stack, "command", "exit 0", ends=True)
    assert stack.finish(done) == 0
    shell(stack, "server", "exit 0")
    with pytest.raises(ChildDiedError):
        stack.wait_until(lambda: False, seconds=5)


def test_a_command_that_fails_is_told_to_who_waits_for_another(stack):
    shell(stack, "loading", "exit 3", ends=True)
    with pytest.raises(ChildDiedError, match="loading stopped with exit code 3"):
        stack.wait_until(lambda: False, seconds=5)


def test_a_command_whose_success_is_needed_says_why_it_failed(stack):
    failing = shell(stack, "migrate", "echo no disk; exit 2", ends=True)
    with pytest.raises(ChildDiedError, match="no disk"):
        stack.succeed(failing)


def test_waiting_ends_when_time_is_up_or_somebody_asks(tmp_path):
    wish = StopWish()
    stack = Stack(tmp_path, wish)
    assert not stack.wait_until(lambda: False, seconds=0.05)
    wish.ask()
    with pytest.raises(StopAskedError):
        stack.wait_until(lambda: False)


def test_children_do_not_outlive_a_supervisor_that_is_killed(tmp_path):
    command = [sys.executable, "-c", ORPHAN_MAKER, str(tmp_path)]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as supervisor:
        assert supervisor.stdout is not None
        child = int(supervisor.stdout.readline())
        assert began(child)
        supervisor.kill()
    if sys.platform != "linux":  # only Linux ends children with their parent; elsewhere the next start does
        stop_stale(tmp_path)
    assert gone(child)


def gone(pid: int) -> bool:
    until = time.monotonic() + 5
    while began(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return began(pid) is None
