"""Messages about matches: that one has begun."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from matching.models import Match
from notifications.reminders.due import Due
from notifications.reminders.readers import rows_with_reader, to_contact, to_helper, told_of_match

MATCH_MADE: Final = "match_made"
NEWS_FOR: Final = timedelta(days=3)

WAYS: Final = (to_contact("family"), *to_helper("helper"))


def match_made(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """When all three have agreed, for three days: to the family's contact and to the helper."""
    begun = Match.objects.filter(**told_of_match(), started_at__gt=now - NEWS_FOR)
    if about is not None:
        begun = begun.filter(uuid=about)
    for way in WAYS:
        for row in rows_with_reader(begun, way, "uuid", "started_at"):
            yield Due(
                rule=MATCH_MADE,
                subject=f"match:{row['uuid']}",
                occurrence="once",
                recipient_id=row["reader"],
                template=f"{MATCH_MADE}_{way.party}",
                due_at=row["started_at"],
                expires_at=row["started_at"] + NEWS_FOR,
            )
