"""Reads of families and helpers, for lists and pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.errors import NotFound
from backend.people.access import led_helpers, visible_families, visible_helpers
from backend.people.models import (
    ContactDetail,
    Family,
    FamilyMember,
    Helper,
    Organisation,
    Person,
)
from backend.people.models.contact import ContactKind
from backend.people.models.sponsor_group import GroupRole


def families_for_list(
    actor: Person, *, search: str = "", municipality: UUID | None = None, state: str = ""
) -> QuerySet[Family]:
    """Return the families that `actor` may know of, longest wait first, with members and municipality.

    `search` keeps those whose reference contains it, or a member's given name begins with it.
    """
    found = visible_families(actor)
    if words := search.strip():
        found = found.filter(Q(reference__icontains=words) | Q(members__given_name__istartswith=words))
    if municipality:
        found = found.filter(municipality__uuid=municipality)
    if state:
        found = found.filter(state=state)
    return _with_members(found).order_by("waiting_since", "pk")


def family_for_reading(actor: Person, family_uuid: UUID) -> Family:
    """Return one family with members, languages and municipality. Raises NotFound if `actor` may not know of it."""
    family = _with_members(visible_families(actor)).filter(uuid=family_uuid).first()
    if family is None:
        raise NotFound("no such family")
    return family


def families_named(actor: Person, family_uuids: Iterable[str]) -> dict[str, Family]:
    """Return by uuid (as text) those of these families that `actor` may know of. One query and two for members."""
    found = _with_members(visible_families(actor).filter(uuid__in=list(family_uuids)))
    return {str(family.uuid): family for family in found}


def helpers_for_list(
    actor: Person, *, search: str = "", municipality: UUID | None = None, state: str = "", kind: str = ""
) -> QuerySet[Helper]:
    """Return the helpers that `actor` may know of, by reference, with all that a portrait reads.

    `search` keeps those whose reference, name or group name contains it.
    """
    found = visible_helpers(actor)
    if words := search.strip():
        found = found.filter(
            Q(reference__icontains=words)
            | Q(volunteer__person__name__icontains=words)
            | Q(sponsor_group__name__icontains=words)
        )
    if municipality:
        found = found.filter(municipality__uuid=municipality)
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    return (
        found.select_related("municipality", "volunteer__person", "sponsor_group")
        .prefetch_related("languages")
        .order_by("reference", "pk")
    )


def helper_for_reading(actor: Person, helper_uuid: UUID) -> Helper:
    """Return one helper with all that a portrait reads. Raises NotFound if `actor` may not know of it."""
    helper = helpers_for_list(actor).select_related("organisation").filter(uuid=helper_uuid).first()
    if helper is None:
        raise NotFound("no such helper")
    return helper


def helpers_answered_for(actor: Person) -> QuerySet[Helper]:
    """Return the helpers for whom `actor` answers, with their names and organisations, in the order of their making."""
    named = led_helpers(actor).select_related("organisation", "volunteer__person", "sponsor_group")
    return named.order_by("pk")


@dataclass(frozen=True)
class OwnRole:
    """One part that a person has: where, and for which family or helper. `speaks` is for those who may answer."""

    role: str
    organisation: Organisation
    family_uuid: UUID | None = None
    helper_uuid: UUID | None = None
    speaks: bool = False


def roles_of(person: Person) -> list[OwnRole]:
    """Return every part that `person` has: on a staff, in a family, as a volunteer, in sponsor groups. Four queries."""
    staff = person.memberships.select_related("organisation").order_by("pk")
    family = FamilyMember.objects.filter(person=person).select_related("organisation", "family")
    volunteers = person.volunteers.select_related("organisation", "helper").order_by("pk")
    groups = person.group_memberships.select_related("organisation", "group__helper").order_by("pk")
    return [
        *(OwnRole("family", m.organisation, family_uuid=m.family.uuid, speaks=m.is_contact) for m in family),
        *(OwnRole("volunteer", v.organisation, helper_uuid=v.helper.uuid, speaks=True) for v in volunteers),
        *(
            OwnRole(
                "sponsor_group_member", m.organisation, helper_uuid=m.group.helper.uuid, speaks=m.role == GroupRole.LEAD
            )
            for m in groups
        ),
        *(OwnRole(m.role, m.organisation, speaks=True) for m in staff),
    ]


def contact_details_of(person: Person) -> QuerySet[ContactDetail]:
    """Return the ways to reach `person`, for themselves."""
    return person.contact_details.order_by("kind", "pk")


def _with_members(families: QuerySet[Family]) -> QuerySet[Family]:
    return families.select_related("municipality", "organisation").prefetch_related("members__languages")


def language_read_at(email: str) -> str | None:
    """Return the language that the person with this address reads; None if there is no such person."""
    return Person.objects.filter(email__iexact=email).values_list("language", flat=True).first()


class Known:
    """The persons who have one of certain parts in an organisation, by their addresses: those that they sign in
    with, and those that an import gave them as a contact detail because somebody elsewhere signs in with it.

    So an import compares with what was said in this organisation, and tells nothing of any other.
    """

    def __init__(self, parts: Iterable[QuerySet[Any]], addresses: Iterable[str]) -> None:
        have_a_part = reduce(or_, (Q(pk__in=part.values("person_id")) for part in parts))
        persons = Person.objects.filter(have_a_part)
        told = ContactDetail.objects.filter(kind=ContactKind.EMAIL, person__in=persons.filter(email__isnull=True))
        self._told = dict(told.values_list("person_id", "value"))
        wanted = set(addresses)
        meant = Q(email__in=wanted) | Q(pk__in=[pk for pk, value in self._told.items() if value in wanted])
        self.by_address = {self.address_of(person): person for person in persons.filter(meant)}

    def address_of(self, person: Person) -> str | None:
        """Return the address of a person of the organisation, as far as the organisation knows it."""
        return person.email or self._told.get(person.pk)
