"""How often one person may hand something in: each file is looked through while they wait."""

from datetime import datetime
from typing import Final

from django.core.cache import cache

from backend.errors import TooOften
from backend.people.models import Person

UPLOADS_AN_HOUR: Final = 30
HOUR: Final = 3600  # seconds


def count_upload(actor: Person, *, now: datetime) -> None:
    """Count that `actor` hands something in; call it before each. Raises TooOften (too_many_uploads)."""
    hour, gone = divmod(int(now.timestamp()), HOUR)
    key = f"uploads:{actor.pk}:{hour}"
    cache.add(key, 0, HOUR)
    if cache.incr(key) > UPLOADS_AN_HOUR:
        raise TooOften("too many files in an hour: wait a little", wait=HOUR - gone, code="too_many_uploads")
