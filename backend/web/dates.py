"""Days and times as people write them in each of our languages: names from CLDR, order and digits our own."""

from datetime import date, datetime
from typing import Final

from babel.dates import format_date, format_datetime

from backend.web.pages import reading

DAY: Final = "d MMMM y"
DAY_OF_THIS_YEAR: Final = "d MMMM"
WEEKDAY: Final = "EEEE d MMMM y"
INSTANT: Final = "d MMM y, HH:mm"


def written_day(day: date | None, pattern: str = DAY) -> str:
    """Return `day` in the active language, by a pattern of CLDR; "" for None.

    Patterns of our own, because CLDR's ready ones put the month first in Tigrinya and "р." after it in Ukrainian.
    """
    return format_date(day, pattern, locale=_locale()) if day else ""


def written_instant(instant: datetime | None) -> str:
    """Return day and time of `instant` as its own zone shows them, in the active language; "" for None."""
    return format_datetime(instant, INSTANT, locale=_locale()) if instant else ""


def _locale() -> str:
    language, _, region = reading().partition("-")
    return f"{language}_{region.upper()}" if region else language
