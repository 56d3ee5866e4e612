"""Reads of hand-overs, for staff of who offered and of who was offered."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from backend.errors import NotFound
from backend.people.access import organisations_of_staff
from backend.people.hand_over_access import known_hand_overs
from backend.people.lifecycle import HandOverState
from backend.people.models import Family, HandOver, Organisation, Person
from matching.lifecycle import RUNNING_MATCH

RECEIVED = "received"
OFFERED = "offered"


def hand_overs_for_list(actor: Person, *, side: str = "", state: str = "") -> QuerySet[HandOver]:
    """Return the hand-overs that `actor` may know of, newest first: all, or those RECEIVED or OFFERED.

    Each with what a list shows of it: the family with members and languages, and `running`, how many matches it has.
    Who may see what of the family, `shows_shape` and `shows_family` say.
    """
    found, mine = known_hand_overs(actor), organisations_of_staff(actor).values("pk")
    if side:
        found = found.filter(to_organisation__in=mine) if side == RECEIVED else found.filter(organisation__in=mine)
    if state:
        found = found.filter(state=state)
    return (
        found.select_related("organisation", "to_organisation", "to_municipality", "family__municipality")
        .prefetch_related("family__members__languages")
        .annotate(running=Count("family__matches", filter=Q(family__matches__state__in=sorted(RUNNING_MATCH))))
        .order_by("-offered_at", "-pk")
    )


def hand_over_for_reading(actor: Person, hand_over_uuid: UUID) -> HandOver:
    """Return one, with the same. Raises NotFound if `actor` may not know of it."""
    found = hand_overs_for_list(actor).filter(uuid=hand_over_uuid).first()
    if found is None:
        raise NotFound("no such hand-over")
    return found


def hand_overs_waiting(actor: Person) -> int:
    """Return how many families are offered to organisations of `actor` and wait for an answer."""
    mine = organisations_of_staff(actor).values("pk")
    return HandOver.objects.filter(to_organisation__in=mine, state=HandOverState.OFFERED).count()


def open_hand_over_of(family: Family) -> HandOver | None:
    """Return the offer of this family that nobody has answered yet, if there is one."""
    offered = HandOver.objects.filter(family=family, state=HandOverState.OFFERED)
    return offered.select_related("to_organisation", "to_municipality").first()


def receivers_of(family: Family) -> QuerySet[Organisation]:
    """Return the organisations that the family could be handed over to, by name."""
    return Organisation.objects.exclude(pk=family.organisation_id).order_by("name", "pk")


def receivers(actor: Person) -> QuerySet[Organisation]:
    """Return the organisations to which `actor` could hand a family over, by name: all but the only one they work for."""
    mine = list(organisations_of_staff(actor).values_list("pk", flat=True)[:2])
    return Organisation.objects.exclude(pk__in=mine if len(mine) == 1 else []).order_by("name", "pk")


def shows_shape(hand_over: HandOver) -> bool:
    """Return whether who the family is in outline is shown: only while somebody has to decide about it."""
    return hand_over.state == HandOverState.OFFERED


def shows_family(hand_over: HandOver, staff_of: frozenset[int]) -> bool:
    """Return whether the family itself is named: to staff of the organisation that cares for it now, nobody else."""
    return hand_over.family.organisation_id in staff_of
