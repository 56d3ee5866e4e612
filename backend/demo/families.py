"""Families of the demo programme, drawn after the shares in `shares`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from backend.demo import shares
from backend.demo.draw import Draw
from backend.demo.names import family_name, given_name
from backend.demo.organisations import CITY, Home
from backend.demo.rows import Rows
from backend.demo.slots import draw_slots
from backend.demo.towns import MECHELEN, Towns
from backend.people.models import Family, FamilyMember
from backend.people.models.family import FamilyState
from backend.people.vocabulary import ADULT_AGE, INTERESTS, Gender, GenderWish, ProtectionClass

NUMBER: Final = 400


@dataclass(frozen=True)
class _Someone:
    age: int
    gender: str


def add_families(rows: Rows, homes: Mapping[str, Home], towns: Towns, *, number: int, now: datetime) -> None:
    """Add `number` families to `rows`, each with members, languages and a contact who can be reached."""
    for index in range(1, number + 1):
        slug = rows.draw.share(shares.ORGANISATION)
        _add_family(rows, homes[slug], slug, towns, index, now)


def _add_family(rows: Rows, home: Home, slug: str, towns: Towns, index: int, now: datetime) -> None:
    draw = rows.draw
    nationality = draw.share(shares.NATIONALITY)
    people = _household(draw)
    protection = _protection(draw, people)
    arrives_on = now.date() + timedelta(days=draw.whole(-300, 90))
    family = Family(
        uuid=draw.uuid(),
        organisation=home.organisation,
        reference=f"F-{index:04}",
        state=_state((arrives_on - now.date()).days),
        municipality=towns.by_code[MECHELEN] if slug == CITY else towns.draw(draw),
        nationality=nationality,
        camp=draw.share(shares.CAMP[nationality]),
        protection_class=protection,
        arrives_on=arrives_on,
        waiting_since=now - timedelta(days=draw.whole(1, 240), hours=draw.whole(0, 23)),
        needs=_needs(draw, people, protection),
        interests=draw.some(list(INTERESTS), 1, 4),
        availability=draw_slots(draw),
        wished_gender=_wish(draw, people[0]),
        wishes_same_origin=draw.chance(0.15),
        practises_local_language=draw.chance(0.45),
        needed_certificates=["trauma"] if protection == ProtectionClass.VIOLENCE_TORTURE and draw.chance(0.3) else [],
    )
    rows.families.append(family)
    _add_members(rows, family, people, index, now)


def _add_members(rows: Rows, family: Family, people: list[_Someone], index: int, now: datetime) -> None:
    draw = rows.draw
    surname, main = family_name(draw, family.nationality), draw.share(shares.MAIN_LANGUAGE[family.nationality])
    used: set[str] = set()
    for number, someone in enumerate(people, start=1):
        given = given_name(draw, family.nationality, someone.gender, other_than=used)
        used.add(given)
        person = None
        if number == 1:
            email = f"family-{index}@example.org" if draw.chance(0.75) else None
            person = rows.add_person(
                f"{given} {surname}", email, language=shares.READS[family.nationality], is_shared=draw.chance(0.8)
            )
        member = FamilyMember(
            uuid=draw.uuid(),
            organisation=family.organisation,
            family=family,
            person=person,
            number=number,
            given_name=given,
            family_name=surname,
            birth_year=now.year - someone.age,
            gender=someone.gender,
            is_contact=number == 1,
        )
        rows.add_member(member, _languages(draw, family.nationality, main, someone.age))


def _household(draw: Draw) -> list[_Someone]:
    """Return the members, the contact first: an adult, perhaps a partner, children, perhaps a parent of theirs."""
    size = draw.share(shares.HOUSEHOLD_SIZE)
    is_alone = size == 1 or draw.chance(shares.SINGLE_PARENT)
    age = draw.whole(20 + 2 * max(0, size - 2), 52)
    contact = _Someone(age, Gender.FEMALE if draw.chance(0.75 if is_alone else 0.4) else Gender.MALE)
    people = [contact]
    if not is_alone:
        other = Gender.MALE if contact.gender == Gender.FEMALE else Gender.FEMALE
        people.append(_Someone(max(ADULT_AGE, contact.age + draw.whole(-6, 4)), other))
    if size > 2 and draw.chance(shares.WITH_SENIOR):
        people.append(_Someone(draw.whole(max(66, age + 17), 84), draw.one([Gender.FEMALE, Gender.MALE])))
    oldest = max(1, min(17, age - 19))
    while len(people) < size:
        people.append(_Someone(draw.whole(0, oldest), draw.one([Gender.FEMALE, Gender.MALE])))
    return people


def _protection(draw: Draw, people: list[_Someone]) -> str:
    adults = [someone for someone in people if someone.age >= ADULT_AGE]
    is_led_by_a_woman = all(someone.gender == Gender.FEMALE for someone in adults)
    return draw.share(shares.PROTECTION_LED_BY_A_WOMAN if is_led_by_a_woman else shares.PROTECTION)


def _state(days_to_arrival: int) -> str:
    if days_to_arrival > 60:
        return FamilyState.SELECTED
    if days_to_arrival > 7:
        return FamilyState.ORIENTATION
    if days_to_arrival > 0:
        return FamilyState.TRAVELLING
    return FamilyState.RECEPTION if days_to_arrival > -60 else FamilyState.SETTLED


def _needs(draw: Draw, people: list[_Someone], protection: str) -> list[str]:
    ages = [someone.age for someone in people]
    chances = dict(shares.NEEDS)
    if any(6 <= age < ADULT_AGE for age in ages):
        chances["school_support"] = 0.7
    if any(age < 6 for age in ages):
        chances["childcare"] = 0.5
    if protection == ProtectionClass.MEDICAL:
        chances["health_care"] = 1
    if protection == ProtectionClass.VIOLENCE_TORTURE:
        chances["trauma_support"] = 0.7
    return draw.each(chances) or ["social_contact"]


def _wish(draw: Draw, contact: _Someone) -> str:
    """Return the wish; assumption: one woman in four and one man in sixteen has one, for their own gender."""
    has_wish = draw.chance(0.25 if contact.gender == Gender.FEMALE else 0.06)
    return GenderWish(contact.gender) if has_wish else GenderWish.ANY


def _languages(draw: Draw, nationality: str, main: str, age: int) -> dict[str, int]:
    """Return what somebody speaks: small children nothing that counts, children their own, adults more."""
    if age < 4:
        return {}
    spoken = {main: 6 if age >= 14 else 4}
    if age >= 12:
        for language in draw.each(shares.FURTHER_LANGUAGES[nationality]):
            spoken.setdefault(language, draw.whole(2, 5))
    return spoken
