"""Reads the people of one scope into the engine's columns: who waits, who is ready to help, what is ruled out.

Everything that needs the calendar or the state of a row is decided here; the engine sees only arrays. Rows come by
binary COPY straight into arrays: no object is made of a person.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backend.people.models import Organisation
from backend.people.models.helper import HelperKind
from backend.people.time_zones import local_date
from matching.engine import FamilyColumns, HelperColumns, Rules
from matching.engine.columns import MUNICIPALITIES
from matching.snapshot.families import (
    WAITING_BAND,
    class_of,
    columns_of_families,
    household_bits,
    priority,
    protection_rank,
    read_families,
)
from matching.snapshot.helpers import columns_of_helpers, read_helpers
from matching.snapshot.rules import NOT_NOW_FOR, read_rules
from matching.snapshot.scope import WAITING_STATES, ready_helpers, waiting_families
from matching.snapshot.sponsoring import read_groups, read_sponsored

__all__ = [
    "NOT_NOW_FOR",
    "WAITING_BAND",
    "WAITING_STATES",
    "Snapshot",
    "class_of",
    "columns_of_families",
    "columns_of_helpers",
    "household_bits",
    "priority",
    "protection_rank",
    "read",
    "read_families",
    "read_helpers",
    "read_rules",
    "ready_helpers",
    "waiting_families",
]


# Families × helpers, where every possible pair is held in memory. If all are possible: 1.7 GB, 17 s.
MOST_LISTED: Final = 10_000_000


@dataclass(frozen=True)
class Snapshot:
    """What one run reads: keys are the ids of the rows."""

    families: FamilyColumns
    helpers: HelperColumns
    rules: Rules

    def is_within(self, most: int) -> bool:
        """Return whether there are at most so many families × helpers; fewer where no search leaves pairs out."""
        if self.rules.policy == MUNICIPALITIES:
            most = min(most, MOST_LISTED)
        return self.families.key.size * self.helpers.key.size <= most


def read(organisation: Organisation, helper_kind: str, *, now: datetime) -> Snapshot:
    """Return the columns of the families of `organisation` that wait for a helper of this kind, and of the
    helpers of all organisations that work with it; for sponsor groups with persons and money. At most nine queries,
    for sponsor groups thirteen. Read it inside one transaction.
    """
    today = local_date(organisation.time_zone, now)
    if helper_kind == HelperKind.SPONSOR_GROUP:
        rules = read_rules(organisation, helper_kind, now=now)
        return Snapshot(read_sponsored(organisation, now=now), read_groups(organisation, on=today), rules)
    families = read_families(organisation, helper_kind, now=now)
    helpers = read_helpers(organisation, helper_kind, on=today)
    return Snapshot(families, helpers, read_rules(organisation, helper_kind, now=now))
