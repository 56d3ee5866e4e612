import json
import os
import subprocess
import sys

import pytest

from backend.devstack.identity import began, is_running
from backend.devstack.pidfile import PIDS, SUPERVISOR, running, stop_stale, write_pids


@pytest.fixture
def sleeper():
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as process:
        yield process
        process.kill()


@pytest.fixture
def deaf():
    script = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", script], start_new_session=True, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_what_an_earlier_start_left_is_stopped(tmp_path, sleeper):
    write_pids(tmp_path, {"redis": sleeper.pid})
    assert stop_stale(tmp_path) == ["redis"]
    assert sleeper.wait(5) == -15
    assert stop_stale(tmp_path) == []


def test_what_does_not_listen_is_killed(tmp_path, deaf):
    write_pids(tmp_path, {"worker": deaf.pid})
    stop_stale(tmp_path, grace=0.1)
    assert deaf.wait(5) == -9


def test_a_later_process_with_the_same_number_is_left_alone(tmp_path, sleeper):
    (tmp_path / PIDS).write_text(json.dumps({"redis": [sleeper.pid, "began at another time"]}))
    assert stop_stale(tmp_path) == []
    assert sleeper.poll() is None


def test_we_do_not_stop_ourselves(tmp_path):
    write_pids(tmp_path, {})
    assert running(tmp_path) == {SUPERVISOR: os.getpid()}
    assert stop_stale(tmp_path) == []


@pytest.mark.parametrize("content", ["", "{", "null"])
def test_an_unreadable_pid_file_names_nobody(tmp_path, content):
    (tmp_path / PIDS).write_text(content)
    assert running(tmp_path) == {}


def test_a_process_is_known_by_when_it_began(sleeper):
    moment = began(sleeper.pid)
    assert is_running(sleeper.pid, moment)
    assert not is_running(sleeper.pid, "another moment")
    sleeper.kill()
    sleeper.wait()
    assert began(sleeper.pid) is None
    assert not is_running(sleeper.pid, None)
