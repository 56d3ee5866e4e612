import json
import os
import subprocess
from pathlib import Path

import pytest

from backend.devstack import bootstrap

OLD_PYTHON = """#!/bin/sh
test "$1" = --version && echo "Python 3.9.2"
exit 1
"""
ROOT = Path(__file__).resolve().parents[2]


def test_an_old_python_is_told_what_is_needed_and_how_to_name_another():
    assert bootstrap.python_trouble((3, 11)) is None
    assert bootstrap.python_trouble((4, 0)) is None
    said = bootstrap.python_trouble((3, 10))
    assert said is not None
    assert "3.11 or newer" in said
    assert "this is 3.10" in said
    assert "PYTHON=" in said


def test_make_says_which_pythons_it_tried_and_what_to_do(tmp_path):
    old = tmp_path / "old python"
    old.write_text(OLD_PYTHON)
    old.chmod(0o755)
    make = ["make", "--no-print-directory", "-C", str(ROOT), "demo", f"PYTHON={old}"]
    done = subprocess.run(make, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stderr
    assert f"{old}: Python 3.9.2" in done.stderr
    assert "make demo PYTHON=" in done.stderr


def test_a_full_disk_is_told_in_numbers(tmp_path):
    assert bootstrap.disk_trouble(1_500_000_000, 1_500_000_000, tmp_path) is None
    said = bootstrap.disk_trouble(300_000_000, 1_500_000_000, tmp_path)
    assert said is not None
    assert "0.3 GB free" in said
    assert "1.5 GB are needed" in said
    assert str(tmp_path) in said


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("error: failed to write\n  Caused by: No space left on device (os error 28)", "disk became full"),
        ("error: Request failed\n  Caused by: dns error: failed to lookup address information", "no network"),
        ("NewConnectionError: Failed to establish a new connection", "no network"),
        ("error: Hash mismatch for `six==1.17.0`", "hash differs"),
        ("something else", "last lines above"),
    ],
)
def test_a_failed_installation_says_what_is_wrong(output, word):
    assert word in bootstrap.install_trouble(output)


@pytest.mark.parametrize(
    ("asked", "present", "wanted"),
    [
        ("runtime", {}, "runtime"),
        ("dev", {}, "dev"),
        ("dev", {"lock": "runtime"}, "dev"),
        ("runtime", {"lock": "dev"}, "dev"),
    ],
)
def test_the_demo_does_not_take_away_what_the_tests_need(asked, present, wanted):
    assert bootstrap.wanted_lock(asked, present) == wanted


def test_pip_keeps_where_to_fetch_from_and_loses_limits_on_versions(monkeypatch):
    monkeypatch.setenv("PIP_CONSTRAINT", "limits.txt")
    env = bootstrap.pip_environment({"index-url": "file:///mirror", "constraint": "limits.txt", "cert": "ca.pem"})
    assert env["PIP_INDEX_URL"] == "file:///mirror"
    assert env["PIP_CERT"] == "ca.pem"
    assert env["PIP_CONFIG_FILE"] == os.devnull
    assert "PIP_CONSTRAINT" not in env


def test_uv_is_told_what_pip_knows_but_not_against_its_own_settings(monkeypatch):
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    settings = {"index-url": "file:///mirror", "cert": "ca.pem"}
    env = bootstrap.uv_environment(settings)
    assert (env["UV_DEFAULT_INDEX"], env["SSL_CERT_FILE"]) == ("file:///mirror", "ca.pem")
    monkeypatch.setenv("UV_INDEX_URL", "file:///other")
    assert "UV_DEFAULT_INDEX" not in bootstrap.uv_environment(settings)


def test_a_venv_that_was_copied_from_another_folder_is_made_anew(tmp_path, monkeypatch):
    stamp = tmp_path / "stamp.json"
    stamp.write_text(json.dumps({"lock": "dev", "folder": "somewhere else"}))
    monkeypatch.setattr(bootstrap, "STAMP", stamp)
    assert bootstrap.read_stamp() == {}
    stamp.write_text(json.dumps({"lock": "dev", "folder": str(bootstrap.VENV)}))
    monkeypatch.setattr(bootstrap, "venv_python", lambda: "true")
    assert bootstrap.read_stamp()["lock"] == "dev"
    monkeypatch.setattr(bootstrap, "venv_python", lambda: "false")
    assert bootstrap.read_stamp() == {}
