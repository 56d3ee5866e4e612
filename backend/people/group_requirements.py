"""What a sponsor group still lacks before it may meet a family: of its own, and of what is asked of its members.

Until when each is met, `backend.people.clearance` says; here it gets a code that pages, the API and refusals show.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from backend.people.clearance import Item, items_of
from backend.people.models import Helper, SponsorGroup

QUORUM: Final = "quorum"
LEAD: Final = "lead"
LEAD_ORGANISATION: Final = "lead_organisation"
PLEDGE: Final = "pledge"
MUNICIPALITY_CONSENT: Final = "municipality_consent"
OWN: Final = (QUORUM, LEAD, LEAD_ORGANISATION, PLEDGE, MUNICIPALITY_CONSENT)
# Reset UK's order: first who they are and whose consent they have; checks and money may follow.
IN_PRINCIPLE: Final = frozenset({QUORUM, LEAD, LEAD_ORGANISATION, MUNICIPALITY_CONSENT})
REQUIREMENT: Final = "requirement:"


@dataclass(frozen=True)
class Missing:
    """One thing that a group lacks: its code, and the ids of the members of whom it is asked (none: of the group)."""

    code: str
    person_ids: tuple[int, ...] = ()


def missing_of(group: SponsorGroup, on: date) -> list[Missing]:
    """Return what `group` lacks on that day: its own things first, then requirements by code. One query.

    Codes: those of OWN, and `requirement:` with the code of what the organisation asks.
    """
    return lacking((item for item in items_of(group.helper) if not item.is_joining), on)


def is_only_below_quorum(helper: Helper, on: date) -> bool:
    """Return whether `helper` is a group at work that lost members and lacks nothing else on that day: it gets no new
    proposals, but its approval does not lapse, and its matches go on until its time is over. Two queries."""
    group = SponsorGroup.objects.filter(pk=helper.pk, below_quorum_since__isnull=False).select_related("helper").first()
    return group is not None and all(one.code == QUORUM for one in missing_of(group, on))


def missing_of_joining(group: SponsorGroup, person_id: int, on: date) -> list[Missing]:
    """Return what somebody who is joining `group` still lacks of what is asked of each member. One query."""
    return lacking((item for item in items_of(group.helper) if item.is_joining and item.person_id == person_id), on)


def lacking(items: Iterable[Item], on: date) -> list[Missing]:
    """Return what of `items` is not met on that day, one for each code."""
    asked_of: dict[str, list[int]] = {}
    for item in items:
        if item.covered_until <= on:
            code = item.code if item.requirement_id is None else f"{REQUIREMENT}{item.code}"
            asked_of.setdefault(code, []).extend([item.person_id] if item.person_id is not None else [])
    found = sorted(asked_of.items(), key=lambda one: (_place(one[0]), one[0]))
    return [Missing(code, tuple(sorted(persons))) for code, persons in found]


def _place(code: str) -> int:
    return OWN.index(code) if code in OWN else len(OWN)
