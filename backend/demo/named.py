"""The three whom a newcomer signs in as: a family and a volunteer who fit, and their coordinator's password."""

import base64
import hmac
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from backend.demo.organisations import Home
from backend.demo.rows import Rows
from backend.demo.towns import EEKLO, Towns
from backend.demo.volunteers import add_checks
from backend.people.lifecycle import HelperState
from backend.people.models import Family, FamilyMember, Helper, Volunteer
from backend.people.models.family import FamilyState
from backend.people.models.helper import HelperKind
from backend.people.vocabulary import SLOTS, Gender, ProtectionClass, bits

FAMILY: Final = "family@example.org"
VOLUNTEER: Final = "volunteer@example.org"
COORDINATOR: Final = "coordinator@example.org"
_FAMILY_SLOTS: Final = bits(["wed_afternoon", "sat_morning", "sat_afternoon"], SLOTS)
_VOLUNTEER_SLOTS: Final = bits(["mon_evening", "sat_morning", "sat_afternoon"], SLOTS)
_MEMBERS: Final = (
    ("Rima", Gender.FEMALE, 34, {"ar": 6, "en": 3}),
    ("Sami", Gender.MALE, 9, {"ar": 4}),
    ("Lina", Gender.FEMALE, 6, {"ar": 4}),
)


def demo_password() -> str:
    """Return the password of the demo's coordinators: derived from the installation's key, so stored nowhere."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), b"familievriend demo coordinator", "sha256")
    letters = base64.b32encode(digest).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def add_named(rows: Rows, home: Home, towns: Towns, *, now: datetime) -> None:
    """Add the family and the volunteer: neighbours with a language, hours, interests and an origin in common."""
    _add_family(rows, home, towns, now)
    _add_volunteer(rows, home, towns, now)


def _add_family(rows: Rows, home: Home, towns: Towns, now: datetime) -> None:
    family = Family(
        uuid=rows.draw.uuid(),
        organisation=home.organisation,
        reference="F-DEMO",
        state=FamilyState.RECEPTION,
        municipality=towns.by_code[EEKLO],
        nationality="SY",
        camp="Beqaa Valley",
        protection_class=ProtectionClass.WOMEN_GIRLS_AT_RISK,
        arrives_on=now.date() - timedelta(days=18),
        waiting_since=now - timedelta(days=300),
        needs=["language_practice", "school_support", "administration"],
        interests=["cooking", "walking", "music"],
        availability=_FAMILY_SLOTS,
        wishes_same_origin=True,
    )
    rows.families.append(family)
    for number, (given, gender, age, languages) in enumerate(_MEMBERS, start=1):
        is_contact = number == 1
        member = FamilyMember(
            uuid=rows.draw.uuid(),
            organisation=home.organisation,
            family=family,
            person=rows.add_person("Rima Haddad", FAMILY, language="en") if is_contact else None,
            number=number,
            given_name=given,
            family_name="Haddad",
            birth_year=now.year - age,
            gender=gender,
            is_contact=is_contact,
        )
        rows.add_member(member, languages)


def _add_volunteer(rows: Rows, home: Home, towns: Towns, now: datetime) -> None:
    helper = Helper(
        uuid=rows.draw.uuid(),
        organisation=home.organisation,
        kind=HelperKind.VOLUNTEER,
        reference="V-DEMO",
        state=HelperState.APPROVED,
        municipality=towns.by_code[EEKLO],
        travel_km=10,
        skills=["language_practice", "school_support", "social_contact"],
        interests=["cooking", "walking", "reading"],
        availability=_VOLUNTEER_SLOTS,
        household=["children_6_11", "single_parent"],
        capacity=1,
        origin="SY",
        gender=Gender.FEMALE,
    )
    rows.add_helper(helper, {"ar": 6, "nl": 5, "en": 5, "fr": 3})
    person = rows.add_person("Nour Khoury", VOLUNTEER, language="en")
    volunteer = Volunteer(organisation=home.organisation, helper=helper, person=person, birth_year=now.year - 38)
    rows.volunteers.append(volunteer)
    add_checks(rows, helper.state, person, home.requirements[HelperKind.VOLUNTEER], now)
