"""How the two sides of a proposal see each other before they agree: first name, languages, household, no more.

Never the family name, the address, the story, the case or what somebody survived.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.people.language_names import language_name
from backend.people.listed import listed
from backend.people.models import Family, Helper
from backend.people.models.helper import HelperKind
from backend.people.vocabulary import ADULT_AGE, DISCREET_NEEDS, INTERESTS, NEEDS, CefrLevel


@dataclass(frozen=True)
class Spoken:
    """One language and how well it is spoken, in the reader's words and as a code."""

    language: str
    name: str
    level: str


@dataclass(frozen=True)
class Portrait:
    """What one side may know of the other before consent. Texts are in the active language."""

    kind: str
    name: str
    municipality: str
    household: str
    languages: tuple[Spoken, ...]
    topics: tuple[str, ...]
    interests: tuple[str, ...]


def portrait_of_family(family: Family, reader: str, *, today: date) -> Portrait:
    """Return the family as a helper sees it. Reads `members__languages` and `municipality`: prefetch them."""
    members = list(family.members.all())
    contact = next((member for member in members if member.is_contact), None)
    best: dict[str, int] = {}
    for member in members:
        for spoken in member.languages.all():
            best[spoken.language] = max(best.get(spoken.language, 0), spoken.level)
    return Portrait(
        kind="family",
        name=contact.given_name if contact else _("a family"),
        municipality=family.municipality.name_in(reader) if family.municipality else "",
        household=household_text([today.year - member.birth_year for member in members]),
        languages=_spoken(best.items(), reader),
        topics=_labels((code for code in family.needs if code not in DISCREET_NEEDS), NEEDS),
        interests=_labels(family.interests, INTERESTS),
    )


def portrait_of_helper(helper: Helper, reader: str) -> Portrait:
    """Return the helper as a family sees it. Reads `languages`, `municipality`, `volunteer__person` or
    `sponsor_group`: prefetch them."""
    is_volunteer = helper.kind == HelperKind.VOLUNTEER
    return Portrait(
        kind=helper.kind,
        name=first_name(helper.volunteer.person.name) if is_volunteer else helper.sponsor_group.name,
        municipality=helper.municipality.name_in(reader),
        household="",
        languages=_spoken(((spoken.language, spoken.level) for spoken in helper.languages.all()), reader),
        topics=_labels(helper.skills, NEEDS),
        interests=_labels(helper.interests, INTERESTS),
    )


def first_name(name: str) -> str:
    """Return the first word of a name."""
    return name.split(maxsplit=1)[0] if name.strip() else ""


def household_text(ages: Iterable[int]) -> str:
    """Return "2 adults, 3 children (4, 7, 12 years)" for these ages, in the active language."""
    ages = sorted(ages)
    children = [age for age in ages if age < ADULT_AGE]
    adults = len(ages) - len(children)
    parts = []
    if adults:
        parts.append(ngettext("%(number)d adult", "%(number)d adults", adults) % {"number": adults})
    if children:
        told = ngettext("%(number)d child", "%(number)d children", len(children)) % {"number": len(children)}
        years = listed(children)
        parts.append(_("%(children)s (%(years)s years)") % {"children": told, "years": years})
    return listed(parts)


def _spoken(levels: Iterable[tuple[str, int]], reader: str) -> tuple[Spoken, ...]:
    best_first = sorted(levels, key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        Spoken(language, language_name(language, reader), CefrLevel(level).label) for language, level in best_first
    )


def _labels(codes: Iterable[str], vocabulary: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(vocabulary[code]) for code in codes if code in vocabulary)
