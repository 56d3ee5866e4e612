"""`make check`: what machines can see without running the system. Two checks at a time, every failure at the end."""

import filecmp
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backend.devstack.places import ROOT, tool
from backend.devstack.progress import say

AT_ONCE: Final = 2
SCHEMA: Final = "openapi.yaml"
REPAIR_SCHEMA: Final = (
    f"{SCHEMA} is not what the code says. Write it anew: python manage.py spectacular --file {SCHEMA}"
)


@dataclass(frozen=True)
class Verdict:
    """What a check found: its name, whether it passed, what it said and how long it took."""

    name: str
    passed: bool
    said: str
    seconds: float


def main(arguments: Sequence[str]) -> int:
    """Run the checks (all, or those named) and return 0 if every one passed, else 1."""
    names = list(arguments) or list(CHECKS)
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        say(f"No such check: {', '.join(unknown)}. There are: {', '.join(CHECKS)}.")
        return 2
    verdicts = run_checks({name: CHECKS[name] for name in names}, check_environment())
    failed = [verdict for verdict in verdicts if not verdict.passed]
    for verdict in failed:
        say(f"\n{verdict.name} failed:\n{verdict.said.strip()}")
    say(f"\n{len(failed)} of {len(verdicts)} checks failed." if failed else f"\nAll {len(verdicts)} checks passed.")
    return 1 if failed else 0


def run_checks(checks: Mapping[str, "Check"], env: Mapping[str, str]) -> list[Verdict]:
    """Run `checks`, two at a time, show each as it ends, and return what they found."""
    verdicts = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in as_completed([pool.submit(_timed, name, check, env) for name, check in checks.items()]):
            verdict = done.result()
            verdicts.append(verdict)
            say(f"{'ok    ' if verdict.passed else 'FAILED'}  {verdict.seconds:5.1f} s  {verdict.name}")
    return verdicts


def check_environment() -> dict[str, str]:
    """Return an environment in which Django starts; nothing listens at its addresses, and no check needs them."""
    nowhere = {
        "DJANGO_SETTINGS_MODULE": "backend.project.settings",
        "DJANGO_SECRET_KEY": "only-for-checks",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "MAIL_URL": f"folder://{tempfile.gettempdir()}",
        "PUBLIC_URL": "http://127.0.0.1:8000",
    }
    return {**os.environ, **nowhere}


Check = Callable[[Mapping[str, str]], tuple[bool, str]]


def _program(name: str, *arguments: str) -> Check:
    def check(env: Mapping[str, str]) -> tuple[bool, str]:
        return _run([tool(name), *arguments], env)

    return check


def _django(*arguments: str) -> Check:
    """Return the check that a command of Django's passes. Without a database, makemigrations warns; that is meant."""
    return _program("python", "-W", "ignore::RuntimeWarning", "manage.py", *arguments)


def _schema_is_current(env: Mapping[str, str]) -> tuple[bool, str]:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / SCHEMA
        passed, said = _django("spectacular", "--validate", "--fail-on-warn", "--file", str(fresh))(env)
        if not passed:
            return False, said
        is_same = (ROOT / SCHEMA).exists() and filecmp.cmp(fresh, ROOT / SCHEMA, shallow=False)
        return is_same, REPAIR_SCHEMA


def _run(command: Sequence[str], env: Mapping[str, str]) -> tuple[bool, str]:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode == 0, done.stdout


def _timed(name: str, check: Check, env: Mapping[str, str]) -> Verdict:
    began = time.monotonic()
    passed, said = check(env)
    return Verdict(name, passed, said, time.monotonic() - began)


# The longest first, so that two at a time end soonest.
CHECKS: Final[dict[str, Check]] = {
    "types": _program("mypy", "."),
    "openapi": _schema_is_current,
    "imports": _program("lint-imports"),
    "migrations": _django("makemigrations", "--check", "--dry-run"),
    "texts": _django("compile_texts", "--check"),
    "translations": _django("collect_texts", "--check"),
    "lint": _program("ruff", "check", "."),
    "format": _program("ruff", "format", "--check", "."),
}
