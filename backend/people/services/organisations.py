"""Organisations: founding one with its first staff and what it asks of its helpers."""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction

from backend.errors import Conflict
from backend.people.models import Membership, Organisation, Person, Requirement
from backend.people.models.organisation import Role


@dataclass(frozen=True)
class Asked:
    """One requirement: of which kind of helper, which code, and for how many days it holds (None: for ever)."""

    helper_kind: str
    code: str
    valid_days: int | None


@transaction.atomic(durable=True)
def found_organisation(
    *, slug: str, name: str, kind: str, time_zone: str, administrator: str, language: str, requirements: Sequence[Asked]
) -> Organisation:
    """Make an organisation with one administrator, who signs in by a code to their e-mail address.

    A person who has that address already is taken as they are. Raises Conflict (slug_taken).
    """
    if Organisation.objects.filter(slug=slug).exists():
        raise Conflict(f"there is an organisation {slug} already", code="slug_taken")
    organisation = Organisation.objects.create(slug=slug, name=name, kind=kind, time_zone=time_zone)
    Membership.objects.create(
        organisation=organisation, person=_person(administrator, language, time_zone), role=Role.ADMINISTRATOR
    )
    Requirement.objects.bulk_create(
        Requirement(organisation=organisation, helper_kind=r.helper_kind, code=r.code, valid_days=r.valid_days)
        for r in requirements
    )
    return organisation


def _person(email: str, language: str, time_zone: str) -> Person:
    address = email.strip().lower()
    known = Person.objects.filter(email=address).first()
    if known is not None:
        return known
    name = address.partition("@")[0]
    person = Person.objects.create_user(address, name=name, language=language, time_zone=time_zone)
    EmailAddress.objects.create(user=person, email=address, primary=True, verified=False)
    return person
