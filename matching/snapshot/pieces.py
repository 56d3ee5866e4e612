"""Reads one scope territory by territory, for runs that are too large for one worker: one piece in memory at a time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

import numpy as np
from django.db.models import Count, Max, QuerySet

from backend.people.models import Organisation
from backend.people.time_zones import local_date
from matching.engine import Rules
from matching.engine.arrays import Floats, Ints
from matching.engine.canonical import canonical
from matching.engine.territories import Piece, piece, territories
from matching.snapshot.families import read_families
from matching.snapshot.helpers import read_helpers
from matching.snapshot.scope import ready_helpers, waiting_families

NOWHERE: Final = 0  # no municipality has this id; beside others it asks for nobody, and alone it is still a query


class _Places(NamedTuple):
    """Municipalities where somebody of a scope lives: id, coordinates, how many."""

    municipality: Ints
    latitude: Floats
    longitude: Floats
    people: Ints


def people_in(organisation: Organisation, helper_kind: str, *, now: datetime) -> int:
    """Return how many families and helpers a run over this scope would look at. Two queries."""
    today = local_date(organisation.time_zone, now)
    families = waiting_families(organisation, helper_kind).count()
    return families + ready_helpers(organisation, helper_kind, on=today).count()


def read_in_pieces(
    organisation: Organisation, helper_kind: str, rules: Rules, *, most: int, now: datetime
) -> Iterator[Piece]:
    """Yield a piece for each territory of at most `most` helpers, or one municipality; last, without helpers, the
    families that touch none; with the `rules`, canonical, that concern them. Read it inside one transaction. Three queries and six for each piece.
    """
    today = local_date(organisation.time_zone, now)
    ready = ready_helpers(organisation, helper_kind, on=today)
    here, there = _places(waiting_families(organisation, helper_kind)), _places(ready)
    travelled = dict(ready.values_list("municipality").annotate(Max("travel_km")).order_by())
    reach = np.array([travelled[place] for place in there.municipality.tolist()], dtype=np.float64)
    found = territories(here[1:3], there[1:3], there.people, reach, most)
    often = found.touched.sum(axis=1)
    alone = here.municipality[often == 1]
    for number in range(found.touched.shape[1]):
        ours = [NOWHERE, *here.municipality[found.touched[:, number]].tolist()]
        theirs = there.municipality[found.of_place == number].tolist()
        families = canonical(read_families(organisation, helper_kind, now=now, within=ours))
        helpers = canonical(read_helpers(organisation, helper_kind, on=today, within=theirs))
        yield piece(families, helpers, np.isin(families.municipality, alone), rules)
    nowhere = [NOWHERE, *here.municipality[often == 0].tolist()]
    families = canonical(read_families(organisation, helper_kind, now=now, within=nowhere))
    nobody = canonical(read_helpers(organisation, helper_kind, on=today, within=[NOWHERE]))
    yield piece(families, nobody, np.zeros(families.key.size, dtype=np.bool_), rules)


def _places(people: QuerySet[Any]) -> _Places:
    at = people.values_list("municipality", "municipality__latitude", "municipality__longitude")
    rows = list(at.annotate(Count("pk")).order_by("municipality"))
    municipality, latitude, longitude, number = zip(*rows, strict=True) if rows else ((), (), (), ())
    return _Places(
        np.array(municipality, dtype=np.int64),
        np.array(latitude, dtype=np.float64),
        np.array(longitude, dtype=np.float64),
        np.array(number, dtype=np.int64),
    )
