"""The door to hand-overs: staff of who offered and of who was offered. What they see of the family is another matter."""

from uuid import UUID

from django.db.models import Q, QuerySet

from backend.errors import NotAllowed, NotFound
from backend.people.access import organisations_of_staff
from backend.people.models import HandOver, Person


def known_hand_overs(actor: Person) -> QuerySet[HandOver]:
    """Return the hand-overs that an organisation of `actor` offered or was offered."""
    mine = organisations_of_staff(actor).values("pk")
    return HandOver.objects.filter(Q(organisation__in=mine) | Q(to_organisation__in=mine))


def hand_over_to_move(actor: Person, hand_over_uuid: UUID, *, is_receiver: bool) -> HandOver:
    """Return the hand-over, locked until the transaction ends, for staff of who receives it (or else of who offered it).

    Raises NotFound if `actor` may not know of it, NotAllowed for the other side (receiver_only, sender_only), and for
    who belongs to the family (own_cause).
    """
    locked = known_hand_overs(actor).select_related("to_organisation").select_for_update(no_key=True, of=("self",))
    hand_over = locked.filter(uuid=hand_over_uuid).first()
    if hand_over is None:
        raise NotFound("no such hand-over")
    side = hand_over.to_organisation_id if is_receiver else hand_over.organisation_id
    if not organisations_of_staff(actor).filter(pk=side).exists():
        code = "receiver_only" if is_receiver else "sender_only"
        raise NotAllowed("this is for the other organisation to say", code=code)
    if hand_over.family.members.filter(person=actor).exists():
        raise NotAllowed("somebody else must decide about you", code="own_cause")
    return hand_over
