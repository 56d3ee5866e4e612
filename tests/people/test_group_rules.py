"""What is asked of every sponsor group counts at once, for the groups that are there, too."""

import pytest

from backend.errors import Invalid, NotAllowed
from backend.people.clearance import NEVER, recount_all
from backend.people.models.organisation import Role
from backend.people.services.group_rules import ask_of_groups
from tests.factories.clock import NOON
from tests.factories.people import a_coordinator, a_sponsor_group, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return an_organisation()


def ask(organisation, *, role=Role.ADMINISTRATOR, quorum=5, pledge_euro=0):
    return ask_of_groups(
        actor=a_coordinator(organisation, role=role),
        organisation_uuid=organisation.uuid,
        quorum=quorum,
        quorum_days=30,
        pledge_euro=pledge_euro,
        now=NOON,
    )


def test_a_higher_quorum_begins_the_time_of_groups_that_are_too_small_and_a_lower_one_ends_it(organisation):
    group = a_sponsor_group(organisation)
    ask(organisation, quorum=6)
    group.refresh_from_db()
    group.sponsor_group.refresh_from_db()
    assert (group.cleared_until, group.sponsor_group.below_quorum_since) == (NEVER, NOON)
    ask(organisation, quorum=5)
    group.refresh_from_db()
    group.sponsor_group.refresh_from_db()
    assert group.cleared_until > NOON.date()
    assert group.sponsor_group.below_quorum_since is None


def test_a_pledge_that_is_asked_stops_groups_that_have_not_made_it(organisation):
    group, other = a_sponsor_group(organisation), a_sponsor_group()
    ask(organisation, pledge_euro=9000)
    group.refresh_from_db()
    other.refresh_from_db()
    assert group.cleared_until == NEVER
    assert other.cleared_until > NOON.date()
    assert recount_all() == 0


def test_only_an_administrator_asks_and_only_what_can_be(organisation):
    with pytest.raises(NotAllowed):
        ask(organisation, role=Role.COORDINATOR)
    with pytest.raises(Invalid) as refusal:
        ask(organisation, quorum=1)
    assert refusal.value.code == "quorum_out_of_range"
