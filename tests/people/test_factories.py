"""The factories keep the rules that the database holds."""

import pytest

from tests.factories.journey import a_step
from tests.factories.matching import a_match, a_proposal
from tests.factories.people import a_coordinator, a_family, a_sponsor_group, a_volunteer

pytestmark = pytest.mark.django_db


def test_a_match_comes_with_three_consents_and_takes_a_place():
    for helper in (a_volunteer(), a_sponsor_group()):
        match = a_match(a_family(), helper)
        assert match.proposal.consents.count() == 3
        assert match.helper.places_taken == 1


def test_two_families_need_two_places():
    helper = a_volunteer(capacity=2)
    a_proposal(a_family(helper.organisation), helper)
    a_match(a_family(helper.organisation), helper)
    assert helper.places_taken == 2


def test_staff_and_steps_are_made():
    assert a_coordinator().memberships.count() == 1
    assert a_step().family.members.count() == 1
