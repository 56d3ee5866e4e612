"""The families that wait, as columns: their class, their household and their languages follow from their rows."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from django.db.models import Q, QuerySet
from numpy.typing import NDArray

from backend.people.models import Family, FamilyMember, MemberLanguage, Organisation
from backend.people.vocabulary import ADULT_AGE, HOUSEHOLD, PROTECTION_RANK, SENIOR_AGE
from matching.engine import FamilyColumns
from matching.engine.arrays import Ints
from matching.snapshot.binary import copied
from matching.snapshot.codes import GENDER, WISH, coded, origin, rows_of
from matching.snapshot.scope import waiting_families
from matching.snapshot.spoken import levels

WAITING_BAND: Final = timedelta(days=30)
BANDS: Final = 100
TRAIT: Final = {trait: 1 << bit for bit, trait in enumerate(HOUSEHOLD)}


def read_families(
    organisation: Organisation, helper_kind: str, *, now: datetime, within: Sequence[int] | None = None
) -> FamilyColumns:
    """Return the waiting families as columns, by id; with `within`, only those of these municipalities. Three queries."""
    waiting = waiting_families(organisation, helper_kind)
    if within is not None:
        waiting = waiting.filter(municipality__in=within)
    return columns_of_families(waiting, now=now)


def columns_of_families(waiting: QuerySet[Family], *, now: datetime) -> FamilyColumns:
    """Return these families, who have a municipality, as columns, by id, whether they wait or not. Three queries."""
    read = copied(
        waiting.order_by("pk"),
        key=("pk", np.int64),
        organisation=("organisation_id", np.int64),
        municipality=("municipality_id", np.int64),
        latitude=("municipality__latitude", np.float64),
        longitude=("municipality__longitude", np.float64),
        practises=("practises_local_language", np.bool_),
        wished_gender=(coded("wished_gender", WISH), np.int8),
        needs=("needs_mask", np.int64),
        certificates=("needed_certificates_mask", np.int64),
        availability=("availability", np.int64),
        interests=("interests_mask", np.int64),
        origin=(origin("nationality"), np.int16),
        wishes_same_origin=("wishes_same_origin", np.bool_),
        rank=(coded("protection_class", PROTECTION_RANK), np.int64),
        waiting_since=("waiting_since", np.datetime64),
    )
    members = copied(
        FamilyMember.objects.filter(family__in=waiting.values("pk")),
        family=("family_id", np.int64),
        birth_year=("birth_year", np.int64),
        gender=(coded("gender", GENDER), np.int8),
        is_contact=("is_contact", np.bool_),
    )
    row, is_there = rows_of(read["key"], members["family"])
    gender = np.zeros(read["key"].size, dtype=np.int8)
    contact = members["is_contact"] & is_there
    gender[row[contact]] = members["gender"][contact]
    adults = Q(member__birth_year__lte=now.year - ADULT_AGE)
    spoken = MemberLanguage.objects.filter(adults, member__family__in=waiting.values("pk"))
    return FamilyColumns(
        priority=_priorities(read.pop("rank"), read.pop("waiting_since"), now),
        level=levels(read["key"], spoken, "member__family_id"),
        gender=gender,
        household=_households(row[is_there], now.year - members["birth_year"][is_there], read["key"].size),
        **read,
    )


def priority(protection_class: str, waiting_since: datetime, now: datetime) -> int:
    """Return the family's class, smaller first: by protection class, then by 30-day bands of waiting, longest first."""
    rank = np.array([PROTECTION_RANK[protection_class]], dtype=np.int64)
    return int(_priorities(rank, np.array([_instant(waiting_since)]), now)[0])


def protection_rank(priority: Ints) -> Ints:
    """Return int64[families]: the rank of the protection class in each priority, 0 goes first."""
    return priority // BANDS


def class_of(priority: int) -> tuple[int, int]:
    """Return what a family's class says: the rank of its protection class, and how many whole bands it has waited."""
    rank, left = divmod(priority, BANDS)
    return rank, BANDS - 1 - left


def household_bits(ages: Iterable[int]) -> int:
    """Return the mask of HOUSEHOLD traits of a family whose members have these ages (years reached this year)."""
    told = np.array(list(ages), dtype=np.int64)
    return int(_households(np.zeros(told.size, dtype=np.int64), told, 1)[0])


def _priorities(rank: Ints, waiting_since: NDArray[np.datetime64], now: datetime) -> Ints:
    bands = np.clip((_instant(now) - waiting_since) // np.timedelta64(WAITING_BAND), 0, BANDS - 1)
    return rank * BANDS + BANDS - 1 - bands


def _instant(at: datetime) -> np.datetime64:
    return np.datetime64(at.astimezone(UTC).replace(tzinfo=None), "us")


def _households(family: Ints, age: Ints, families: int) -> Ints:
    """Return int64[families], masks; member i belongs to family[i] and is age[i]."""
    mask = np.zeros(families, dtype=np.int64)
    adults = np.bincount(family[age >= ADULT_AGE], minlength=families)
    mask[(adults == 1) & (np.bincount(family, minlength=families) > 1)] = TRAIT["single_parent"]
    some = {
        "children_0_5": age <= 5,
        "children_6_11": (age >= 6) & (age <= 11),
        "children_12_17": (age >= 12) & (age < ADULT_AGE),
        "senior": age >= SENIOR_AGE,
    }
    for trait, holds in some.items():
        mask[family[holds]] |= TRAIT[trait]
    return mask
