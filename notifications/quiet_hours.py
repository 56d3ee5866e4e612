"""When a message may disturb somebody: the daytime of their own zone. Pure; knows no person and no message."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DAY_BEGINS: Final = time(8)
DAY_ENDS: Final = time(21)
MORNING: Final = time(9)

_MINUTE: Final = timedelta(minutes=1)


def at_local(on: date, at: time, zone: ZoneInfo) -> datetime:
    """Return, in UTC, the instant when the clocks of `zone` show `at` on the day `on`.

    A time that comes twice (clocks go back) means the first; one that never comes (clocks go
    forward, a skipped day) means the next minute that does.
    """
    wall = datetime.combine(on, at)
    while True:
        instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == wall:
            return instant
        wall += _MINUTE


def next_daytime(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return `instant` itself if it is daytime in `zone`, else the beginning of the next daytime there, in UTC."""
    local = instant.astimezone(zone)
    if DAY_BEGINS <= local.time() < DAY_ENDS:
        return instant
    day = local.date() if local.time() < DAY_BEGINS else local.date() + timedelta(days=1)
    begins = at_local(day, DAY_BEGINS, zone)
    # Samoa had no 30 December 2011: what fell on it falls on the first minute after it, which is night again.
    return begins if begins.astimezone(zone).time() == DAY_BEGINS else next_daytime(begins, zone)
