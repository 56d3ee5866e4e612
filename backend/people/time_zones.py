"""Where somebody is in time: their zone, and which day it is there. Pure; knows no person."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone_named(name: str) -> ZoneInfo:
    """Return the zone of this IANA name; UTC for a name that the system does not know (any more)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: "Europe" is a folder of the database
        return ZoneInfo("UTC")


def local_date(zone: str, now: datetime) -> date:
    """Return the day that it is at `now` in the zone of this IANA name."""
    return now.astimezone(zone_named(zone)).date()
