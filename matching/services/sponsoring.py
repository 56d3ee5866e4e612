"""Persons and money once more, as they stand under the locks in which proposals are written."""

from collections.abc import Sequence

import numpy as np

from backend.people.models import Organisation
from backend.people.models.helper import HelperKind
from matching.engine.arrays import Ints
from matching.models import Proposal, Run
from matching.snapshot.sponsoring import persons_of, room_left


class RoomOfGroups:
    """What sponsor groups have left beside all their families, and what each new family takes of it."""

    def __init__(self, organisation: Organisation, pairs: Sequence[tuple[int, int]]) -> None:
        """Read it for these pairs of family and group, which the caller has locked."""
        families, groups = (np.unique(np.array(ids, dtype=np.int64)) for ids in zip(*pairs, strict=True))
        persons = persons_of(families)
        euro = organisation.sponsor_base_euro + organisation.sponsor_person_euro * persons
        self._needs = dict(zip(families.tolist(), _rows(persons, euro), strict=True))
        self._left = dict(zip(groups.tolist(), _rows(*room_left(groups, besides=Proposal.objects.none())), strict=True))

    def take(self, family_id: int, group_id: int) -> bool:
        """Take what the family needs, if the group has it; else take nothing and say so."""
        left = self._left[group_id] - self._needs[family_id]
        if (left < 0).any():
            return False
        self._left[group_id] = left
        return True


def room_of_groups(run: Run, pairs: Sequence[tuple[int, int]]) -> RoomOfGroups | None:
    """Return the room of the groups of a run, or None where only places are limited."""
    if run.helper_kind != HelperKind.SPONSOR_GROUP or not pairs:
        return None
    return RoomOfGroups(run.organisation, pairs)


def _rows(*columns: Ints) -> list[Ints]:
    return list(np.stack(columns, axis=1))
