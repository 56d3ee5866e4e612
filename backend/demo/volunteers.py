"""Volunteers of the demo programme, drawn after the shares in `shares`."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from backend.demo import shares
from backend.demo.draw import Draw
from backend.demo.names import family_name, given_name
from backend.demo.organisations import CITY, Home
from backend.demo.rows import Rows
from backend.demo.slots import draw_slots
from backend.demo.towns import MECHELEN, Towns
from backend.people.lifecycle import HelperState
from backend.people.models import Check, Helper, Person, Requirement, Volunteer
from backend.people.models.helper import HelperKind
from backend.people.vocabulary import HOUSEHOLD, INTERESTS, NEEDS, Gender, GenderWish

NUMBER: Final = 900
_UNCHECKED: Final = frozenset({HelperState.APPLIED, HelperState.CHECKING})


def add_volunteers(rows: Rows, homes: Mapping[str, Home], towns: Towns, *, number: int, now: datetime) -> None:
    """Add `number` volunteers to `rows`, each with languages and the checks that their state asks for."""
    for index in range(1, number + 1):
        slug = rows.draw.share(shares.ORGANISATION)
        helper = _add_volunteer(rows, homes[slug], slug, towns, index, now)
        add_checks(rows, helper.state, rows.volunteers[-1].person, homes[slug].requirements[HelperKind.VOLUNTEER], now)


def add_checks(rows: Rows, state: str, person: Person, requirements: Sequence[Requirement], now: datetime) -> None:
    """Add what somebody in this state has met: all, with one lapsed if the state says so, or only the first."""
    met = requirements[:1] if state in _UNCHECKED else requirements
    for requirement in met:
        is_lapsed = state == HelperState.LAPSED and requirement.code == "criminal_record"
        for _ in range(requirement.times):
            age = _age_of_check(rows.draw, requirement.valid_days, is_lapsed)
            rows.checks.append(_check(rows.draw.uuid(), person, requirement, now - timedelta(days=age)))


def _check(uuid: UUID, person: Person, requirement: Requirement, at: datetime) -> Check:
    met_on = at.date()
    return Check(
        uuid=uuid,
        organisation=requirement.organisation,
        person=person,
        requirement=requirement,
        code=requirement.code,
        met_on=met_on,
        expires_on=met_on + timedelta(days=requirement.valid_days) if requirement.valid_days else None,
        recorded_at=at,
    )


def _age_of_check(draw: Draw, valid_days: int | None, is_lapsed: bool) -> int:
    """Return how many days ago a check was met; a valid one lasts four more days at least."""
    if valid_days is None:
        return draw.whole(5, 900)
    return draw.whole(valid_days, valid_days + 60) if is_lapsed else draw.whole(5, valid_days - 4)


def _add_volunteer(rows: Rows, home: Home, slug: str, towns: Towns, index: int, now: datetime) -> Helper:
    draw = rows.draw
    town = towns.draw(draw, near=MECHELEN, within_km=30) if slug == CITY else towns.draw(draw)
    origin, mother_tongue = draw.share(shares.ORIGIN) if draw.chance(shares.WITH_ORIGIN) else ("", "")
    languages = _languages(draw, town.region, mother_tongue)
    gender = Gender.FEMALE if draw.chance(shares.VOLUNTEER_WOMAN) else Gender.MALE
    away_from = now.date() - timedelta(days=draw.whole(1, 30))
    state = _state(draw)
    helper = Helper(
        uuid=draw.uuid(),
        organisation=home.organisation,
        kind=HelperKind.VOLUNTEER,
        reference=f"V-{index:04}",
        state=state,
        municipality=town,
        travel_km=draw.share(shares.TRAVEL_KM),
        skills=draw.some(list(NEEDS)[:-1], 2, 5) + (["trauma_support"] if draw.chance(0.1) else []),
        interests=draw.some(list(INTERESTS), 1, 4),
        availability=draw_slots(draw),
        household=draw.each(dict.fromkeys(HOUSEHOLD, 0.15)),
        capacity=draw.share(shares.CAPACITY),
        origin=origin,
        gender=gender,
        wished_gender=GenderWish.FEMALE if gender == Gender.FEMALE and draw.chance(0.06) else GenderWish.ANY,
        practises_local_language=draw.chance(0.55),
        certificates=draw.each({"trauma": 0.08, "minors": 0.15}),
        away_from=away_from if state == HelperState.AWAY else None,
        away_until=away_from + timedelta(days=45) if state == HelperState.AWAY else None,
    )
    rows.add_helper(helper, languages)
    person = _person(rows, origin or next(iter(languages)), gender, f"volunteer-{index}@example.org", languages)
    volunteer = Volunteer(organisation=home.organisation, helper=helper, person=person)
    volunteer.birth_year = now.year - draw.whole(19, 79)
    rows.volunteers.append(volunteer)
    return helper


def _state(draw: Draw) -> HelperState:
    state = HelperState(draw.share(shares.VOLUNTEER_STATE))
    return HelperState.LAPSED if state == HelperState.APPROVED and draw.chance(shares.LAPSED_CHECK) else state


def _person(rows: Rows, origin: str, gender: str, email: str, languages: Mapping[str, int]) -> Person:
    name = f"{given_name(rows.draw, origin, gender)} {family_name(rows.draw, origin)}"
    reads = "nl" if languages.get("nl", 0) > languages.get("fr", 0) else "fr"
    return rows.add_person(name, email, language=reads, is_shared=rows.draw.chance(0.9))


def _languages(draw: Draw, region: str, mother_tongue: str) -> dict[str, int]:
    """Return what a volunteer speaks: the language of the region first, the mother tongue if it is another."""
    first, further = shares.REGION_LANGUAGES[region]
    spoken = {first: draw.whole(4, 6) if mother_tongue else 6}
    if mother_tongue:
        spoken[mother_tongue] = draw.whole(4, 6)
    for language in draw.each(further):
        spoken[language] = draw.whole(3, 5)
    if not mother_tongue and draw.chance(0.04):
        spoken[draw.one(["ar", "sw", "tr", "es", "de"])] = draw.whole(2, 4)
    return spoken
