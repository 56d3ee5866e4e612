"""Makers of requirements, checks, exemptions and of who lives with a helper. Each counts anew whom it concerns."""

from datetime import date, timedelta
from typing import Any

from backend.people.clearance import helpers_with, recount
from backend.people.models import Check, Exemption, Helper, HouseholdMember, Organisation, Person, Requirement
from backend.people.models.check import Scope
from backend.people.models.helper import HelperKind
from tests.factories.clock import NOON
from tests.factories.people import a_coordinator, lead_of

TODAY = NOON.date()


def a_requirement(organisation: Organisation, code: str = "identity", **over: Any) -> Requirement:
    """Return a new requirement for the volunteers of `organisation`, met for ever by one check."""
    given = {"helper_kind": HelperKind.VOLUNTEER, "scope": Scope.EVERYBODY} | over
    requirement = Requirement.objects.create(organisation=organisation, code=code, **given)
    recount(list(organisation.helpers.values_list("pk", flat=True)))
    return requirement


def a_check(of: Helper | Person | HouseholdMember, requirement: Requirement, **over: Any) -> Check:
    """Return a new check, met ten days ago: of a person, of a helper's lead, or of somebody who lives with one."""
    subject = lead_of(of) if isinstance(of, Helper) else of
    given: dict[str, Any] = {"met_on": TODAY - timedelta(days=10), "recorded_at": NOON} | _subject(subject) | over
    check = Check.objects.create(
        organisation=requirement.organisation, requirement=requirement, code=requirement.code, **given
    )
    _recount(requirement.organisation, subject)
    return check


def an_exemption(of: Helper | Person | HouseholdMember, requirement: Requirement, **over: Any) -> Exemption:
    """Return a new exemption from a requirement, for a year from NOON."""
    subject = lead_of(of) if isinstance(of, Helper) else of
    given: dict[str, Any] = {
        "reason": "The register is closed.",
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=365),
    }
    given |= _subject(subject) | over
    if "author" not in given:
        given["author"] = a_coordinator(requirement.organisation)
    exemption = Exemption.objects.create(organisation=requirement.organisation, code=requirement.code, **given)
    _recount(requirement.organisation, subject)
    return exemption


def a_household_member(helper: Helper, *, birth_date: date, **over: Any) -> HouseholdMember:
    """Return somebody new who lives with `helper` since ten days before NOON."""
    given = {"given_name": "Robin", "joined_on": TODAY - timedelta(days=10)} | over
    member = HouseholdMember.objects.create(
        organisation_id=helper.organisation_id, helper=helper, birth_date=birth_date, **given
    )
    recount([helper.pk])
    return member


def _subject(of: Person | HouseholdMember) -> dict[str, Person | HouseholdMember]:
    return {"person": of} if isinstance(of, Person) else {"household_member": of}


def _recount(organisation: Organisation, of: Person | HouseholdMember) -> None:
    recount(helpers_with(organisation, [of.pk]) if isinstance(of, Person) else [of.helper_id])
