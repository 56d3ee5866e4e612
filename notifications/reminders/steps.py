"""Reminders of the steps of a family's plan: on the morning of the day."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from backend.journey.models import Step
from backend.people.time_zones import zone_named
from matching.models.proposal import Party
from notifications.quiet_hours import MORNING, at_local
from notifications.reminders.due import Due
from notifications.reminders.readers import rows_with_reader, to_contact, to_helper, told_of_match

STEP_DUE: Final = "step_due"
WORTH_TELLING_FOR: Final = timedelta(days=14)

TEMPLATES: Final[Mapping[Party, str]] = MappingProxyType(
    {Party.FAMILY: "step_due_family", Party.HELPER: "step_due_helper"}
)
WAYS: Final = (
    to_contact("family"),
    *to_helper("family__matches__helper", told_of_match("family__matches__")),
)


def step_due(now: datetime, about: UUID | None = None) -> Iterator[Due]:
    """At 09:00 of the reader's own day, for 14 days: to the family's contact and to its running helpers.

    A step that is moved to another day is told again on that day.
    """
    day = timedelta(days=1)  # the reader's date may be a day before or after that of UTC
    steps = Step.objects.filter(
        done_at=None, due_on__range=((now - WORTH_TELLING_FOR - day).date(), (now + day).date())
    )
    if about is not None:
        steps = steps.filter(uuid=about)
    for way in WAYS:
        for row in rows_with_reader(steps, way, "uuid", "milestone", "due_on"):
            yield _due(row, TEMPLATES[way.party])


def _due(row: Mapping[str, Any], template: str) -> Due:
    due_at = at_local(row["due_on"], MORNING, zone_named(row["zone"]))
    return Due(
        rule=STEP_DUE,
        subject=f"step:{row['uuid']}",
        occurrence=row["due_on"].isoformat(),
        recipient_id=row["reader"],
        template=template,
        due_at=due_at,
        expires_at=due_at + WORTH_TELLING_FOR,
        parameters={"milestone": row["milestone"]},
    )
