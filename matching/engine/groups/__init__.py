"""Families to sponsor groups, which have room for so many families, persons and euro at once."""

from matching.engine.groups.columns import GroupColumns, SponsoredFamilies
from matching.engine.groups.plan import GroupPlan, plan_groups

__all__ = ["GroupColumns", "GroupPlan", "SponsoredFamilies", "plan_groups"]
