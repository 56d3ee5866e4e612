"""The Celery application. Tasks live in the `tasks` module of each app; beat's table is in the settings."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from celery import Celery
from celery.signals import worker_ready

ROOT: Final = Path(__file__).resolve().parents[2]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.project.settings")

app = Celery("familievriend")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def prepare_engine(**_: Any) -> subprocess.Popen[bytes]:
    """Compile the matching engine, once on each machine: a process of its own, behind all others in line for the
    processor. Until it is done, and where it cannot be done, runs are planned without it: slower, the same plans."""
    return subprocess.Popen(
        [sys.executable, "-m", "matching.engine", "prepare"],
        cwd=ROOT,
        preexec_fn=_last_in_line,
        stdin=subprocess.DEVNULL,
    )


def _last_in_line() -> None:
    os.nice(19)
