"""The door to steps: the family itself, staff of its organisation, and (told by the caller) its running helpers."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.errors import NotFound
from backend.journey.models import Step
from backend.people.access import organisations_of_staff
from backend.people.models import Person


def visible_steps(actor: Person, *, helped_families: QuerySet[Any, int] | None = None) -> QuerySet[Step]:
    """Return the steps `actor` may see and do.

    `helped_families` are the ids of families that `actor` helps now: who helps whom is known above this package.
    """
    own = Q(family__members__person=actor) | Q(organisation__in=organisations_of_staff(actor).values("pk"))
    if helped_families is not None:
        own |= Q(family__in=helped_families)
    return Step.objects.filter(pk__in=Step.objects.filter(own).values("pk"))


def step_to_change(actor: Person, step_uuid: UUID, *, helped_families: QuerySet[Any, int] | None = None) -> Step:
    """Return the step, locked until the transaction ends. Raises NotFound if `actor` may not know of it."""
    visible = visible_steps(actor, helped_families=helped_families)
    step = visible.select_for_update(no_key=True, of=("self",)).filter(uuid=step_uuid).first()
    if step is None:
        raise NotFound("no such step")
    return step
