"""A command of Django's reaches the demo that runs, and says so when none does."""

import json
import os
import subprocess
import sys

from backend.devstack import manage
from backend.devstack.pidfile import write_pids
from backend.devstack.places import ROOT


def test_without_a_demo_it_says_how_to_start_one(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(manage, "DEMO", tmp_path)
    assert manage.main(["check"]) == 1
    assert "make demo" in capsys.readouterr().err


def test_only_what_the_caller_has_not_is_remembered_and_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("HERE_ALREADY", "1")
    manage.remember(tmp_path, {"HERE_ALREADY": "1", "DJANGO_SECRET_KEY": "secret"})
    kept = tmp_path / manage.ENVIRONMENT
    assert json.loads(kept.read_text()) == {"DJANGO_SECRET_KEY": "secret"}
    assert kept.stat().st_mode & 0o777 == 0o600


def test_the_command_gets_the_environment_of_the_demo(tmp_path):
    write_pids(tmp_path, {})
    mail = tmp_path / "mail"
    manage.remember(tmp_path, {"PUBLIC_URL": "http://127.0.0.1:8123", "MAIL_URL": f"folder://{mail}"})
    script = (
        "from pathlib import Path; from backend.devstack import manage;"
        f"manage.DEMO = Path({str(tmp_path)!r});"
        "manage.main(['shell', '-v0', '-c', 'from django.conf import settings; print(settings.PUBLIC_URL)'])"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "http://127.0.0.1:8123"
