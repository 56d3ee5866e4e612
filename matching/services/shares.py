"""What share of its families each municipality has served in a plan, told by names that may leave the house."""

from typing import Any

import numpy as np

from backend.places.models import Municipality
from matching.engine import Plan
from matching.engine.arrays import Bools, Floats, Ints
from matching.engine.groups import GroupPlan


def shares_served(planned: Plan | GroupPlan) -> list[dict[str, Any]]:
    """Return `shares` of the families of a plan."""
    is_served = np.isin(planned.families.key, planned.family_key)
    bonus = planned.assignment.family_bonus if isinstance(planned, Plan) else np.zeros(is_served.size)
    return shares(planned.families.municipality, is_served, bonus)


def shares(municipality: Ints, is_served: Bools, bonus: Floats) -> list[dict[str, Any]]:
    """Return, ready for JSON, the municipalities of families, the least served first. One query.

    municipality, is_served, bonus  shape (families,); families of a municipality have the same bonus

    Each has its uuid, how many families it has, how many are served, and what its fair number costs: `price`, how much
    fit the plan would gain if the municipality had to have one family less; 0 under the policy "classes", and for
    sponsor groups, where there is no such policy.
    """
    ids, first, of = np.unique(municipality, return_index=True, return_inverse=True)
    families = np.bincount(of, minlength=ids.size)
    served = np.bincount(of[is_served], minlength=ids.size)
    price = bonus[first]
    uuids = dict(Municipality.objects.filter(pk__in=ids.tolist()).values_list("pk", "uuid"))
    return [
        {
            "municipality": str(uuids[int(ids[i])]),
            "families": int(families[i]),
            "served": int(served[i]),
            "price": float(price[i]),
        }
        for i in np.lexsort((ids, -families, served / families))
    ]
