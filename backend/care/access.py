"""The door to meetings, check-ins and the contact log: the two sides while their match runs, and its coordinators."""

from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.care.models import CheckIn, ContactLogEntry, Meeting
from backend.errors import Conflict, NotFound
from backend.people.access import led_helpers, organisations_of_staff
from backend.people.models import FamilyMember, Person
from matching.access import CLOSED_TO_CONTACT, is_on_a_side, own_running_matches
from matching.lifecycle import RUNNING_MATCH, MatchState
from matching.models import Match
from matching.models.proposal import Party

Row = TypeVar("Row", Meeting, ContactLogEntry)

ASKED_IN: Final = (MatchState.INTRODUCED, MatchState.TRIAL, MatchState.ACTIVE)  # in a pause nobody is asked anything


@dataclass(frozen=True)
class Place:
    """A match and the part in which somebody acts there. As a side they know of their own match only: who stands in,
    or comes later, is in another one and never sees what was written down before."""

    match: Match
    party: Party


def cared_matches(actor: Person) -> QuerySet[Match]:
    """Return the running matches in which `actor` is on a side and nothing stops the two from being in touch."""
    return own_running_matches(actor).exclude(helper__state__in=CLOSED_TO_CONTACT)


def staff_matches(actor: Person) -> QuerySet[Match]:
    """Return the matches, running and ended, of the families in the care of an organisation `actor` works for.

    Also those in which they are on a side themselves; who asks decides whether that matters.
    """
    return Match.objects.filter(organisation__in=organisations_of_staff(actor).values("pk"))


def place_of(actor: Person, match_uuid: UUID) -> Place:
    """Return the match and as what `actor` reads there. Raises NotFound if they may not know of it."""
    return _place(actor, match_uuid, is_locked=False)


def place_to_act(actor: Person, match_uuid: UUID) -> Place:
    """Return the same for somebody who changes something: the row is locked until the transaction ends.

    Raises also Conflict (match_moved_on) for staff, who still know of it when it has ended.
    """
    place = _place(actor, match_uuid, is_locked=True)
    if place.match.state not in RUNNING_MATCH:
        raise Conflict("this match has ended", code="match_moved_on", facts={"state": place.match.state})
    return place


def row_to_change(actor: Person, rows: QuerySet[Row], uuid: UUID, *, what: str) -> tuple[Row, Place]:
    """Return the row with this uuid of the match it is of, and the place from which `actor` changes it; the match is locked.

    Raises NotFound if they may not know of the match, or there is no such row among `rows`.
    """
    match_uuid = rows.filter(uuid=uuid).values_list("match__uuid", flat=True).first()
    if match_uuid is None:
        raise NotFound(f"no such {what}")
    try:
        place = place_to_act(actor, match_uuid)
    except NotFound:  # the same words as when there is no such row, else they would tell that there is
        raise NotFound(f"no such {what}") from None
    row = rows.filter(uuid=uuid, match=place.match).first()  # read once more: it may have changed while we waited
    if row is None:
        raise NotFound(f"no such {what}")
    return row, place


def check_ins_asked_of(actor: Person) -> QuerySet[CheckIn]:
    """Return the check-ins that `actor` answers: for the family they speak for, as a volunteer, for the group they
    lead; of matches in which people are asked now."""
    families = FamilyMember.objects.filter(person=actor, is_contact=True).values("family")
    helpers = led_helpers(actor).exclude(state__in=CLOSED_TO_CONTACT).values("pk")
    as_family = Q(party=Party.FAMILY, match__family__in=families)
    as_helper = Q(party=Party.HELPER, match__helper__in=helpers)
    return check_ins_going_on().filter(as_family | as_helper)


def check_ins_going_on() -> QuerySet[CheckIn]:
    """Return the check-ins of matches in which people are asked now: not paused, not ended, not stopped."""
    return CheckIn.objects.filter(
        match__state__in=ASKED_IN, match__is_suspended=False, match__helper__is_suspended=False
    )


def _place(actor: Person, match_uuid: UUID, *, is_locked: bool) -> Place:
    match = _first(cared_matches(actor), match_uuid, is_locked=is_locked)
    if match is not None:
        is_family = FamilyMember.objects.filter(person=actor, family=match.family_id).exists()
        return Place(match, Party.FAMILY if is_family else Party.HELPER)
    match = _first(staff_matches(actor), match_uuid, is_locked=is_locked)
    if match is None or is_on_a_side(actor, {match.family_id}, {match.helper_id}):
        raise NotFound("no such match")
    return Place(match, Party.COORDINATOR)


def _first(matches: QuerySet[Match], match_uuid: UUID, *, is_locked: bool) -> Match | None:
    found = matches.select_related("organisation").filter(uuid=match_uuid)
    return (found.select_for_update(no_key=True, of=("self",)) if is_locked else found).first()
