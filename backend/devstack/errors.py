"""What can go wrong on this machine, in words for the person in front of it."""


class NoServerError(Exception):
    """A server program is missing or does not start. The text says what to do."""


class ChildDiedError(Exception):
    """A process has failed. `code` is its exit code, 128 + the signal if a signal ended it."""

    def __init__(self, name: str, code: int, last_lines: str) -> None:
        super().__init__(f"{name} stopped with exit code {code}.\n{last_lines}".rstrip())
        self.name = name
        self.code = code


class StopAskedError(Exception):
    """Somebody asked us to stop, by Ctrl-C or a signal."""
