"""The rows of a programme before they are saved, and saving them all at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from backend.demo.draw import Draw
from backend.people.models import (
    Check,
    ContactDetail,
    Family,
    FamilyMember,
    Helper,
    HelperLanguage,
    MemberLanguage,
    Membership,
    Person,
    SponsorGroup,
    SponsorGroupMember,
    Volunteer,
)
from backend.people.models.contact import ContactKind

BATCH: Final = 2000


@dataclass
class Rows:
    """All rows in the making. Parents stand in their children as objects, so they are saved first."""

    draw: Draw
    persons: list[Person] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    addresses: list[EmailAddress] = field(default_factory=list)
    details: list[ContactDetail] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)
    members: list[FamilyMember] = field(default_factory=list)
    member_languages: list[MemberLanguage] = field(default_factory=list)
    helpers: list[Helper] = field(default_factory=list)
    helper_languages: list[HelperLanguage] = field(default_factory=list)
    volunteers: list[Volunteer] = field(default_factory=list)
    groups: list[SponsorGroup] = field(default_factory=list)
    group_members: list[SponsorGroupMember] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    def add_person(
        self, name: str, email: str | None, *, language: str, password: str | None = None, is_shared: bool = True
    ) -> Person:
        """Return a new person with a phone number and, if given, an e-mail address that is verified.

        The numbers begin with +32 400: no Belgian subscriber can have them, as mobile numbers begin with
        45 to 49, and a number of Liège (+32 4) is one digit shorter.
        """
        number = len(self.persons)
        person = Person(
            uuid=self.draw.uuid(),
            email=email,
            name=name,
            language=language,
            password=make_password(None) if password is None else password,
        )
        self.persons.append(person)
        phone = f"+32 400 {number // 10_000:02} {number // 100 % 100:02} {number % 100:02}"
        details = [(ContactKind.PHONE, phone)]
        if email:
            details.append((ContactKind.EMAIL, email))
            self.addresses.append(EmailAddress(user=person, email=email, verified=True, primary=True))
        self.details.extend(
            ContactDetail(uuid=self.draw.uuid(), person=person, kind=kind, value=value, is_shared=is_shared)
            for kind, value in details
        )
        return person

    def add_helper(self, helper: Helper, languages: Mapping[str, int]) -> None:
        """Add a helper with the languages it speaks."""
        self.helpers.append(helper)
        self.helper_languages.extend(
            HelperLanguage(helper=helper, language=language, level=level) for language, level in languages.items()
        )

    def add_member(self, member: FamilyMember, languages: Mapping[str, int]) -> None:
        """Add a member of a family with the languages they speak."""
        self.members.append(member)
        self.member_languages.extend(
            MemberLanguage(member=member, language=language, level=level) for language, level in languages.items()
        )

    def save(self) -> None:
        """Write everything, parents first."""
        kinds: Iterable[list[Any]] = (
            self.persons,
            self.memberships,
            self.addresses,
            self.details,
            self.families,
            self.members,
            self.member_languages,
            self.helpers,
            self.helper_languages,
            self.volunteers,
            self.groups,
            self.group_members,
            self.checks,
        )
        for rows in kinds:
            if rows:
                type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
