"""Capacity: the helper says it; never below the families it helps now."""

import pytest

from backend.errors import Conflict, Invalid, NotFound
from backend.flows.capacity import set_capacity
from backend.people.models import Helper
from matching.lifecycle import ProposalState
from tests.factories.clock import NOON
from tests.factories.matching import a_match, a_proposal
from tests.factories.people import a_coordinator, a_family, a_person, a_volunteer, lead_of

pytestmark = pytest.mark.django_db


def capacity_of(helper, number, actor=None):
    return set_capacity(actor=actor or lead_of(helper), helper_uuid=helper.uuid, capacity=number, now=NOON)


def test_more_families_are_welcome():
    helper = a_volunteer()
    assert capacity_of(helper, 3).free_places == 3
    assert Helper.objects.get(pk=helper.pk).capacity == 3


def test_the_newest_proposals_end_that_no_longer_fit():
    helper = a_volunteer(capacity=3)
    first, second, third = (a_proposal(a_family(helper.organisation), helper) for _ in range(3))
    changed = capacity_of(helper, 1)
    states = []
    for proposal in (first, second, third):
        proposal.refresh_from_db()
        states.append(proposal.state)
    assert states == [ProposalState.OPEN, ProposalState.WITHDRAWN, ProposalState.WITHDRAWN]
    assert (changed.capacity, changed.places_taken) == (1, 1)


def test_families_that_are_helped_now_count_first():
    helper = a_volunteer(capacity=3)
    proposal = a_proposal(a_family(helper.organisation), helper)
    for _ in range(2):
        a_match(a_family(helper.organisation), helper)
    with pytest.raises(Conflict) as refusal:
        capacity_of(helper, 1)
    assert (refusal.value.code, refusal.value.facts) == ("capacity_in_use", {"running": 2})
    capacity_of(helper, 2)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN
    assert Helper.objects.get(pk=helper.pk).places_taken == 2


@pytest.mark.parametrize("number", [0, 4, -1])
def test_one_to_three_families(number):
    with pytest.raises(Invalid) as refusal:
        capacity_of(a_volunteer(), number)
    assert refusal.value.code == "capacity_out_of_range"


def test_it_is_for_the_helper_and_for_staff_to_say():
    helper = a_volunteer()
    assert capacity_of(helper, 2, a_coordinator(helper.organisation)).capacity == 2
    for outsider in (a_person(), a_coordinator()):
        with pytest.raises(NotFound):
            capacity_of(helper, 3, outsider)
