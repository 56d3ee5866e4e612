"""The one SQL of clearance against the same rules in plain Python, asked day by day, over made-up organisations."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.people.clearance import FOR_EVER, items_of, recount_all
from backend.people.models import (
    Check,
    Exemption,
    Helper,
    HouseholdMember,
    Organisation,
    Person,
    Requirement,
    SponsorGroupMember,
)
from backend.people.models.check import Scope
from backend.people.models.helper import HelperKind
from backend.people.models.sponsor_group import GroupRole
from tests.factories.checks import TODAY
from tests.factories.clock import NOON
from tests.factories.people import a_coordinator, a_sponsor_group, a_volunteer, an_organisation

CODES = ("identity", "references")
HORIZON = 40
DAYS = [TODAY + timedelta(days=day) for day in range(HORIZON + 2)]

a_day = st.integers(0, HORIZON)
an_end = st.one_of(st.none(), a_day)
a_chain = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(HelperKind.values),
        "code": st.sampled_from(CODES),
        "scope": st.sampled_from(Scope.values),
        "times": st.lists(st.integers(1, 2), min_size=1, max_size=3),
        "is_retired": st.booleans(),
    }
).filter(lambda chain: chain["scope"] != Scope.ONE_MEMBER or chain["kind"] == HelperKind.SPONSOR_GROUP)
a_record = st.fixed_dictionaries(
    {
        "of": st.integers(0, 6),
        "code": st.sampled_from(CODES),
        "recorded": st.integers(-5, -1),
        "end": an_end,
        "is_void": st.sampled_from([False, False, False, True]),
    }
)


@dataclass
class World:
    """An organisation with a volunteer, a group and two homes, as rows and as what the rows say."""

    organisation: Organisation
    volunteer: Helper
    group: Helper
    people: list[Person]
    joining: set[int]
    home: list[HouseholdMember]
    chains: list[dict[str, Any]] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)
    exemptions: list[dict[str, Any]] = field(default_factory=list)

    def is_cleared(self, helper: Helper, day: date) -> bool:
        """Say whether `helper` meets that day all that is asked of it."""
        asked = [chain for chain in self.chains if chain["kind"] == helper.kind and not chain["is_retired"]]
        if helper == self.group and len(self.joining) > 1:  # below the quorum of two
            return False
        return all(self._is_met(helper, chain, day) for chain in asked)

    def _is_met(self, helper: Helper, chain: dict[str, Any], day: date) -> bool:
        members = [0] if helper == self.volunteer else [number for number in (0, 1, 2) if number not in self.joining]
        if chain["scope"] == Scope.ONE_MEMBER:
            return any(self._has(number, chain, day) for number in members)
        if chain["scope"] == Scope.HOUSEHOLD_ADULT:
            living = [3 + number for number, one in enumerate(self.home) if one.helper == helper and not one.left_on]
            return all(self._is_child(number, day) or self._has(number, chain, day) for number in living)
        return all(self._has(number, chain, day) for number in members)

    def _is_child(self, number: int, day: date) -> bool:
        born = self.home[number - 3].birth_date
        return (day.year - born.year - ((day.month, day.day) < (born.month, born.day))) < 18

    def _has(self, number: int, chain: dict[str, Any], day: date) -> bool:
        def counts(record: dict[str, Any]) -> bool:
            is_theirs = (record["of"], record["code"]) == (number, chain["code"])
            ends = None if record["end"] is None else TODAY + timedelta(days=record["end"])
            return is_theirs and not record["is_void"] and (ends is None or day < ends)

        if any(counts(exemption) for exemption in self.exemptions):
            return True
        last = len(chain["times"]) - 1
        for version, times in enumerate(chain["times"]):
            until = NOON if version == last else superseded(version)
            recorded = [c for c in self.checks if counts(c) and recorded_at(c) < until]
            if len(recorded) >= times:
                return True
        return False


def superseded(version: int) -> Any:
    """Return when this version (not the last) was superseded: four, then two days before NOON."""
    return NOON - timedelta(days=4 - 2 * version)


def recorded_at(record: dict[str, Any]) -> Any:
    return NOON + timedelta(days=record["recorded"], hours=1)


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    chains = draw(st.lists(a_chain, max_size=4, unique_by=lambda c: (c["kind"], c["code"], c["scope"])))
    exemptions = draw(st.lists(a_record, max_size=3))
    return {
        "chains": chains,
        "checks": draw(st.lists(a_record, max_size=14)),
        "exemptions": [one | {"end": one["end"] or 7} for one in exemptions],
        "joining": draw(st.sampled_from([set(), {2}, {2}, {1, 2}])),
        "born": draw(st.lists(st.integers(-10, HORIZON), min_size=4, max_size=4)),
        "left": draw(st.sets(st.integers(0, 3))),
    }


def made(drawn: dict[str, Any]) -> World:
    """Return what was drawn, as rows."""
    organisation = an_organisation(group_quorum=2)
    volunteer, group = a_volunteer(organisation), a_sponsor_group(organisation, members=0)
    people = [volunteer.volunteer.person, a_coordinator(), a_coordinator()]
    for number, person in enumerate(people):
        SponsorGroupMember.objects.create(
            organisation=organisation,
            group=group.sponsor_group,
            person=person,
            role=GroupRole.MEMBER if number else GroupRole.LEAD,
            is_joining=number in drawn["joining"],
        )
    home = [
        HouseholdMember.objects.create(
            organisation=organisation,
            helper=(volunteer, group)[number % 2],
            given_name="Robin",
            birth_date=(TODAY + timedelta(days=days)).replace(year=TODAY.year - 18),
            joined_on=TODAY,
            left_on=TODAY if number in drawn["left"] else None,
        )
        for number, days in enumerate(drawn["born"])
    ]
    world = World(organisation, volunteer, group, people, drawn["joining"], home)
    world.chains, world.checks, world.exemptions = drawn["chains"], drawn["checks"], drawn["exemptions"]
    _write(world)
    recount_all()
    return world


def _write(world: World) -> None:
    requirement = None
    for chain in world.chains:
        last = len(chain["times"]) - 1
        for version, times in enumerate(chain["times"]):
            is_over = version < last or chain["is_retired"]
            requirement = Requirement.objects.create(
                organisation=world.organisation,
                helper_kind=chain["kind"],
                code=chain["code"],
                scope=chain["scope"],
                version=version + 1,
                times=times,
                superseded_at=(superseded(version) if version < last else NOON) if is_over else None,
            )
    if requirement is None:
        return
    for one in world.checks:
        Check.objects.create(
            **_row(world, one),
            requirement=requirement,
            met_on=TODAY - timedelta(days=400),
            expires_on=None if one["end"] is None else TODAY + timedelta(days=one["end"]),
            recorded_at=recorded_at(one),
            withdrawn_at=NOON if one["is_void"] else None,
        )
    for one in world.exemptions:
        Exemption.objects.create(
            **_row(world, one),
            reason="closed",
            author=world.people[0],
            starts_on=TODAY - timedelta(days=5),
            ends_on=TODAY + timedelta(days=one["end"]),
            revoked_at=NOON if one["is_void"] else None,
        )


def _row(world: World, one: dict[str, Any]) -> dict[str, Any]:
    of = {"person": world.people[one["of"]]} if one["of"] < 3 else {"household_member": world.home[one["of"] - 3]}
    return {"organisation": world.organisation, "code": one["code"], **of}


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(worlds())
def test_a_helper_is_cleared_on_the_days_on_which_all_that_is_asked_is_met(drawn):
    with transaction.atomic():
        world = made(drawn)
        for helper in (world.volunteer, world.group):
            helper.refresh_from_db()
            for day in DAYS:
                assert (helper.cleared_until > day) == world.is_cleared(helper, day)
            ends = [item.covered_until for item in items_of(helper) if not item.is_joining]
            assert helper.cleared_until == min(ends, default=FOR_EVER)
        assert recount_all() == 0
        transaction.set_rollback(True)
