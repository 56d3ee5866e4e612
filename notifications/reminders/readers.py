"""Who answers for a family and for a helper, as ways that a query can take from its own rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import F, Model, QuerySet

from backend.people.lifecycle import HelperState
from backend.people.models import Membership
from backend.people.models.sponsor_group import GroupRole
from matching.access import CLOSED_TO_CONTACT
from matching.lifecycle import RUNNING_MATCH
from matching.models.proposal import Party

REACHED: Final = [state for state in HelperState if state not in CLOSED_TO_CONTACT]


@dataclass(frozen=True)
class Way:
    """The path of lookups from a row to a person on the side of `party`, and what must hold along it."""

    party: Party
    person: str
    along: Mapping[str, Any] = field(default_factory=dict)


def told_of_match(path: str = "") -> dict[str, Any]:
    """Return what must hold of a match for its sides to be told anything that has to do with the other one: it runs,
    and it is not suspended. `path` leads to it, with __ at its end."""
    return {f"{path}state__in": sorted(RUNNING_MATCH), f"{path}is_suspended": False}


def to_contact(family: str) -> Way:
    """Return the way from a row to the person who speaks for its family."""
    return Way(Party.FAMILY, f"{family}__members__person", {f"{family}__members__is_contact": True})


def to_helper(helper: str, along: Mapping[str, Any] | None = None) -> tuple[Way, Way]:
    """Return the ways from a row to its volunteer and to the lead of its sponsor group.

    Not to a helper who left, lapsed, was declined or is suspended: they are told nothing of a family any more.
    """
    given = {f"{helper}__state__in": REACHED, f"{helper}__is_suspended": False, **(along or {})}
    members = f"{helper}__sponsor_group__members"
    return (
        Way(Party.HELPER, f"{helper}__volunteer__person", given),
        Way(Party.HELPER, f"{members}__person", {**given, f"{members}__role": GroupRole.LEAD}),
    )


def rows_with_reader(rows: QuerySet[Model], way: Way, *fields: str) -> Iterable[dict[str, Any]]:
    """Return `fields` of each of `rows` with its active `reader` (id) at the end of `way` and their `zone`. One query."""
    # One `filter`: conditions in a second one would join the members again, and find others.
    reached = rows.filter(**way.along, **{f"{way.person}__is_active": True})
    return reached.values(*fields, reader=F(f"{way.person}_id"), zone=F(f"{way.person}__time_zone"))


def staff_of(organisations: QuerySet[Any, Any]) -> dict[int, list[int]]:
    """Return the active staff of these organisations (a query for their ids), ids of persons by id. One query."""
    staff: dict[int, list[int]] = {}
    memberships = Membership.objects.filter(organisation__in=organisations, person__is_active=True)
    for organisation_id, person_id in memberships.values_list("organisation_id", "person_id"):
        staff.setdefault(organisation_id, []).append(person_id)
    return staff
