"""Guard rails that a linter does not have: the shape of files, and words that may not stand in them."""

import re
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 300


MADE = {".venv", ".run", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}


def tracked(*patterns):
    """Return the files of the checkout that git knows or would add; of a copy without git, those on disk."""
    if not (ROOT / ".git").exists():
        paths = (path for path in ROOT.rglob("*") if path.is_file() and not MADE & set(path.parts))
        return [path for path in paths if not patterns or _matches(path, patterns)]
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def _matches(path, patterns):
    return any(fnmatch(path.relative_to(ROOT).as_posix(), pattern) for pattern in patterns)


def product_code():
    return [
        path
        for path in tracked("backend/*.py", "matching/*.py", "notifications/*.py")
        if "migrations" not in path.parts
    ]


def offenders(pattern, paths):
    found = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if found.search(line)
    ]


def test_no_file_is_longer_than_one_can_read():
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in [*product_code(), *tracked("tests/*.py")]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert too_long == {}


def test_tasks_are_alarm_clocks():
    for path in product_code():
        if path.name != "tasks.py":
            continue
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 60, path
        assert not re.search(r"\.objects|^\s+(try|if|for .* in .*objects)\b", text, re.MULTILINE), path


@pytest.mark.parametrize("pattern", [r"countdown\s*=", r"\beta\s*=", r"\.retry\("])
def test_celery_holds_no_schedule_of_ours(pattern):
    assert offenders(pattern, product_code()) == []


def test_tasks_start_after_the_commit():
    allowed = {"tasks.py"}
    paths = [path for path in product_code() if path.name not in allowed]
    assert offenders(r"\.delay\(", paths) == []


def test_the_api_and_the_pages_ask_no_database_themselves():
    paths = [path for path in product_code() if "api" in path.parts or "web" in path.parts]
    paths = [path for path in paths if path.name not in {"idempotency.py", "models.py"}]
    assert offenders(r"\.objects\b|\.save\(|\.delete\(", paths) == []


def test_states_move_in_one_place_only():
    paths = [path for path in product_code() if path.name != "moves.py" and "engine" not in path.parts]
    in_matching = [path for path in paths if "matching" in path.parts]
    assert offenders(r"(proposal|match)\.state\s*(=[^=]|,.*[^=!<>]=[^=])", in_matching) == []
    moved_in_bulk = r"(Proposal|Match)\.objects.*\.update\((.*\W)?state="
    assert [line for path in in_matching for line in _statements(path) if re.search(moved_in_bulk, line)] == []


def test_states_of_people_and_of_what_looks_after_them_move_there_too():
    paths = [path for path in product_code() if path.name != "moves.py" and "demo" not in path.parts]
    moved = r"\b(helper|group|concern|hand_over|row)\.state\s*(=[^=]|,.*[^=!<>]=[^=])"
    assert offenders(moved, [path for path in paths if "backend" in path.parts]) == []
    moved_in_bulk = r"(Helper|SponsorGroup|Concern|HandOver)\.objects.*\.update\((.*\W)?state="
    assert [line for path in paths for line in _statements(path) if re.search(moved_in_bulk, line)] == []


def _statements(path):
    """Return the file's lines with each statement that goes over several lines on one."""
    return re.sub(r"\(\s*\n\s*|\n\s*(?=[.)])", "", path.read_text(encoding="utf-8")).splitlines()


def test_no_mocks():
    others = [path for path in tracked("tests/*.py") if path != Path(__file__)]
    assert offenders(r"unittest\.mock|mock\.patch|MagicMock", others) == []


def test_nothing_is_left_for_later():
    words = "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"])
    assert offenders(rf"\b({words})\b", tracked("*.py", "*.html", "*.css", "*.md", "*.yml")) == []


def test_silence_has_a_reason():
    others = [path for path in tracked("*.py") if path != Path(__file__)]
    assert offenders(r"#\s*(type: ignore|noqa)(?!\[?[\w, :\-]*\]?\s+#\s*\S)", others) == []


def test_no_registry_and_no_machine_is_named():
    hosts = "|".join(["python" + "hosted", "py" + r"pi\.org", "npm" + r"js\.(org|com)", "deb\\." + "debian"])
    texts = [path for path in tracked() if path.suffix not in {".png", ".ico"}]
    assert offenders(rf"https?://[\w.\-]*({hosts})", texts) == []


def test_the_top_level_is_the_house():
    allowed = {
        *("backend", "matching", "notifications", "tests", "docs", "requirements"),
        *("docker-compose.yml", "pyproject.toml", "README.md", "manage.py", "Makefile", "Dockerfile"),
        *("openapi.yaml", "CHANGELOG.md", "LICENSE"),
    }
    top = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in top if not name.startswith(".")} <= allowed


def test_settings_stay_short():
    assert len((ROOT / "backend/project/settings.py").read_text(encoding="utf-8").splitlines()) <= 250
