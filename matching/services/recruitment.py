"""Which volunteers, not there yet, would help most: what is kept of it with a run."""

from typing import Any

from backend.people.vocabulary import NEEDS
from backend.places.models import Municipality
from matching.engine import Plan
from matching.engine.explain import recruitment
from matching.engine.groups.plan import GroupPlan
from matching.models import Run
from matching.reasons import stored_recruit


def recruitment_to_store(run: Run, planned: Plan | GroupPlan) -> list[dict[str, Any]] | None:
    """Return the best newcomers as JSON, best first; None, not told, for a run of sponsor groups. One query."""
    if isinstance(planned, GroupPlan):
        return None
    found = recruitment(planned, organisation=run.organisation_id, skills=len(NEEDS))
    towns = Municipality.objects.in_bulk({recruit.municipality for recruit in found})
    return [stored_recruit(recruit, str(towns[recruit.municipality].uuid)) for recruit in found]
