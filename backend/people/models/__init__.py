"""Who people are: one module for each thing."""

from backend.people.models.check import Check, Exemption, Requirement
from backend.people.models.contact import ContactDetail, Disclosure
from backend.people.models.document import Document, DocumentPart, DocumentRead
from backend.people.models.family import Family, FamilyMember, MemberLanguage
from backend.people.models.hand_over import HandOver, HandOverEvent
from backend.people.models.helper import Helper, HelperEvent, HelperLanguage, Volunteer
from backend.people.models.hold import Hold
from backend.people.models.household import HouseholdMember
from backend.people.models.organisation import Membership, Organisation
from backend.people.models.person import Person
from backend.people.models.sponsor_group import GroupEvent, GroupMemberEvent, SponsorGroup, SponsorGroupMember

__all__ = [
    "Check",
    "ContactDetail",
    "Disclosure",
    "Document",
    "DocumentPart",
    "DocumentRead",
    "Exemption",
    "Family",
    "FamilyMember",
    "GroupEvent",
    "GroupMemberEvent",
    "HandOver",
    "HandOverEvent",
    "Helper",
    "HelperEvent",
    "HelperLanguage",
    "Hold",
    "HouseholdMember",
    "MemberLanguage",
    "Membership",
    "Organisation",
    "Person",
    "Requirement",
    "SponsorGroup",
    "SponsorGroupMember",
    "Volunteer",
]
