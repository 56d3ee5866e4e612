"""Hand-overs as the console shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from backend.flows.hand_over_reads import shows_family, shows_shape
from backend.people.lifecycle import HandOverState
from backend.people.models import HandOver
from matching.presentation import Portrait, portrait_of_family

HAND_OVER_STATES: Final[dict[str, Promise]] = {
    HandOverState.OFFERED: pgettext_lazy("hand-over", "offered"),
    HandOverState.ACCEPTED: pgettext_lazy("hand-over", "accepted"),
    HandOverState.DECLINED: pgettext_lazy("hand-over", "declined"),
    HandOverState.WITHDRAWN: pgettext_lazy("hand-over", "withdrawn"),
}


@dataclass(frozen=True)
class HandOverCard:
    """One hand-over. `shape` is there while it is offered (its name is never shown), the family while it is theirs."""

    uuid: UUID
    state: str
    is_open: bool
    is_received: bool
    organisation: str
    to_organisation: str
    to_municipality: str
    note: str
    offered_at: datetime
    shape: Portrait | None
    running: int
    family_uuid: UUID | None
    reference: str


def hand_over_cards(
    hand_overs: Iterable[HandOver], language: str, *, staff_of: frozenset[int], today: date
) -> list[HandOverCard]:
    """Return a card for each, as read by `hand_overs_for_list`."""
    return [_card(hand_over, language, staff_of, today) for hand_over in hand_overs]


def _card(hand_over: Any, language: str, staff_of: frozenset[int], today: date) -> HandOverCard:
    family, place = hand_over.family, hand_over.to_municipality
    is_named = shows_family(hand_over, staff_of)
    return HandOverCard(
        uuid=hand_over.uuid,
        state=str(HAND_OVER_STATES[hand_over.state]),
        is_open=hand_over.state == HandOverState.OFFERED,
        is_received=hand_over.to_organisation_id in staff_of,
        organisation=hand_over.organisation.name,
        to_organisation=hand_over.to_organisation.name,
        to_municipality=place.name_in(language) if place else "",
        note=hand_over.note,
        offered_at=hand_over.offered_at,
        shape=portrait_of_family(family, language, today=today) if shows_shape(hand_over) else None,
        running=hand_over.running,
        family_uuid=family.uuid if is_named else None,
        reference=family.reference if is_named else "",
    )
