"""Makers of organisations, persons, families and helpers."""

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress

from backend.people.clearance import FOR_EVER
from backend.people.lifecycle import GroupState, HelperState
from backend.people.models import (
    ContactDetail,
    Family,
    FamilyMember,
    Helper,
    HelperLanguage,
    MemberLanguage,
    Membership,
    Organisation,
    Person,
    SponsorGroup,
    SponsorGroupMember,
    Volunteer,
)
from backend.people.models.contact import ContactKind
from backend.people.models.helper import HelperKind
from backend.people.models.organisation import OrganisationKind, Role
from backend.people.models.sponsor_group import GroupRole
from backend.people.vocabulary import Gender, ProtectionClass
from tests.factories.clock import NOON
from tests.factories.places import a_municipality

_numbers = count(1)
_GROUP_STATES = {
    HelperState.APPLIED: GroupState.FORMING,
    HelperState.CHECKING: GroupState.FORMING,
    HelperState.DECLINED: GroupState.ENDED,
    HelperState.LEFT: GroupState.ENDED,
}


def an_organisation(**over: Any) -> Organisation:
    """Return a new organisation, an NGO in Brussels' time."""
    number = next(_numbers)
    given = {"slug": f"organisation-{number}", "name": f"Organisation {number}", "kind": OrganisationKind.NGO}
    return Organisation.objects.create(**given | over)


def a_person(**over: Any) -> Person:
    """Return a new person who reads English, with a verified e-mail address to sign in with and no role."""
    number = next(_numbers)
    given = {"email": f"person-{number}@example.org", "name": f"Person {number}"}
    person = Person.objects.create_user(**given | over)
    if person.email:
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def a_reachable_person(**over: Any) -> Person:
    """Return a new person with an e-mail address and a phone number that they share."""
    person = a_person(**over)
    number = f"+32 460 00 {next(_numbers):05}"
    ContactDetail.objects.create(person=person, kind=ContactKind.PHONE, value=number, is_shared=True)
    if person.email:
        ContactDetail.objects.create(person=person, kind=ContactKind.EMAIL, value=person.email, is_shared=True)
    return person


def a_coordinator(organisation: Organisation | None = None, *, role: Role = Role.COORDINATOR, **over: Any) -> Person:
    """Return a new person on the staff of `organisation`."""
    person = a_person(**over)
    Membership.objects.create(organisation=organisation or an_organisation(), person=person, role=role)
    return person


def a_family(
    organisation: Organisation | None = None, *, languages: Mapping[str, int] | None = None, **over: Any
) -> Family:
    """Return a new family that lives somewhere and waits, with one contact who can sign in and speaks English.

    The contact is `contact_of(family)`.
    """
    organisation = organisation or an_organisation()
    given = {
        "organisation": organisation,
        "reference": f"F-{next(_numbers)}",
        "nationality": "SY",
        "protection_class": ProtectionClass.LEGAL_PHYSICAL,
        "arrives_on": NOON.date(),
        "waiting_since": NOON,
    }
    if "municipality" not in over:
        given["municipality"] = a_municipality()
    family = Family.objects.create(**given | over)
    a_member(family, person=a_reachable_person(), is_contact=True, languages=languages)
    return family


def a_member(family: Family, *, languages: Mapping[str, int] | None = None, **over: Any) -> FamilyMember:
    """Return a new member of `family`, a woman born in 1988; English at C1 unless `languages` says otherwise."""
    number = family.members.count() + 1
    given = {
        "organisation_id": family.organisation_id,
        "number": number,
        "given_name": f"Member {number}",
        "birth_year": 1988,
        "gender": Gender.FEMALE,
    }
    member = FamilyMember.objects.create(family=family, **given | over)
    spoken = {"en": 5} if languages is None else languages
    MemberLanguage.objects.bulk_create(
        MemberLanguage(member=member, language=code, level=level) for code, level in spoken.items()
    )
    return member


def contact_of(family: Family) -> Person:
    """Return the person who speaks for `family`."""
    return Person.objects.get(family_member__family=family, family_member__is_contact=True)


def a_volunteer(
    organisation: Organisation | None = None,
    *,
    languages: Mapping[str, int] | None = None,
    person: Person | None = None,
    **over: Any,
) -> Helper:
    """Return a new approved volunteer as a helper; the person is `helper.volunteer.person`.

    Cleared for ever, unless `over` or `tests.factories.checks` say otherwise.
    """
    helper = _a_helper(organisation, HelperKind.VOLUNTEER, languages, over)
    Volunteer.objects.create(
        organisation=helper.organisation, helper=helper, person=person or a_reachable_person(), birth_year=1970
    )
    return helper


def a_sponsor_group(
    organisation: Organisation | None = None,
    *,
    languages: Mapping[str, int] | None = None,
    members: int = 5,
    own: Mapping[str, Any] | None = None,
    **over: Any,
) -> Helper:
    """Return a new approved sponsor group as a helper, cleared for ever; the first of its members is the lead.

    `own` is what the group itself has, by column; `state` (of the helper) decides how far the group has come.
    """
    helper = _a_helper(organisation, HelperKind.SPONSOR_GROUP, languages, over)
    given: dict[str, Any] = {
        "name": f"Group {helper.reference}",
        "persons_housed": 6,
        "state": _GROUP_STATES.get(HelperState(helper.state), GroupState.APPROVED),
        "lead_organisation": "Parish of St James",
        "municipality_consent_until": date.max,
    }
    group = SponsorGroup.objects.create(organisation=helper.organisation, helper=helper, **given | dict(own or {}))
    for index in range(members):
        role = GroupRole.MEMBER if index else GroupRole.LEAD
        SponsorGroupMember.objects.create(
            organisation=helper.organisation, group=group, person=a_reachable_person(), role=role
        )
    return helper


def lead_of(helper: Helper) -> Person:
    """Return the person who answers for `helper`: the volunteer, or the group's lead."""
    if helper.kind == HelperKind.VOLUNTEER:
        return helper.volunteer.person
    return helper.sponsor_group.members.get(role=GroupRole.LEAD).person


def _a_helper(
    organisation: Organisation | None, kind: HelperKind, languages: Mapping[str, int] | None, over: dict[str, Any]
) -> Helper:
    given = {
        "organisation": organisation or an_organisation(),
        "kind": kind,
        "reference": f"H-{next(_numbers)}",
        "state": HelperState.APPROVED,
        "travel_km": 25,
        "gender": Gender.FEMALE,
        "cleared_until": FOR_EVER,
    }
    if over.get("state") == HelperState.AWAY:
        given["away_from"] = NOON.date()
    if "municipality" not in over:
        given["municipality"] = a_municipality()
    helper = Helper.objects.create(**given | over)
    spoken = {"en": 4} if languages is None else languages
    HelperLanguage.objects.bulk_create(
        HelperLanguage(helper=helper, language=code, level=level) for code, level in spoken.items()
    )
    return helper
