"""What a run keeps of its question and of those it could not serve, as the JSON of its row."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from backend.people.models import Family, Helper
from matching.engine import Kept, Rules, WhyUnserved
from matching.engine.arrays import Floats, Ints
from matching.engine.canonical import parameters as as_used
from matching.engine.weights import POINTS
from matching.models import Run, RunPlan
from matching.models.run_plan import packed
from matching.services.proposals import TIME_TO_ANSWER
from matching.snapshot import WAITING_BAND

MOST_UNSERVED_KEPT: Final = 1_000


def parameters(rules: Rules) -> dict[str, Any]:
    """Return canonical rules as used; without the pairs ruled out, which are named by ids that stay inside."""
    used = as_used(rules)
    return {name: used[name] for name in ("policy", "weights", "conversation_level", "keep_bonus")} | {
        "waiting_band_days": WAITING_BAND.days,
        "answer_days": TIME_TO_ANSWER.days,
    }


def keep_plan(
    run: Run,
    family: Ints,
    priority: Ints,
    family_key: Ints,
    helper_key: Ints,
    fit: Floats,
    kept: Kept | None = None,
) -> None:
    """Keep whom the run planned for whom: all families, by ascending key, and the pairs of those that are served; and
    the prices of places, where the next plan may begin with them."""
    helper, points = np.full(family.size, -1, dtype=np.int64), np.zeros(family.size, dtype=np.int64)
    served = np.searchsorted(family, family_key)
    helper[served], points[served] = helper_key, np.rint(fit * POINTS)
    prices = (
        {"dear": kept.dear, "price": kept.price, "price_tie": kept.price_tie, "step": np.array(kept.step)}
        if kept
        else {}
    )
    arrays = packed(family=family, priority=priority, helper=helper, points=points, **prices)
    RunPlan.objects.create(run=run, arrays=arrays)


def unserved(reasons: Mapping[int, WhyUnserved]) -> list[dict[str, Any]]:
    """Return, for each family by id, what leaves it without a helper, in uuids. Two queries."""
    family_ids = {*reasons, *(key for why in reasons.values() for key in why.families)}
    helper_ids = {key for why in reasons.values() for key in why.helpers}
    families = dict(Family.objects.filter(pk__in=family_ids).values_list("pk", "uuid"))
    helpers = dict(Helper.objects.filter(pk__in=helper_ids).values_list("pk", "uuid"))
    return [
        {
            "family": str(families[key]),
            "code": why.code,
            "families": [str(families[other]) for other in why.families],
            "helpers": [str(helpers[helper]) for helper in why.helpers],
        }
        for key, why in reasons.items()
    ]
