"""The columns of a run read the plain way, row by row in Python: slow, easy to follow, and the truth to compare with."""

from datetime import timedelta

import numpy as np
from django.db.models import F, Q

from backend.people.models import HelperLanguage, MemberLanguage
from backend.people.vocabulary import (
    ADULT_AGE,
    CERTIFICATES,
    DISCREET_NEEDS,
    HOUSEHOLD,
    INTERESTS,
    LANGUAGES,
    NEEDS,
    PROTECTION_RANK,
    SENIOR_AGE,
    Gender,
    GenderWish,
    bits,
)
from matching.engine import FamilyColumns, HelperColumns, Rules
from matching.models import Consent, Match
from matching.models.proposal import Answer, NoReason
from matching.snapshot import ready_helpers, waiting_families
from matching.snapshot.scope import unanswered_proposals

GENDER: dict[str, int] = {Gender.FEMALE: 1, Gender.MALE: 2, Gender.OTHER: 3}
WISH: dict[str, int] = {GenderWish.ANY: 0, GenderWish.FEMALE: 1, GenderWish.MALE: 2}
MONTH = timedelta(days=30)


def read_families(organisation, helper_kind, *, now):
    rows = list(waiting_families(organisation, helper_kind).select_related("municipality").order_by("pk"))
    places = [row.municipality for row in rows]
    spoken = MemberLanguage.objects.filter(member__birth_year__lte=now.year - ADULT_AGE)
    contacts = [row.members.filter(is_contact=True).first() for row in rows]
    return FamilyColumns(
        key=_column([row.pk for row in rows], np.int64),
        priority=_column([_priority(row, now) for row in rows], np.int64),
        organisation=_column([row.organisation_id for row in rows], np.int64),
        municipality=_column([row.municipality_id for row in rows], np.int64),
        latitude=_column([place.latitude for place in places if place], np.float64),
        longitude=_column([place.longitude for place in places if place], np.float64),
        level=_levels(rows, [spoken.filter(member__family=row) for row in rows]),
        practises=_column([row.practises_local_language for row in rows], np.bool_),
        gender=_column([GENDER[contact.gender] if contact else 0 for contact in contacts], np.int8),
        wished_gender=_column([WISH[row.wished_gender] for row in rows], np.int8),
        needs=_masks([row.needs for row in rows], NEEDS),
        certificates=_masks([row.needed_certificates for row in rows], CERTIFICATES),
        availability=_column([row.availability for row in rows], np.int64),
        interests=_masks([row.interests for row in rows], INTERESTS),
        household=_column([_household(row, now.year) for row in rows], np.int64),
        origin=_column([_origin(row.nationality) for row in rows], np.int16),
        wishes_same_origin=_column([row.wishes_same_origin for row in rows], np.bool_),
    )


def read_helpers(organisation, helper_kind, *, on):
    rows = list(ready_helpers(organisation, helper_kind, on=on).select_related("municipality").order_by("pk"))
    held = list(unanswered_proposals(organisation, helper_kind).values_list("helper_id", flat=True))
    return HelperColumns(
        key=_column([row.pk for row in rows], np.int64),
        organisation=_column([row.organisation_id for row in rows], np.int64),
        latitude=_column([row.municipality.latitude for row in rows], np.float64),
        longitude=_column([row.municipality.longitude for row in rows], np.float64),
        level=_levels(rows, [HelperLanguage.objects.filter(helper=row) for row in rows]),
        practises=_column([row.practises_local_language for row in rows], np.bool_),
        gender=_column([GENDER[row.gender] for row in rows], np.int8),
        wished_gender=_column([WISH[row.wished_gender] for row in rows], np.int8),
        travel_km=_column([row.travel_km for row in rows], np.float64),
        capacity=_column([row.capacity - row.places_taken + held.count(row.pk) for row in rows], np.int64),
        skills=_masks([row.skills for row in rows], NEEDS),
        certificates=_masks([row.certificates for row in rows], CERTIFICATES),
        availability=_column([row.availability for row in rows], np.int64),
        interests=_masks([row.interests for row in rows], INTERESTS),
        household=_masks([row.household for row in rows], HOUSEHOLD),
        origin=_column([_origin(row.origin) for row in rows], np.int16),
    )


def read_rules(organisation, helper_kind, *, now):
    only_not_now = Q(reason=NoReason.NOT_NOW) & Q(at__lte=now - MONTH)
    said_no = Consent.objects.filter(~only_not_now, organisation=organisation, answer=Answer.NO)
    not_again = Match.objects.filter(organisation=organisation, is_not_again=True)
    ruled_out = said_no.values_list(F("proposal__family_id"), F("proposal__helper_id")).union(
        not_again.values_list("family_id", "helper_id")
    )
    return Rules(
        weights=organisation.weights,
        works_together=frozenset((organisation.pk, other.pk) for other in organisation.works_with.all()),
        forbidden=_pairs(ruled_out),
        pending=_pairs(unanswered_proposals(organisation, helper_kind).values_list("family_id", "helper_id")),
    )


def _column(values, kind):
    return np.array(values, dtype=kind)


def _priority(family, now):
    bands = min(99, max(0, (now - family.waiting_since) // MONTH))
    return PROTECTION_RANK[family.protection_class] * 100 + 99 - bands


def _origin(country):
    if len(country) != 2 or country == "XX":
        return -1
    return (ord(country[0]) - 65) * 26 + ord(country[1]) - 65


def _household(family, year):
    ages = [year - member.birth_year for member in family.members.all()]
    traits = {
        "children_0_5": any(age <= 5 for age in ages),
        "children_6_11": any(6 <= age <= 11 for age in ages),
        "children_12_17": any(12 <= age <= 17 for age in ages),
        "single_parent": sum(age >= ADULT_AGE for age in ages) == 1 and len(ages) > 1,
        "senior": any(age >= SENIOR_AGE for age in ages),
    }
    return bits([trait for trait, holds in traits.items() if holds], list(HOUSEHOLD))


def _levels(rows, spoken):
    levels = np.zeros((len(rows), len(LANGUAGES)), dtype=np.int8)
    for row, told in enumerate(spoken):
        for one in told:
            if one.language in LANGUAGES:
                column = list(LANGUAGES).index(one.language)
                levels[row, column] = max(levels[row, column], one.level)
    return levels


def _masks(rows, vocabulary):
    return _column([bits(set(codes) - DISCREET_NEEDS, list(vocabulary)) for codes in rows], np.int64)


def _pairs(pairs):
    return _column(sorted(pairs), np.int64).reshape(-1, 2)
