"""The columns of people where sponsor groups help: those of `matching.engine.columns`, and what is needed and offered."""

from dataclasses import dataclass

from matching.engine.arrays import Ints
from matching.engine.columns import FamilyColumns, HelperColumns


@dataclass(frozen=True, eq=False)
class SponsoredFamilies(FamilyColumns):
    """One row per family that may be given a sponsor group."""

    persons: Ints  # how many they are, ≥ 0
    euro: Ints  # what a group must have pledged for them, ≥ 0; 0 = nothing is asked


@dataclass(frozen=True, eq=False)
class GroupColumns(HelperColumns):
    """One row per sponsor group; `capacity` is how many families more it takes at once."""

    persons: Ints  # how many persons more it can house, ≥ 0
    euro: Ints  # what is left of its pledge, ≥ 0
