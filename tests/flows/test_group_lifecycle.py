"""A sponsor group and its helper walk any way through their tables: what the helper may be follows from the group."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.errors import Conflict
from backend.flows.absences import come_back, go_away
from backend.flows.departures import decline_helper, leave
from backend.people.lifecycle import GROUP_TABLE, HELPER_STATES_OF_GROUP, GroupState, HelperState
from backend.people.models import Helper, SponsorGroup
from backend.people.services.admissions import approve_helper, reapply, start_checks
from backend.people.services.sponsor_groups import accept_in_principle, approve_group, send_back
from tests.factories.checks import TODAY
from tests.factories.clock import NOON
from tests.factories.matching import a_match
from tests.factories.people import a_coordinator, a_family, a_sponsor_group, lead_of

pytestmark = pytest.mark.django_db


class Walk:
    """One group, its coordinator, and everything that can be asked of them."""

    def __init__(self) -> None:
        self.helper = a_sponsor_group(state=HelperState.APPLIED)
        self.coordinator = a_coordinator(self.helper.organisation)

    def group_is(self) -> GroupState:
        return GroupState(SponsorGroup.objects.get(pk=self.helper.pk).state)

    def helper_is(self) -> HelperState:
        return HelperState(Helper.objects.get(pk=self.helper.pk).state)

    def asks(self, name: str) -> None:
        by_group: dict[str, Any] = {"actor": self.coordinator, "group_uuid": self.helper.uuid, "now": NOON}
        by_helper: dict[str, Any] = {"actor": self.coordinator, "helper_uuid": self.helper.uuid, "now": NOON}
        {
            "accept": lambda: accept_in_principle(**by_group),
            "send_back": lambda: send_back(**by_group),
            "approve": lambda: approve_group(**by_group),
            "start_checks": lambda: start_checks(**by_helper),
            "approve_helper": lambda: approve_helper(**by_helper),
            "away": lambda: go_away(**by_helper | {"actor": lead_of(self.helper)}, away_from=TODAY, away_until=None),
            "back": lambda: come_back(**by_helper | {"actor": lead_of(self.helper)}),
            "leave": lambda: leave(**by_helper),
            "decline": lambda: decline_helper(**by_helper, reason="other"),
            "reapply": lambda: reapply(**by_helper),
            "match": self.matches,
        }[name]()

    def matches(self) -> None:
        helper = Helper.objects.get(pk=self.helper.pk)
        if helper.state == HelperState.APPROVED and helper.places_taken < helper.capacity:
            a_match(a_family(helper.organisation), helper)


ASKED = (
    "accept", "send_back", "approve", "start_checks", "approve_helper", "away", "back", "leave", "decline", "reapply",
    "match",
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(ASKED), max_size=14))
def test_whatever_is_asked_the_helper_is_what_its_group_lets_it_be(asked: list[str]) -> None:
    walk = Walk()
    for name in asked:
        before = walk.group_is()
        try:
            walk.asks(name)
        except Conflict:
            assert walk.group_is() == before
        after = walk.group_is()
        assert walk.helper_is() in HELPER_STATES_OF_GROUP[after]
        assert after == before or after in _reachable(before)


def _reachable(state: GroupState) -> set[GroupState]:
    """Return where at most two moves lead: a group that leaves is unmatched and ended in one transaction."""
    once = {to for (begin, _), to in GROUP_TABLE.items() if begin == state}
    return once | {to for (begin, _), to in GROUP_TABLE.items() if begin in once}
