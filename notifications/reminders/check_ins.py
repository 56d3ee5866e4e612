"""Check-ins: on the morning of the day each side is asked how it goes, by a link that answers without signing in."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from backend.care.access import check_ins_going_on
from backend.care.links import signed
from backend.people.time_zones import zone_named
from notifications.models import Message
from notifications.quiet_hours import MORNING, at_local
from notifications.reminders.due import Due
from notifications.reminders.readers import rows_with_reader, to_contact, to_helper

CHECK_IN_WANTED: Final = "check_in_wanted"
WORTH_ASKING_FOR: Final = timedelta(days=14)

WAYS: Final = (to_contact("match__family"), *to_helper("match__helper"))


def check_in_wanted(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """At 09:00 of the reader's own day, for 14 days: to each side that has not answered, while the match goes on."""
    day = timedelta(days=1)  # the reader's date may be a day before or after that of UTC
    asked = check_ins_going_on().filter(
        answers__isnull=True, due_on__range=((now - WORTH_ASKING_FOR - day).date(), (now + day).date())
    )
    if about is not None:
        asked = asked.filter(uuid=about)
    for way in WAYS:
        for row in rows_with_reader(asked.filter(party=way.party), way, "uuid", "due_on"):
            due_at = at_local(row["due_on"], MORNING, zone_named(row["zone"]))
            yield Due(
                rule=CHECK_IN_WANTED,
                subject=f"check_in:{row['uuid']}",
                occurrence="once",
                recipient_id=row["reader"],
                template=f"{CHECK_IN_WANTED}_{way.party}",
                due_at=due_at,
                expires_at=due_at + WORTH_ASKING_FOR,
            )


def answer_path(message: Message, now: datetime) -> str:
    """Return the path of the page on which the recipient of `message` answers with one tap, without signing in."""
    check_in = UUID(message.subject.partition(":")[2])
    return f"/check-in/{signed(check_in, message.recipient.uuid, now=now)}/"
