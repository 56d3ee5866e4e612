"""The columns of the two files, with how each cell is read. `docs/import.md` shows them; a test compares."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from backend.people.imports import cells
from backend.people.vocabulary import (
    CERTIFICATES,
    HOUSEHOLD,
    INTERESTS,
    NEEDS,
    Gender,
    GenderWish,
    ProtectionClass,
)


@dataclass(frozen=True)
class Column:
    """One column: how its cells are read, what an empty cell stands for, and what to tell people about it."""

    name: str
    read: Callable[[str], Any]
    meaning: str
    example: str
    empty: Any = None
    is_required: bool = False


def _readers() -> list[str]:
    return [code for code, _ in settings.LANGUAGES]


REFERENCE: Final = Column(
    "reference", cells.text(40), "your own number of the family or person", "1042", is_required=True
)
_PERSON: Final = (
    Column("email", cells.email, "signs in with it", "rima@example.org"),
    Column("phone", cells.phone, "begins with + and the code of the country", "+32 400 00 00 01", ""),
    Column("share_contact", cells.yes_no, "a match may see e-mail and phone", "yes", False),
    Column("reads", cells.one_of(_readers()), "language of the texts they get", "ar", "en"),
)
_WISHES: Final = (
    Column("interests", cells.many_of(INTERESTS), "codes, separated by spaces", "cooking football", []),
    Column("availability", cells.slots, "day and part of the day; empty: not known", "mon_evening sat_morning", 0),
    Column("wished_gender", cells.one_of(GenderWish.values), "of the other side's contact", "female", GenderWish.ANY),
    Column("practises_local_language", cells.yes_no, "will meet without a shared language", "no", False),
)

FAMILY: Final = (
    Column("municipality", cells.text(120), "name in any language, or code; empty: not placed", "Gent"),
    Column("nationality", cells.country, "ISO 3166-1 alpha-2; XX: stateless", "SY", is_required=True),
    Column("camp", cells.text(80), "where it was selected", "Zaatari", ""),
    Column(
        "protection_class",
        cells.one_of(ProtectionClass.values),
        "UNHCR's submission category",
        "medical",
        is_required=True,
    ),
    Column("arrives_on", cells.day, "day of arrival, planned or past", "2026-04-14"),
    Column("waiting_since", cells.day, "since when it waits; empty: the day of the first import", "2026-01-05"),
    Column("needs", cells.many_of(NEEDS), "codes, separated by spaces", "housing_search school_support", []),
    *_WISHES,
    Column("wishes_same_origin", cells.yes_no, "would like a helper of the same origin", "no", False),
    Column("needed_certificates", cells.many_of(CERTIFICATES), "codes, separated by spaces", "trauma", []),
)

MEMBER: Final = (
    Column("member", cells.whole(1, 30), "number within the family: 1, 2, …", "1", is_required=True),
    Column("given_name", cells.text(80), "", "Rima", is_required=True),
    Column("family_name", cells.text(80), "", "Haddad", ""),
    Column("birth_year", cells.whole(1900, 2100), "", "1988", is_required=True),
    Column("gender", cells.one_of(Gender.values), "", "female", is_required=True),
    Column("languages", cells.languages, "language and level, separated by spaces", "ar:C2 en:A2", {}),
    Column("is_contact", cells.yes_no, "speaks for the family; yes on exactly one of its lines", "yes", False),
    *_PERSON,
)

VOLUNTEER: Final = (
    Column("name", cells.text(120), "", "An Peeters", is_required=True),
    Column("email", cells.email, "signs in with it", "an@example.org", is_required=True),
    *_PERSON[1:],
    Column("birth_year", cells.whole(1900, 2100), "", "1961"),
    Column("gender", cells.one_of(Gender.values), "", "female", is_required=True),
    Column("languages", cells.languages, "language and level, separated by spaces", "nl:C2 fr:B2", {}, True),
    Column("municipality", cells.text(120), "name in any language, or code", "Gent", is_required=True),
    Column("travel_km", cells.whole(0, 300), "how far they travel, great circle", "25", is_required=True),
    Column("skills", cells.many_of(NEEDS), "codes, separated by spaces", "housing_search digital", []),
    *_WISHES,
    Column("capacity", cells.whole(1, 3), "families at once", "1", 1),
    Column("certificates", cells.many_of(CERTIFICATES), "codes, separated by spaces", "trauma", []),
    Column("household", cells.many_of(HOUSEHOLD), "who lives with them; codes", "children_6_11", []),
    Column("origin", cells.country, "ISO 3166-1 alpha-2, if they told", "SY", ""),
    Column("checks_met_on", cells.checks, "check and day, separated by spaces", "identity:2026-01-10", {}),
)
