"""Makers of places."""

from itertools import count
from typing import Any

from backend.places.models import Municipality

_numbers = count(90001)


def a_municipality(**over: Any) -> Municipality:
    """Return a new municipality of Belgium, at the same point as all others unless told."""
    number = next(_numbers)
    given = {
        "country": "BE",
        "code": str(number),
        "names": {"nl": f"Dorp {number}", "fr": f"Village {number}"},
        "latitude": 51.05,
        "longitude": 3.72,
        "postal_codes": [str(number)],
    }
    return Municipality.objects.create(**given | over)
