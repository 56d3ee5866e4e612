"""Days that people choose in a form."""

from datetime import date

from django.http import HttpRequest
from django.utils.dateparse import parse_date

from backend.errors import Invalid


def chosen_day(request: HttpRequest, field: str) -> date:
    """Return the day in this field of the form. Raises Invalid (day_missing) if there is none that can be read."""
    day = chosen_day_or_none(request, field)
    if day is None:
        raise Invalid("no day was chosen", code="day_missing")
    return day


def chosen_day_or_none(request: HttpRequest, field: str) -> date | None:
    """Return the day in this field of the form, None if it was left empty. Raises Invalid (day_missing)."""
    said = request.POST.get(field, "").strip()
    if not said:
        return None
    try:
        day = parse_date(said)
    except ValueError:  # as 2026-02-30
        day = None
    if day is None:
        raise Invalid("this is no day", code="day_missing")
    return day
