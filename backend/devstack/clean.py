"""`make clean`: stop what runs from this checkout, then remove what was made in it. Data of the demo goes too."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from backend.devstack.nobody import remove_home
from backend.devstack.pidfile import stop_stale
from backend.devstack.places import ROOT
from backend.devstack.progress import say

MADE: Final = (
    ".run",
    ".venv",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".import_linter_cache",
    ".coverage",
    "htmlcov",
    "staticfiles",
)
SOURCES: Final = ("backend", "matching", "notifications", "tests")


def main(_: Sequence[str]) -> int:
    """Clean this checkout and return 0."""
    clean(ROOT)
    return 0


def clean(root: Path) -> None:
    """Stop what runs from `root` and remove what was made there."""
    for folder in (root / ".run").glob("*/"):
        if stopped := stop_stale(folder):
            say(f"Stopped {', '.join(stopped)}.")
        remove_home(folder)
    for name in MADE:
        _remove(root / name)
    for source in SOURCES:
        for cache in [*(root / source).rglob("__pycache__"), *(root / source).rglob("*.mo")]:
            _remove(cache)
    say("Removed .run, .venv and the caches.")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
