"""A family moves to another municipality and stays in the care of its organisation."""

from uuid import uuid4

import pytest

from backend.errors import Conflict, Invalid, NotFound
from backend.flows.hand_over import move_family
from matching.lifecycle import ProposalState
from tests.factories.clock import NOON
from tests.factories.matching import a_judged_proposal, a_match
from tests.factories.people import a_coordinator, a_family, a_volunteer, contact_of
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db


def moved(family, place, *, actor=None):
    actor = actor or a_coordinator(family.organisation)
    return move_family(actor=actor, family_uuid=family.uuid, municipality_uuid=place.uuid, now=NOON)


def test_it_lives_there_its_open_proposals_are_taken_back_and_its_matches_are_looked_at():
    family, place = a_family(), a_municipality()
    asked = a_judged_proposal(family, a_volunteer(family.organisation))
    match = a_match(family, a_volunteer(family.organisation))
    moved(family, place)
    for row in (family, asked, match):
        row.refresh_from_db()
    assert (family.municipality, family.organisation) == (place, match.organisation)
    assert (asked.state, match.state, match.review_reason) == (ProposalState.WITHDRAWN, "introduced", "moved")


def test_who_lives_there_already_does_not_move():
    family = a_family()
    asked = a_judged_proposal(family)
    with pytest.raises(Conflict) as refusal:
        moved(family, family.municipality)
    assert refusal.value.code == "lives_there_already"
    asked.refresh_from_db()
    assert asked.state == ProposalState.OPEN


def test_only_its_coordinators_move_it_and_to_a_place_that_there_is():
    family = a_family()
    for actor in (a_coordinator(), contact_of(family)):
        with pytest.raises(NotFound):
            moved(family, a_municipality(), actor=actor)
    with pytest.raises(Invalid) as refusal:
        move_family(
            actor=a_coordinator(family.organisation), family_uuid=family.uuid, municipality_uuid=uuid4(), now=NOON
        )
    assert refusal.value.code == "municipality_unknown"
