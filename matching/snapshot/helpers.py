"""The helpers that are ready, as columns, with the places that a run may give."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from django.db.models import QuerySet

from backend.people.models import Helper, HelperLanguage, Organisation
from matching.engine import HelperColumns
from matching.engine.arrays import AnyArray
from matching.snapshot.binary import copied
from matching.snapshot.codes import GENDER, WISH, coded, origin, rows_of
from matching.snapshot.scope import approved_helpers, ready_helpers, unanswered_proposals
from matching.snapshot.spoken import levels


def read_helpers(
    organisation: Organisation, helper_kind: str, *, on: date, within: Sequence[int] | None = None
) -> HelperColumns:
    """Return the ready helpers as columns, by id, with their free places; with `within`, only those who live in these
    municipalities. Three queries.

    A place held by an open proposal that nobody has answered counts as free: the run may give it anew.
    """
    ready, approved = ready_helpers(organisation, helper_kind, on=on), approved_helpers(organisation, helper_kind)
    if within is not None:
        ready, approved = ready.filter(municipality__in=within), approved.filter(municipality__in=within)
    read = _read(ready)
    held = copied(unanswered_proposals(organisation, helper_kind), helper=("helper_id", np.int64))["helper"]
    row, is_there = rows_of(read["key"], held)
    read["capacity"] += np.bincount(row[is_there], minlength=read["key"].size)
    # Of all that are approved: to ask once more who is ready costs more than the rows of a few who are not.
    spoken = HelperLanguage.objects.filter(helper__in=approved.values("pk"))
    return HelperColumns(level=levels(read["key"], spoken, "helper_id"), **read)


def columns_of_helpers(helpers: QuerySet[Helper]) -> HelperColumns:
    """Return these helpers as columns, by id, ready or not, with the places that are free now. Two queries."""
    read = _read(helpers)
    spoken = HelperLanguage.objects.filter(helper__in=helpers.values("pk"))
    return HelperColumns(level=levels(read["key"], spoken, "helper_id"), **read)


def _read(helpers: QuerySet[Helper]) -> dict[str, AnyArray]:
    return copied(
        helpers.order_by("pk"),
        key=("pk", np.int64),
        organisation=("organisation_id", np.int64),
        latitude=("municipality__latitude", np.float64),
        longitude=("municipality__longitude", np.float64),
        travel_km=("travel_km", np.float64),
        practises=("practises_local_language", np.bool_),
        gender=(coded("gender", GENDER), np.int8),
        wished_gender=(coded("wished_gender", WISH), np.int8),
        capacity=("free_places", np.int64),
        skills=("skills_mask", np.int64),
        certificates=("certificates_mask", np.int64),
        availability=("availability", np.int64),
        interests=("interests_mask", np.int64),
        household=("household_mask", np.int64),
        origin=(origin("origin"), np.int16),
    )
