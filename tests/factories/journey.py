"""Makers of steps."""

from typing import Any

from backend.journey.models import Step
from backend.people.models import Family
from tests.factories.clock import NOON
from tests.factories.people import a_family


def a_step(family: Family | None = None, **over: Any) -> Step:
    """Return a new step, undone and due today."""
    family = family or a_family()
    given = {"organisation_id": family.organisation_id, "milestone": "id_card", "due_on": NOON.date()}
    return Step.objects.create(family=family, **given | over)
