"""Sponsor groups of the demo programme."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final
from uuid import uuid5

from backend.demo.names import family_name, given_name
from backend.demo.organisations import NATIONAL, PARISHES, Home
from backend.demo.rows import Rows
from backend.demo.slots import draw_slots
from backend.demo.towns import Towns
from backend.demo.volunteers import add_checks
from backend.people.lifecycle import GroupState, HelperState
from backend.people.models import Helper, Person, SponsorGroup, SponsorGroupMember
from backend.people.models.check import Scope
from backend.people.models.helper import HelperKind
from backend.people.models.sponsor_group import GroupRole
from backend.people.vocabulary import INTERESTS, NEEDS, Gender

NUMBER: Final = 30
# Assumptions: how long municipalities agree, and when the groups were formed.
CONSENT_DAYS: Final = 180
JOINED_DAYS_AGO: Final = 200
_NOT_AT_WORK: Final = {
    30: (GroupState.FORMING, HelperState.CHECKING),
    25: (GroupState.IN_PRINCIPLE, HelperState.CHECKING),
    20: (GroupState.ENDED, HelperState.LEFT),
}
_ROLES: Final = (GroupRole.LEAD, GroupRole.MONEY, GroupRole.HOUSING, GroupRole.LANGUAGE, GroupRole.WORK)


def add_groups(rows: Rows, homes: Mapping[str, Home], towns: Towns, *, number: int, now: datetime) -> None:
    """Add `number` sponsor groups to `rows`, each of five to nine persons, one of whom leads.

    Every third takes two families at once, every fifth houses nobody itself. Three are not at work: one still forms,
    one is accepted in principle, one has ended.
    """
    for index in range(1, number + 1):
        home = homes[PARISHES if index % 3 else NATIONAL]
        helper = _add_group(rows, home, towns, index, now.date())
        for number, person in enumerate(_members_of(rows, helper)):
            asked = home.requirements[HelperKind.SPONSOR_GROUP]
            of_this_one = [one for one in asked if number == 0 or one.scope == Scope.EVERYBODY]
            add_checks(rows, helper.state, person, of_this_one, now)


def _add_group(rows: Rows, home: Home, towns: Towns, index: int, today: date) -> Helper:
    draw = rows.draw
    group_state, helper_state = _NOT_AT_WORK.get(index, (GroupState.APPROVED, HelperState.APPROVED))
    town = towns.draw(draw)
    local = "nl" if town.region == "Vlaams Gewest" else "fr"
    families = 1 if index % 3 else 2
    helper = Helper(
        uuid=draw.uuid(),
        organisation=home.organisation,
        kind=HelperKind.SPONSOR_GROUP,
        reference=f"G-{index:02}",
        state=helper_state,
        municipality=town,
        travel_km=20,
        skills=draw.some(list(NEEDS), 6, 9),
        interests=draw.some(list(INTERESTS), 3, 6),
        availability=draw_slots(draw) | draw_slots(draw),
        capacity=families,
        household=["children_6_11", "senior"],
        gender=draw.one([Gender.FEMALE, Gender.MALE]),
        practises_local_language=True,
        certificates=draw.each({"trauma": 0.3, "minors": 0.5}),
    )
    rows.add_helper(helper, {local: 6, "en": 5} | dict.fromkeys(draw.each({"ar": 0.5, "sw": 0.2}), 4))
    group = SponsorGroup(
        organisation=home.organisation,
        helper=helper,
        name=f"Welkom {town.name_in(local)} {index}",
        persons_housed=draw.whole(2, 6) + 2 * families if index % 5 else 0,
        pledged_euro=500 * draw.whole(10, 30),
        state=group_state,
    )
    if group_state != GroupState.FORMING:
        group.lead_organisation = home.organisation.name
        group.municipality_consent_until = today + timedelta(days=CONSENT_DAYS * (1 + index % 3))
    rows.groups.append(group)
    for place in range(draw.whole(5, 9)):
        gender = helper.gender if place == 0 else draw.one([Gender.FEMALE, Gender.MALE])
        name = f"{given_name(draw, local, gender)} {family_name(draw, local)}"
        person = rows.add_person(name, f"group-{index}-{place + 1}@example.org", language=local)
        role = _ROLES[place] if place < len(_ROLES) else GroupRole.MEMBER
        rows.group_members.append(
            SponsorGroupMember(
                uuid=uuid5(person.uuid, "member"),
                organisation=home.organisation,
                group=group,
                person=person,
                role=role,
                joined_on=today - timedelta(days=JOINED_DAYS_AGO),
            )
        )
    return helper


def _members_of(rows: Rows, helper: Helper) -> list[Person]:
    return [member.person for member in rows.group_members if member.group.helper is helper]
