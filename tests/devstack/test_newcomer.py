"""What a newcomer does, for real: a copy of the checkout, `make demo`, the first page, Ctrl-C, and again."""

import os
import shutil
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from backend.devstack.pidfile import running
from backend.devstack.ports import HOST, read_ports

ROOT = Path(__file__).resolve().parents[2]
LEFT_BEHIND = shutil.ignore_patterns(".venv", ".run", ".git", "__pycache__", ".*_cache", "*.mo")
OUTSIDE = {"DATABASE_URL", "REDIS_URL", "DJANGO_SECRET_KEY", "PUBLIC_URL", "MAIL_URL", "VIRTUAL_ENV"}

pytestmark = pytest.mark.campaign


@pytest.fixture
def start_demo():
    """A function that starts `make demo` in a checkout; whatever happens, none of them runs on after the test."""
    started = []

    def start(checkout: Path) -> tuple[subprocess.Popen[str], str, float]:
        """Return the running demo, all that it showed until the page, and the seconds that it took."""
        env = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
        began = time.monotonic()
        command = ["make", "-C", str(checkout), "demo"]
        demo = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        started.append(demo)
        assert demo.stdout is not None
        shown = ""
        for line in demo.stdout:
            shown += line
            if line.startswith("Ctrl-C"):
                break
        return demo, shown, time.monotonic() - began

    yield start
    for demo in started:
        stop(demo)


def stop(demo: subprocess.Popen[str]) -> None:
    if demo.poll() is None:
        demo.send_signal(signal.SIGTERM)
        demo.communicate(timeout=60)


def page(checkout: Path) -> str:
    port = read_ports(checkout / ".run/demo/ports.json")["web"]
    with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=20) as answer:
        assert answer.status == 200
        return str(answer.read(), "utf-8")


def test_a_newcomer_sees_a_page_in_40_seconds_and_again_in_10_with_two_copies_side_by_side(tmp_path, start_demo):
    one, two = tmp_path / "one", tmp_path / "another copy"
    for checkout in (one, two):
        shutil.copytree(ROOT, checkout, ignore=LEFT_BEHIND)

    demo, shown, seconds = start_demo(one)
    assert "Sign in as" in shown, shown
    assert seconds < 40, shown
    other, shown_by_other, _ = start_demo(two)
    assert "Sign in as" in shown_by_other, shown_by_other
    assert read_ports(one / ".run/demo/ports.json")["web"] != read_ports(two / ".run/demo/ports.json")["web"]
    assert "Familievriend" in page(one)
    assert "Familievriend" in page(two)
    stop(other)

    assert len(running(one / ".run/demo")) == 6
    stop(demo)
    assert running(one / ".run/demo") == {}

    again, shown_again, seconds_again = start_demo(one)
    assert "already loaded" in (one / ".run/demo/logs/setup.log").read_text(), shown_again
    assert seconds_again < 10, shown_again
    stop(again)

    subprocess.run(["make", "-C", str(two), "clean"], check=True, capture_output=True)
    assert not (two / ".run").exists()
    assert not (two / ".venv").exists()
