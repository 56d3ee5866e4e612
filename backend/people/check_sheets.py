"""Reads of what is asked of a helper, line by line, with what is on record of each: for the helper and for staff."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from django.conf import settings
from django.db.models import Q, QuerySet

from backend.people.access import led_helpers, own_helpers
from backend.people.clearance import FOR_EVER, NEVER, Item, items_of
from backend.people.documents.retention import GONE
from backend.people.models import Check, Exemption, Helper, HouseholdMember, Organisation, Person, Requirement
from backend.people.models.check import Scope
from backend.people.vocabulary import ADULT_AGE

EXPIRES_SOON_DAYS: Final = 30

_Row = TypeVar("_Row", Check, Exemption)
_Key = tuple[int | None, int | None, str]


@dataclass(frozen=True)
class SheetLine:
    """One thing that is asked, of whom, and what is on record: newest first, what was taken back too.

    Without person and household member it is asked of a group: at least one of its members.
    """

    item: Item
    requirement: Requirement
    person: Person | None
    household_member: HouseholdMember | None
    checks: tuple[Check, ...]
    exemptions: tuple[Exemption, ...]

    @property
    def covered_until(self) -> date | None:
        """Return the first day on which it is not met; None if it never was, or is for ever."""
        return None if self.item.covered_until in (NEVER, FOR_EVER) else self.item.covered_until

    def is_met(self, on: date) -> bool:
        """Return whether it is met on that day."""
        return self.item.covered_until > on

    def is_restricted(self, check: Check) -> bool:
        """Return whether few may read the note of a check: it was so when it was recorded, or is now."""
        return self.requirement.is_restricted or check.requirement.is_restricted

    def ends_soon(self, on: date) -> bool:
        """Return whether it is met on that day and ends within a month."""
        return self.is_met(on) and (self.item.covered_until - on).days <= EXPIRES_SOON_DAYS


def sheet_of(helper: Helper) -> list[SheetLine]:
    """Return what the organisation asks of a helper, by requirement, then by person. Six queries.

    What is asked of every sponsor group, whatever its organisation asks, is not in it.
    """
    items = [item for item in items_of(helper) if item.requirement_id is not None]
    requirements = Requirement.objects.in_bulk([item.requirement_id for item in items])
    persons = Person.objects.filter(Q(volunteers__helper=helper) | Q(group_memberships__group__helper=helper))
    by_person = {person.pk: person for person in persons}
    home = {member.pk: member for member in HouseholdMember.objects.filter(helper=helper)}
    of_these = Q(person__in=by_person) | Q(household_member__in=home)
    ours = Q(organisation=helper.organisation_id) & of_these
    checks = _by_subject(
        Check.objects.filter(ours).select_related("recorded_by", "requirement").order_by("-met_on", "-pk")
    )
    exemptions = _by_subject(Exemption.objects.filter(ours).select_related("author").order_by("-ends_on", "-pk"))
    return [
        SheetLine(
            item=item,
            requirement=requirements[item.requirement_id],
            person=by_person.get(item.person_id or 0),
            household_member=home.get(item.household_member_id or 0),
            checks=tuple(checks[_key(item)]),
            exemptions=tuple(exemptions[_key(item)]),
        )
        for item in items
        if item.requirement_id is not None
    ]


def own_sheets(actor: Person) -> list[tuple[Helper, list[SheetLine], list[HouseholdMember] | None]]:
    """Return what is asked of `actor` in each part they have as a helper, with who lives there; None where they do
    not answer for the helper. Nothing is asked of who left or was declined.

    Of themselves; where they answer for the helper also of the group as a whole and of the home. Not of other members.
    Two queries, seven for each part.
    """
    leads = set(led_helpers(actor).values_list("pk", flat=True))
    helpers = own_helpers(actor).exclude(state__in=GONE).select_related("organisation", "sponsor_group").order_by("pk")
    found = []
    for helper in helpers:
        is_led = helper.pk in leads
        lines = [line for line in sheet_of(helper) if line.person == actor or (is_led and line.person is None)]
        found.append((helper, lines, list(household_of(helper)) if is_led else None))
    return found


def asks_of_homes(helper: Helper) -> bool:
    """Return whether something is asked of who lives with a helper of this kind."""
    asked = Requirement.objects.filter(organisation=helper.organisation_id, helper_kind=helper.kind)
    return asked.filter(scope=Scope.HOUSEHOLD_ADULT, superseded_at__isnull=True).exists()


def household_of(helper: Helper) -> QuerySet[HouseholdMember]:
    """Return who lives with a helper now, oldest first."""
    return HouseholdMember.objects.filter(helper=helper, left_on__isnull=True).order_by("birth_date", "pk")


def is_grown_up(member: HouseholdMember, on: date) -> bool:
    """Return whether what is asked of adults in a home is asked of them on that day, as `clearance` counts."""
    born = member.birth_date
    day = 28 if (born.month, born.day) == (2, 29) else born.day  # the 18th year after a leap year is none
    return (on.year, on.month, on.day) >= (born.year + ADULT_AGE, born.month, day)


def requirements_asked(organisation: Organisation) -> QuerySet[Requirement]:
    """Return what an organisation asks now, by kind of helper and code."""
    return organisation.requirements.filter(superseded_at__isnull=True).order_by("helper_kind", "code", "scope")


def instruction_in(requirement: Requirement, language: str) -> tuple[str, str]:
    """Return how to meet it and the language of that text: that asked for, else English, else any; empty if none."""
    told: dict[str, str] = requirement.instructions
    for wished in (language, language.split("-")[0], settings.LANGUAGE_CODE, *sorted(told)):
        if wished in told:
            return told[wished], wished
    return "", settings.LANGUAGE_CODE


def _key(item: Item) -> _Key:
    return (item.person_id, item.household_member_id, item.code)


def _by_subject(rows: Iterable[_Row]) -> dict[_Key, list[_Row]]:
    """Return the rows by of whom and for what; under nobody, those of all persons, for what is asked of one of them."""
    found: dict[_Key, list[_Row]] = defaultdict(list)
    for row in rows:
        found[row.person_id, row.household_member_id, row.code].append(row)
        if row.person_id is not None:
            found[None, None, row.code].append(row)
    return found
