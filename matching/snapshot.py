"""Reads the people of one scope into the engine's columns: who waits, who is ready to help, what is ruled out.

Everything that needs the calendar or the state of a row is decided here; the engine sees only arrays.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from numpy.typing import NDArray

from backend.people.models import Check, Family, Helper, HelperLanguage, MemberLanguage, Organisation, Requirement
from backend.people.models.family import FamilyState
from backend.people.models.helper import HelperState
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
from matching.lifecycle import RUNNING_MATCH, ProposalState
from matching.models import Consent, Match, Proposal
from matching.models.proposal import Answer, NoReason

WAITING_BAND: Final = timedelta(days=30)
BANDS: Final = 100
NOT_NOW_FOR: Final = timedelta(days=30)
WAITING_STATES: Final = [state for state in FamilyState if state not in {FamilyState.REFERRED, FamilyState.INDEPENDENT}]

_GENDER: Final[dict[str, int]] = {Gender.FEMALE: 1, Gender.MALE: 2, Gender.OTHER: 3}
_WISH: Final[dict[str, int]] = {GenderWish.ANY: 0, GenderWish.FEMALE: 1, GenderWish.MALE: 2}
_LANGUAGE: Final = {code: column for column, code in enumerate(LANGUAGES)}
_CODES: Final = {
    "needs": list(NEEDS),
    "interests": list(INTERESTS),
    "certificates": list(CERTIFICATES),
    "household": list(HOUSEHOLD),
}


@dataclass(frozen=True)
class Snapshot:
    """What one run reads: keys are the ids of the rows."""

    families: FamilyColumns
    helpers: HelperColumns
    rules: Rules


def read(organisation: Organisation, helper_kind: str, *, now: datetime) -> Snapshot:
    """Return the columns of the families of `organisation` that wait for a helper of this kind, and of the
    helpers of all organisations that work with it. At most nine queries. Read it inside one transaction.
    """
    families = read_families(organisation, helper_kind, now=now)
    helpers = read_helpers(organisation, helper_kind, on=now.date())
    return Snapshot(families, helpers, read_rules(organisation, helper_kind, now=now))


def waiting_families(organisation: Organisation, helper_kind: str) -> QuerySet[Family]:
    """Return the families that may be given a helper of this kind: placed, not on hold, not matched, and
    without an open proposal that somebody has answered."""
    answered = Proposal.objects.filter(
        Exists(Consent.objects.filter(proposal=OuterRef("pk"))),
        family=OuterRef("pk"),
        helper_kind=helper_kind,
        state=ProposalState.OPEN,
    )
    matched = Match.objects.filter(family=OuterRef("pk"), helper_kind=helper_kind, state__in=sorted(RUNNING_MATCH))
    return Family.objects.filter(
        ~Exists(answered),
        ~Exists(matched),
        organisation=organisation,
        state__in=WAITING_STATES,
        municipality__isnull=False,
        is_on_hold=False,
    )


def ready_helpers(organisation: Organisation, helper_kind: str, *, on: date) -> QuerySet[Helper]:
    """Return the helpers that may meet families of `organisation` on that day: approved, every check valid, not away."""
    return Helper.objects.filter(
        ~Exists(_missing_requirements(on)),
        Q(organisation=organisation) | Q(organisation__in=organisation.works_with.values("pk")),
        ~Q(away_from__lte=on, away_until__isnull=True) & ~Q(away_from__lte=on, away_until__gte=on),
        kind=helper_kind,
        state=HelperState.APPROVED,
    )


def read_families(organisation: Organisation, helper_kind: str, *, now: datetime) -> FamilyColumns:
    """Return the waiting families as columns, by id. Three queries."""
    columns = (
        "pk", "organisation_id", "municipality_id", "municipality__latitude", "municipality__longitude", "protection_class",
        "waiting_since", "practises_local_language", "wished_gender", "needs", "needed_certificates",
        "availability", "interests", "nationality", "wishes_same_origin",
    )  # fmt: skip
    waiting = waiting_families(organisation, helper_kind).order_by("pk")
    rows = list(waiting.values_list(*columns, named=True))
    members = list(waiting.values_list("pk", "members__birth_year", "members__gender", "members__is_contact"))
    contact_gender = {pk: _GENDER.get(gender, 0) for pk, _, gender, is_contact in members if is_contact}
    households = _households(members, now.year)
    spoken = MemberLanguage.objects.filter(
        member__family__in=waiting.values("pk"), member__birth_year__lte=now.year - ADULT_AGE
    ).values_list("member__family_id", "language", "level")
    keys = [row.pk for row in rows]
    return FamilyColumns(
        key=np.array(keys, dtype=np.int64),
        priority=np.array([priority(row.protection_class, row.waiting_since, now) for row in rows], dtype=np.int64),
        organisation=np.array([row.organisation_id for row in rows], dtype=np.int64),
        municipality=np.array([row.municipality_id for row in rows], dtype=np.int64),
        latitude=np.array([row.municipality__latitude for row in rows], dtype=np.float64),
        longitude=np.array([row.municipality__longitude for row in rows], dtype=np.float64),
        level=_levels(keys, spoken),
        practises=np.array([row.practises_local_language for row in rows], dtype=np.bool_),
        gender=np.array([contact_gender.get(key, 0) for key in keys], dtype=np.int8),
        wished_gender=np.array([_WISH[row.wished_gender] for row in rows], dtype=np.int8),
        needs=_masks((row.needs for row in rows), "needs"),
        certificates=_masks((row.needed_certificates for row in rows), "certificates"),
        availability=np.array([row.availability for row in rows], dtype=np.int64),
        interests=_masks((row.interests for row in rows), "interests"),
        household=np.array([households.get(key, 0) for key in keys], dtype=np.int64),
        origin=np.array([origin(row.nationality) for row in rows], dtype=np.int16),
        wishes_same_origin=np.array([row.wishes_same_origin for row in rows], dtype=np.bool_),
    )


def read_helpers(organisation: Organisation, helper_kind: str, *, on: date) -> HelperColumns:
    """Return the ready helpers as columns, by id, with their free places. Three queries.

    A place held by an open proposal that nobody has answered counts as free: the run may give it anew.
    """
    columns = (
        "pk", "organisation_id", "municipality__latitude", "municipality__longitude", "travel_km",
        "practises_local_language", "gender", "wished_gender", "capacity", "places_taken", "skills",
        "certificates", "availability", "interests", "household", "origin",
    )  # fmt: skip
    ready = ready_helpers(organisation, helper_kind, on=on).order_by("pk")
    rows = list(ready.values_list(*columns, named=True))
    spoken = HelperLanguage.objects.filter(helper__in=ready.values("pk")).values_list("helper_id", "language", "level")
    held: dict[int, int] = {}
    for helper_id in _unanswered(organisation, helper_kind).values_list("helper_id", flat=True):
        held[helper_id] = held.get(helper_id, 0) + 1
    free = [max(0, row.capacity - row.places_taken + held.get(row.pk, 0)) for row in rows]
    return HelperColumns(
        key=np.array([row.pk for row in rows], dtype=np.int64),
        organisation=np.array([row.organisation_id for row in rows], dtype=np.int64),
        latitude=np.array([row.municipality__latitude for row in rows], dtype=np.float64),
        longitude=np.array([row.municipality__longitude for row in rows], dtype=np.float64),
        level=_levels([row.pk for row in rows], spoken),
        practises=np.array([row.practises_local_language for row in rows], dtype=np.bool_),
        gender=np.array([_GENDER.get(row.gender, 0) for row in rows], dtype=np.int8),
        wished_gender=np.array([_WISH[row.wished_gender] for row in rows], dtype=np.int8),
        travel_km=np.array([row.travel_km for row in rows], dtype=np.float64),
        capacity=np.array(free, dtype=np.int64),
        skills=_masks((row.skills for row in rows), "needs"),
        certificates=_masks((row.certificates for row in rows), "certificates"),
        availability=np.array([row.availability for row in rows], dtype=np.int64),
        interests=_masks((row.interests for row in rows), "interests"),
        household=_masks((row.household for row in rows), "household"),
        origin=np.array([origin(row.origin) for row in rows], dtype=np.int16),
    )


def read_rules(organisation: Organisation, helper_kind: str, *, now: datetime) -> Rules:
    """Return the rules of `organisation` as they hold now. Three queries."""
    together = organisation.works_with.values_list("pk", flat=True)
    pending = _unanswered(organisation, helper_kind).values_list("family_id", "helper_id")
    return Rules(
        weights=organisation.weights,
        works_together=frozenset((organisation.pk, other) for other in together),
        forbidden=_pairs(_ruled_out(organisation, now)),
        pending=_pairs(pending),
    )


def priority(protection_class: str, waiting_since: datetime, now: datetime) -> int:
    """Return the family's class, smaller first: by protection class, then by 30-day bands of waiting, longest first."""
    bands = min(BANDS - 1, max(0, (now - waiting_since) // WAITING_BAND))
    return PROTECTION_RANK[protection_class] * BANDS + BANDS - 1 - bands


def origin(country: str) -> int:
    """Return a number for an ISO 3166-1 alpha-2 code; -1 for unknown and for stateless (XX)."""
    if len(country) != 2 or country == "XX":
        return -1
    return (ord(country[0]) - 65) * 26 + ord(country[1]) - 65


def household_bits(ages: Iterable[int]) -> int:
    """Return the mask of HOUSEHOLD traits of a family whose members have these ages (years reached this year)."""
    ages = list(ages)
    adults = sum(age >= ADULT_AGE for age in ages)
    traits = {
        "children_0_5": any(age <= 5 for age in ages),
        "children_6_11": any(6 <= age <= 11 for age in ages),
        "children_12_17": any(12 <= age <= 17 for age in ages),
        "single_parent": adults == 1 and len(ages) > 1,
        "senior": any(age >= SENIOR_AGE for age in ages),
    }
    return bits((trait for trait, holds in traits.items() if holds), _CODES["household"])


def _missing_requirements(on: date) -> QuerySet[Requirement]:
    valid = Check.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gt=on),
        helper=OuterRef(OuterRef("pk")),
        requirement=OuterRef("pk"),
        met_on__lte=on,
    )
    return Requirement.objects.filter(
        ~Exists(valid), organisation=OuterRef("organisation"), helper_kind=OuterRef("kind")
    )


def _unanswered(organisation: Organisation, helper_kind: str) -> QuerySet[Proposal]:
    return Proposal.objects.filter(
        ~Exists(Consent.objects.filter(proposal=OuterRef("pk"))),
        organisation=organisation,
        helper_kind=helper_kind,
        state=ProposalState.OPEN,
    )


def _ruled_out(organisation: Organisation, now: datetime) -> QuerySet[Any, tuple[int, int]]:
    """Pairs that somebody said no to ("not now" only for a while), and pairs never to be matched again."""
    only_not_now = Q(reason=NoReason.NOT_NOW) & Q(at__lte=now - NOT_NOW_FOR)
    said_no = Consent.objects.filter(~only_not_now, organisation=organisation, answer=Answer.NO)
    not_again = Match.objects.filter(organisation=organisation, is_not_again=True)
    return said_no.values_list(F("proposal__family_id"), F("proposal__helper_id")).union(
        not_again.values_list("family_id", "helper_id")
    )


def _households(members: Iterable[tuple[int, int | None, Any, Any]], year: int) -> dict[int, int]:
    ages: dict[int, list[int]] = {}
    for family_id, birth_year, _, _ in members:
        if birth_year is not None:
            ages.setdefault(family_id, []).append(year - birth_year)
    return {family_id: household_bits(found) for family_id, found in ages.items()}


def _levels(keys: list[int], spoken: Iterable[tuple[int, str, int]]) -> NDArray[np.int8]:
    row_of = {key: row for row, key in enumerate(keys)}
    levels = np.zeros((len(keys), len(LANGUAGES)), dtype=np.int8)
    for key, language, level in spoken:
        row, column = row_of.get(key), _LANGUAGE.get(language)
        if row is not None and column is not None:
            levels[row, column] = max(levels[row, column], level)
    return levels


def _masks(rows: Iterable[list[str]], vocabulary: str) -> NDArray[np.int64]:
    return np.array([bits(set(codes) - DISCREET_NEEDS, _CODES[vocabulary]) for codes in rows], dtype=np.int64)


def _pairs(pairs: Iterable[tuple[int, int]]) -> NDArray[np.int64]:
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
