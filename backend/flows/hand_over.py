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
from backend.people.hand_over_access import hand_over_to_move
from backend.people.lifecycle import HAND_OVER_TABLE, HandOverMove, HandOverState
from backend.people.models import Family, HandOver, HandOverEvent, Organisation, Person
from backend.places.models import Municipality
from matching.access import family_to_explain
from matching.lifecycle import RUNNING_MATCH, ProposalMove, ProposalState
from matching.models import Match, Proposal
from matching.models.match import EndReason, ReviewReason
from matching.services.ends import end_matches, lock_running
from matching.services.matches import flag_for_review
from matching.services.moves import close_proposals, lock_helpers

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

    Nothing changes for the family until that accepts. Raises NotFound (also for `actor`'s own family),
    Invalid (organisation_unknown, same_organisation, municipality_unknown) or Conflict (already_offered).
    """
    family = family_to_explain(actor, family_uuid)
    # Against another offer, and against an acceptance that is going on: the family may just have left.
    Family.objects.select_for_update(no_key=True).get(pk=family.pk)
    family = family_to_explain(actor, family_uuid)
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

    Raises NotFound, NotAllowed (sender_only, coordinator_only), Conflict (hand_over_answered).
    """
    hand_over = hand_over_to_move(actor, hand_over_uuid, is_receiver=False)
    _answer(hand_over, HandOverMove.WITHDRAW, actor, now)
    return hand_over


@transaction.atomic(durable=True)
def decline_hand_over(*, actor: Person, hand_over_uuid: UUID, now: datetime) -> HandOver:
    """Say that the family stays where it is, as staff of the organisation it was offered to.

    Raises NotFound, NotAllowed (receiver_only, coordinator_only), Conflict (hand_over_answered).
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
    see it any more. Raises NotFound, NotAllowed (receiver_only, coordinator_only) or
    Conflict (hand_over_answered, reference_taken, moved_on).
    """
    hand_over = hand_over_to_move(actor, hand_over_uuid, is_receiver=True)
    _answer(hand_over, HandOverMove.ACCEPT, actor, now, matches_kept=matches_go_on)
    family = _settle(hand_over.family_id, actor, goes_on=matches_go_on, now=now)
    defer_constraints()
    # The runs that proposed anything to it stay behind, with the numbers they found.
    Proposal.objects.filter(family=family).update(run=None)
    _take_over(family, hand_over, reference.strip() or f"N-{str(hand_over.uuid)[:8]}")
    bring_along({Family: [family.pk]}, hand_over.to_organisation)
    return hand_over


@transaction.atomic(durable=True)
def move_family(*, actor: Person, family_uuid: UUID, municipality_uuid: UUID, now: datetime) -> Family:
    """Record that a family in `actor`'s care lives in another municipality, in the care of the same organisation.

    Its open proposals are withdrawn, its running matches are flagged for a coordinator to look at. Raises NotFound,
    Invalid (municipality_unknown), Conflict (lives_there_already, moved_on).
    """
    family, municipality = family_to_explain(actor, family_uuid), _municipality(municipality_uuid)
    if family.municipality_id == municipality.pk:
        raise Conflict("this family lives there already", code="lives_there_already")
    _settle(family.pk, actor, goes_on=True, now=now)
    family = family_to_explain(actor, family_uuid)  # once more, under its lock: it may have been handed over
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


def _settle(family_id: int, actor: Person, *, goes_on: bool, now: datetime) -> Family:
    """Withdraw the family's open proposals and flag, or end, its running matches; return it, locked.

    Raises Conflict (moved_on) if it got another of them while we waited for locks.
    """
    matches = Match.objects.filter(family=family_id)
    running = lock_running(matches)
    asked = Proposal.objects.filter(family=family_id, state=ProposalState.OPEN)
    proposals = list(asked.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    lock_helpers([*(match.helper_id for match in running), *(proposal.helper_id for proposal in proposals)])
    family = Family.objects.select_for_update(no_key=True).get(pk=family_id)
    known = {match.pk for match in running}
    if asked.exclude(pk__in=[proposal.pk for proposal in proposals]).exists() or (
        matches.filter(state__in=sorted(RUNNING_MATCH)).exclude(pk__in=known).exists()
    ):
        raise Conflict("somebody else was a moment faster", code="moved_on")
    close_proposals(proposals, ProposalMove.WITHDRAW, actor=actor, now=now, reason="moved")
    if goes_on:
        flag_for_review(matches, ReviewReason.MOVED, now=now)
    else:
        end_matches(matches, EndReason.MOVED, actor=actor, now=now)
    return family


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
