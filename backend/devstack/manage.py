"""`make manage ARGS="…"`: a command of Django's with the demo that runs from this checkout."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from backend.devstack.pidfile import running
from backend.devstack.places import DEMO, ROOT, private_text, tool
from backend.devstack.progress import complain

ENVIRONMENT: Final = "environment.json"


def remember(folder: Path, env: Mapping[str, str]) -> None:
    """Write down, for its owner only, what of `env` the demo in `folder` was given beside the caller's."""
    private_text(
        folder / ENVIRONMENT, json.dumps({name: env[name] for name in env if os.environ.get(name) != env[name]})
    )


def main(arguments: Sequence[str]) -> int:
    """Become `manage.py` with the demo's environment. Returns 1, with a sentence, if no demo runs."""
    if not running(DEMO):
        complain("The demo of this checkout does not run. Start it in another window: make demo")
        return 1
    env = {**os.environ, **json.loads((DEMO / ENVIRONMENT).read_text(encoding="utf-8"))}
    python = tool("python")
    return os.execve(python, [python, str(ROOT / "manage.py"), *arguments], env)  # noqa: S606  # no shell: it becomes that program
