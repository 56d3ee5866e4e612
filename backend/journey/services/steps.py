"""Steps: planning a family's way, and marking what is done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from backend.errors import Conflict
from backend.journey.access import step_to_change
from backend.journey.models import Step
from backend.journey.plan import milestones_for
from backend.people.models import Family, Person


@transaction.atomic
def plan_missing_steps() -> int:
    """Give each family that has a day of arrival and no steps yet its own copy of the plan. Returns how many got one.

    Safe to repeat: families that have steps are left as they are. Three queries, whatever the number of families (and one more for each further 5,000 steps).
    """
    waiting = Family.objects.filter(arrives_on__isnull=False, steps__isnull=True).prefetch_related("members")
    planned = [_steps_of(family) for family in waiting]
    Step.objects.bulk_create([step for steps in planned for step in steps], ignore_conflicts=True, batch_size=5_000)
    return len(planned)


@transaction.atomic(durable=True)
def mark_done(
    *, actor: Person, step_uuid: UUID, helped_families: QuerySet[Any, int] | None = None, now: datetime
) -> Step:
    """Record that a step was done, and by whom.

    Raises NotFound if `actor` may not know of it, Conflict (already_done) if somebody was first.
    """
    step = step_to_change(actor, step_uuid, helped_families=helped_families)
    if step.done_at is not None:
        raise Conflict("this step is done already", code="already_done")
    step.done_at, step.done_by = now, actor
    step.save(update_fields=["done_at", "done_by"])
    return step


@transaction.atomic(durable=True)
def mark_open(*, actor: Person, step_uuid: UUID, helped_families: QuerySet[Any, int] | None = None) -> Step:
    """Take "done" back: it was a mistake. Raises NotFound, Conflict (not_done)."""
    step = step_to_change(actor, step_uuid, helped_families=helped_families)
    if step.done_at is None:
        raise Conflict("this step is not done yet", code="not_done")
    step.done_at = step.done_by = None
    step.save(update_fields=["done_at", "done_by"])
    return step


def _steps_of(family: Family) -> list[Step]:
    assert family.arrives_on is not None
    birth_years = [member.birth_year for member in family.members.all()]
    return [
        Step(
            organisation_id=family.organisation_id,
            family=family,
            milestone=milestone.code,
            due_on=milestone.due_on(family.arrives_on),
        )
        for milestone in milestones_for(birth_years=birth_years, arrives_on=family.arrives_on)
    ]
