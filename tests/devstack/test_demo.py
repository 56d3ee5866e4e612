import json
import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from backend.devstack.demo import only_one, unready_parts
from backend.devstack.environment import environment
from backend.devstack.ports import any_free_port
from backend.devstack.several import split
from backend.devstack.signals import stop_wish
from backend.devstack.testing import remove_left_overs, with_browser_choice


@pytest.fixture
def readiness():
    """A web server whose answer to /readyz is what the test puts in: status and body."""
    answer: list[tuple[int, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answer[-1]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port, answer
        server.shutdown()
        thread.join()


def test_readiness_names_what_is_not_ready(readiness):
    port, answer = readiness
    answer.append((503, json.dumps({"parts": {"database": "ok", "worker": "no heartbeat"}}).encode()))
    assert unready_parts(port) == "worker: no heartbeat"
    answer.append((503, b"<html>"))
    assert unready_parts(port) == "the web server answers without saying why"
    answer.append((200, b"{}"))
    assert unready_parts(port) == ""


def test_a_web_server_that_is_not_there_is_not_ready():
    assert unready_parts(any_free_port()) == "the web server does not answer"


def test_only_one_demo_runs_for_a_checkout(tmp_path):
    with only_one(tmp_path / "lock") as first, only_one(tmp_path / "lock") as second:
        assert (first, second) == (True, False)
    with only_one(tmp_path / "lock") as later:
        assert later


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_way_to_ask_for_a_stop_is_heard_and_asking_twice_changes_nothing(number):
    with stop_wish() as wish:
        assert not wish()
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)
        assert wish()


def test_the_environment_has_a_secret_of_its_own_that_stays(tmp_path, monkeypatch):
    monkeypatch.delenv("DJANGO_SECRET_KEY", raising=False)
    first = environment(tmp_path, 8000, {"REDIS_URL": "redis://ours"})
    assert len(first["DJANGO_SECRET_KEY"]) >= 50
    assert first["REDIS_URL"] == "redis://ours"
    assert environment(tmp_path, 8000, {})["DJANGO_SECRET_KEY"] == first["DJANGO_SECRET_KEY"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_several_commands_are_told_apart_by_commas():
    words = ["migrate", "--no-input", ",", "compile_texts", ",", "load_demo", "--seed", "2026"]
    assert list(split(words)) == [["migrate", "--no-input"], ["compile_texts"], ["load_demo", "--seed", "2026"]]


def test_the_tests_for_the_browser_are_left_out_only_by_name():
    assert with_browser_choice(["-m", "not campaign", "-x"], "") == ["-m", "not campaign", "-x"]
    assert with_browser_choice(["-m", "not campaign"], "browser") == ["-m", "(not campaign) and not browser"]


def test_a_test_run_that_was_killed_leaves_nothing(tmp_path):
    (tmp_path / "test-1").mkdir()
    (tmp_path / "demo").mkdir()
    remove_left_overs(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
