"""A meeting as a calendar file (iCalendar, RFC 5545). It says when, and nothing about who, where or why.

The instant stands in UTC: every calendar shows it in its owner's own time, whatever clocks do until then.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from backend.care.models import Meeting

LONGEST_LINE: Final = 75  # bytes, RFC 5545 §3.1
_BREAK: Final = "\r\n"


def calendar_file(meeting: Meeting, *, title: str, now: datetime) -> str:
    """Return `meeting` under `title`, a plain word such as “Meeting”. Read again after it moved, it replaces itself:
    the uid stays and the sequence goes up."""
    ends_at = meeting.starts_at + timedelta(minutes=meeting.minutes)
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Familievriend//Familievriend 1//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{meeting.uuid}",
        f"DTSTAMP:{_instant(now)}",
        f"SEQUENCE:{meeting.version - 1}",
        f"DTSTART:{_instant(meeting.starts_at)}",
        f"DTEND:{_instant(ends_at)}",
        f"SUMMARY:{_escaped(title)}",
        f"STATUS:{'CONFIRMED' if meeting.cancelled_at is None else 'CANCELLED'}",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(_folded(line) + _BREAK for line in lines)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return `line` cut into pieces of at most 75 bytes, never within a letter; all but the first begin with a space."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > LONGEST_LINE:
            pieces.append(piece)
            piece = " "
        piece += letter
    return _BREAK.join([*pieces, piece])
