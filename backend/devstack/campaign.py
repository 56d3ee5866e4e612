"""`make campaign`: the long tests, which `make test` leaves out."""

from collections.abc import Sequence

from backend.devstack.testing import run_pytest


def main(arguments: Sequence[str]) -> int:
    """Run the long tests and return pytest's exit code."""
    return run_pytest(["-m", "campaign", *arguments])
