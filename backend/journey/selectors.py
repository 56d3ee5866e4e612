"""Reads of steps."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from backend.journey.models import Step

SHOWN: Final = 3


def next_steps_of_families(family_ids: Iterable[int], *, limit: int = SHOWN) -> dict[int, list[Step]]:
    """Return the first `limit` undone steps of each family that has any, soonest first. One query."""
    order = [F("due_on").asc(), F("pk").asc()]
    place = Window(RowNumber(), partition_by=F("family_id"), order_by=order)
    rows = (
        Step.objects.filter(family_id__in=list(family_ids), done_at__isnull=True)
        .annotate(place=place)
        .filter(place__lte=limit)
        .order_by("family_id", "due_on", "pk")
    )
    found: dict[int, list[Step]] = {}
    for step in rows:
        found.setdefault(step.family_id, []).append(step)
    return found


def steps_of_family(family_id: int) -> list[Step]:
    """Return all steps of the family, soonest first. One query."""
    return list(Step.objects.filter(family_id=family_id).order_by("due_on", "pk"))


def steps_done_since(family_ids: Iterable[int], since: datetime) -> list[Step]:
    """Return the steps of these families that were done at or after `since`, newest first. One query."""
    return list(Step.objects.filter(family_id__in=list(family_ids), done_at__gte=since).order_by("-done_at", "pk"))
