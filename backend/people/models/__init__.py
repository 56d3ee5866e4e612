"""Who people are: one module for each thing."""

from backend.people.models.check import Check, Requirement
from backend.people.models.contact import ContactDetail, Disclosure
from backend.people.models.family import Family, FamilyMember, MemberLanguage
from backend.people.models.helper import (
    Helper,
    HelperLanguage,
    SponsorGroup,
    SponsorGroupMember,
    Volunteer,
)
from backend.people.models.organisation import Membership, Organisation
from backend.people.models.person import Person

__all__ = [
    "Check",
    "ContactDetail",
    "Disclosure",
    "Family",
    "FamilyMember",
    "Helper",
    "HelperLanguage",
    "MemberLanguage",
    "Membership",
    "Organisation",
    "Person",
    "Requirement",
    "SponsorGroup",
    "SponsorGroupMember",
    "Volunteer",
]
