"""python -m backend.devstack demo | test | check | campaign | lock | clean | manage [arguments]"""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

MODULE_OF = {
    "demo": "demo",
    "test": "testing",
    "check": "check",
    "campaign": "campaign",
    "lock": "lock",
    "clean": "clean",
    "manage": "manage",
}


def main(words: Sequence[str]) -> int:
    """Do the task that the first word names and return the exit code."""
    if not words or words[0] not in MODULE_OF:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    do: Callable[[Sequence[str]], int] = import_module(f"backend.devstack.{MODULE_OF[words[0]]}").main
    return do(words[1:])


sys.exit(main(sys.argv[1:]))
