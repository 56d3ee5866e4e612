"""Reading sign-in codes from the folder in which the demo's e-mail lands."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Final

# Django's file backend ends each message with a line of 79 dashes.
_END: Final = re.compile(rb"^-{79}\r?\n", flags=re.MULTILINE)
_CODE: Final = re.compile(r"^\s*([A-Z0-9]{4}-?[A-Z0-9]{4}|[A-Z0-9]{6})\s*$", flags=re.MULTILINE)


def last_code(folder: Path, address: str) -> str | None:
    """Return the code in the newest message to `address` that holds one, or None."""
    for file in sorted(folder.glob("*.log"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True):
        for source in reversed(_END.split(file.read_bytes())):
            if code := _code(source, address):
                return code
    return None


def _code(source: bytes, address: str) -> str | None:
    message = message_from_bytes(source, policy=policy.default)
    assert isinstance(message, EmailMessage)
    if address.lower() not in str(message["To"] or "").lower():
        return None
    body = message.get_body(preferencelist=("plain",))
    found = _CODE.search(body.get_content()) if body else None
    return found[1] if found else None
