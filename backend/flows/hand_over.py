"""Hand-overs: one organisation offers a family to another, which takes it over with all that hangs on it, or not.

What goes with it: everything that is held to the family's organisation by a constraint (`moved_rows`), ended matches and
closed proposals too. A concern goes with the match that it is about: who keeps people safe at the receiver must know of
it and can lift what it stopped, and nobody at the sender answers for that match any more. One that names no match stays.
A hand-over is never refused because of a concern: that would tell that there is one.

Rows are locked as everywhere: the hand-over, matches, proposals, helpers, the family.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from backend.errors import Conflict, Invalid
from backend.flows.moved_rows import bring_along, defer_constraints
from backend.moves import Machine
from backend.people.access import family_to_decide
from backend.people.hand_over_access import hand_over_to_move
from backend.people.lifecycle import HAND_OVER_TABLE, HandOverMove, HandOverState
from backend.people.models import Family, HandOver, HandOverEvent, Organisation, Person
from backend.places.models import Municipality
from matching.models import Match, Proposal
from matching.models.match import EndReason, ReviewReason
from matching.services.closing import hold_still, withdraw_all
from matching.services.ends import end_locked
from matching.services.matches import flag_for_review

HAND_OVERS: Final = Machine(
    model=HandOver,
    event=HandOverEvent,
    states=HandOverState,
    table=HAND_OVER_TABLE,
    code="hand_over_answered",
    sentence="this offer is not open any more",
)


@transaction.atomic(durable=True)
def offer_hand_over(
    *,
    actor: Person,
    family_uuid: UUID,
    organisation_uuid: UUID,
    municipality_uuid: UUID | None = None,
    note: str = "",
    now: datetime,
) -> HandOver:
    """Offer a family in `actor`'s care to another organisation, which may be where it is going to live.

    Nothing changes for the family until that accepts. Raises NotFound, NotAllowed (own_cause),
    Invalid (organisation_unknown, same_organisation, municipality_unknown) or Conflict (already_offered).
    """
    # Locked against another offer, and against an acceptance that is going on: the family may just have left.
    family = family_to_decide(actor, family_uuid, locked=True)
    to = _receiver(family, organisation_uuid)
    municipality = _municipality(municipality_uuid) if municipality_uuid else None
    if HandOver.objects.filter(family=family, state=HandOverState.OFFERED).exists():
        raise Conflict("this family is offered to somebody already", code="already_offered")
    offered = HandOver.objects.create(
        organisation_id=family.organisation_id,
        to_organisation=to,
        to_municipality=municipality,
        family=family,
        note=note,
        offered_by=actor,
        offered_at=now,
    )
    HAND_OVERS.record(offered, HandOverMove.OFFER, state=HandOverState.OFFERED, version=1, actor=actor, now=now)
    return offered


@transaction.atomic(durable=True)
def withdraw_hand_over(*, actor: Person, hand_over_uuid: UUID, now: datetime) -> HandOver:
    """Take the offer back, as staff of the organisation that made it.

    Raises NotFound, NotAllowed (sender_only, own_cause), Conflict (hand_over_answered).
    """
    hand_over = hand_over_to_move(actor, hand_over_uuid, is_receiver=False)
    _answer(hand_over, HandOverMove.WITHDRAW, actor, now)
    return hand_over


@transaction.atomic(durable=True)
def decline_hand_over(*, actor: Person, hand_over_uuid: UUID, now: datetime) -> HandOver:
    """Say that the family stays where it is, as staff of the organisation it was offered to.

    Raises NotFound, NotAllowed (receiver_only, own_cause), Conflict (hand_over_answered).
    """
    hand_over = hand_over_to_move(actor, hand_over_uuid, is_receiver=True)
    _answer(hand_over, HandOverMove.DECLINE, actor, now)
    return hand_over


@transaction.atomic(durable=True)
def accept_hand_over(
    *, actor: Person, hand_over_uuid: UUID, matches_go_on: bool, reference: str = "", now: datetime
) -> HandOver:
    """Take the family over, as staff of the organisation it was offered to: from now on it is theirs, with all it has.

    Its open proposals are withdrawn. Its running matches go on and are flagged for a coordinator to look at, or end.
    `reference` is its case number here; without one it gets one made from the hand-over. Its old organisation does not
    see it any more, but as staff of a helper with whom a match goes on. Raises NotFound, NotAllowed (receiver_only, own_cause) or
    Conflict (hand_over_answered, reference_taken).
    """
    hand_over = hand_over_to_move(actor, hand_over_uuid, is_receiver=True)
    _answer(hand_over, HandOverMove.ACCEPT, actor, now, matches_kept=matches_go_on)
    _settle(hand_over.family_id, actor, goes_on=matches_go_on, now=now)
    family = Family.objects.get(pk=hand_over.family_id)
    defer_constraints()
    # The runs that proposed anything to it stay behind, with the numbers they found.
    Proposal.objects.filter(family=family).update(run=None)
    _take_over(family, hand_over, reference.strip() or f"N-{str(hand_over.uuid)[:8]}")
    bring_along({Family: [family.pk]}, hand_over.to_organisation)
    return hand_over


@transaction.atomic(durable=True)
def move_family(*, actor: Person, family_uuid: UUID, municipality_uuid: UUID, now: datetime) -> Family:
    """Record that a family in `actor`'s care lives in another municipality, in the care of the same organisation.

    Its open proposals are withdrawn, its running matches are flagged for a coordinator to look at.
    Raises NotFound, NotAllowed (own_cause), Invalid (municipality_unknown), Conflict (lives_there_already).
    """
    family, municipality = family_to_decide(actor, family_uuid), _municipality(municipality_uuid)
    if family.municipality_id == municipality.pk:
        raise Conflict("this family lives there already", code="lives_there_already")
    _settle(family.pk, actor, goes_on=True, now=now)
    family = family_to_decide(actor, family_uuid)  # once more, under its lock: it may have been handed over
    family.municipality = municipality
    family.save(update_fields=["municipality"])
    return family


def _receiver(family: Family, organisation_uuid: UUID) -> Organisation:
    to = Organisation.objects.filter(uuid=organisation_uuid).first()
    if to is None:
        raise Invalid("no such organisation", code="organisation_unknown", facts={"field": "organisation"})
    if to.pk == family.organisation_id:
        raise Invalid("it is in the care of this one", code="same_organisation", facts={"field": "organisation"})
    return to


def _municipality(municipality_uuid: UUID) -> Municipality:
    found = Municipality.objects.filter(uuid=municipality_uuid).first()
    if found is None:
        raise Invalid("no such municipality", code="municipality_unknown", facts={"field": "municipality"})
    return found


def _answer(
    hand_over: HandOver, move: HandOverMove, actor: Person, now: datetime, *, matches_kept: bool | None = None
) -> None:
    told = {"answered_by": actor, "answered_at": now, "matches_kept": matches_kept}
    HAND_OVERS.move(hand_over, move, actor=actor, now=now, told=None, **told)


def _settle(family_id: int, actor: Person, *, goes_on: bool, now: datetime) -> None:
    """Withdraw the family's open proposals, and flag or end its running matches; all that, and it, stays locked."""
    held = hold_still(family_id=family_id)
    withdraw_all(held, actor=actor, now=now)
    if goes_on:
        flag_for_review(Match.objects.filter(family=family_id), ReviewReason.MOVED, now=now)
    else:
        end_locked(held.matches, EndReason.MOVED, actor=actor, now=now)


def _take_over(family: Family, hand_over: HandOver, reference: str) -> None:
    family.organisation = hand_over.to_organisation
    family.reference = reference
    if hand_over.to_municipality_id is not None:
        family.municipality_id = hand_over.to_municipality_id
    try:
        with transaction.atomic():
            family.save(update_fields=["organisation", "reference", "municipality"])
    except IntegrityError:
        raise Conflict("another family has this case number", code="reference_taken") from None
