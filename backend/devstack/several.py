"""Run several of Django's commands in one process: python -m backend.devstack.several migrate --no-input , compile_texts

Before each one its name is written, so that whoever reads along knows how far we are.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby


def heading(name: str) -> str:
    """Return the line that is written before the command `name`."""
    return f"=== {name}"


def split(words: Sequence[str]) -> Iterator[list[str]]:
    """Return the commands between the commas."""
    for is_comma, group in groupby(words, lambda word: word == ","):
        if not is_comma:
            yield list(group)


def main(words: Sequence[str]) -> None:
    """Run the commands in turn, and stop at the first that fails."""
    import django
    from django.core.management import CommandError, call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.project.settings")
    django.setup()
    for name, *arguments in split(words):
        sys.stdout.write(f"{heading(name)}\n")
        sys.stdout.flush()
        try:
            call_command(name, *arguments)
        except CommandError as error:
            sys.exit(f"{name}: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
