"""What the last run of a scope left for the next plan to begin with."""

from backend.people.models import Organisation
from matching.engine import Kept
from matching.models import RunPlan
from matching.models.run import RunState


def last_kept(organisation: Organisation, helper_kind: str) -> Kept | None:
    """Return the pairs and prices of the last run that was done with the weights of the organisation. One query."""
    done = RunPlan.objects.filter(
        run__organisation=organisation, run__helper_kind=helper_kind, run__state=RunState.DONE, run__tried_weights={}
    )
    last = done.order_by("-run__created_at", "-run").first()
    return last.kept() if last else None
