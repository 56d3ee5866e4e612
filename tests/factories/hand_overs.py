"""Makers of hand-overs."""

from typing import Any

from backend.people.lifecycle import HandOverMove, HandOverState
from backend.people.models import Family, HandOver, HandOverEvent
from tests.factories.clock import NOON
from tests.factories.people import a_coordinator, a_family, an_organisation


def a_hand_over(family: Family | None = None, **over: Any) -> HandOver:
    """Return a new offer of `family` to a new organisation, made at NOON by a new coordinator."""
    family = family or a_family()
    given = {"organisation": family.organisation, "offered_at": NOON} | over
    given.setdefault("to_organisation", over.get("to_organisation") or an_organisation())
    given.setdefault("offered_by", over.get("offered_by") or a_coordinator(family.organisation))
    hand_over = HandOver.objects.create(family=family, **given)
    HandOverEvent.objects.create(
        handover=hand_over, version=1, move=HandOverMove.OFFER, state=HandOverState.OFFERED, at=NOON
    )
    return hand_over
