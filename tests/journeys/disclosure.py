"""A pair with a canary in every field, and a walk over every address that may show it."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from backend.people.models import ContactDetail, Family, Helper, Person
from backend.people.models.contact import ContactKind
from matching.disclosure_table import Field, Reader, Side, Stage
from matching.lifecycle import MatchState
from matching.models import Match, Proposal
from tests.factories.clock import NOON
from tests.factories.matching import a_judged_proposal, a_match, a_proposal
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_member,
    a_sponsor_group,
    a_volunteer,
    an_organisation,
    contact_of,
    lead_of,
)
from tests.factories.places import a_municipality

SIGNS = {
    (Side.FAMILY, Field.FIRST_NAME): "Zfamgiven",
    (Side.FAMILY, Field.FAMILY_NAME): "Zfamname",
    (Side.FAMILY, Field.LANGUAGES): r'Somali\b|"so"',
    (Side.FAMILY, Field.HOUSEHOLD): r"13 years|2013",
    (Side.FAMILY, Field.MUNICIPALITY): "Zfamtown",
    (Side.FAMILY, Field.NEEDS): "having a diploma recognised|diploma_recognition",
    (Side.FAMILY, Field.REFERENCE): "ZF-CASE-1",
    (Side.FAMILY, Field.STORY): "Zcamp|trauma",
    (Side.FAMILY, Field.CONTACT): r"11 11 11|461111111",
    (Side.FAMILY, Field.ADDRESS): "Zfamstreet",
    (Side.FAMILY, Field.UNSHARED): "zfam-hidden",
    (Side.HELPER, Field.FIRST_NAME): "Zhelgiven",
    (Side.HELPER, Field.FAMILY_NAME): "Zhelname",
    (Side.HELPER, Field.LANGUAGES): r'Swahili\b|"sw"',
    (Side.HELPER, Field.MUNICIPALITY): "Zheltown",
    (Side.HELPER, Field.NEEDS): "getting around|transport",
    (Side.HELPER, Field.REFERENCE): "ZH-FILE-1",
    (Side.HELPER, Field.CONTACT): r"22 22 22|462222222",
    (Side.HELPER, Field.ADDRESS): "Zhelstreet",
    (Side.HELPER, Field.UNSHARED): "zhel-hidden",
}
# What a form offers to choose from is nobody's: every municipality, every language.
OFFERED = re.compile(r"<option(?![^>]*selected)[^>]*>.*?</option>", re.DOTALL)


@dataclass(frozen=True)
class Pair:
    """A family and a helper of two organisations that work together, at one stage."""

    family: Family
    helper: Helper
    proposal: Proposal
    match: Match | None


def a_pair(stage: Stage, *, is_group: bool) -> Pair:
    """Return a new pair at that stage, with a canary in every field of both."""
    ours, theirs = an_organisation(), an_organisation()
    ours.works_with.add(theirs)
    family, helper = _family(ours), _helper(theirs, is_group)
    match stage:
        case Stage.PROPOSED:
            return Pair(family, helper, a_proposal(family, helper), None)
        case Stage.JUDGED:
            return Pair(family, helper, a_judged_proposal(family, helper), None)
    over: dict[str, Any] = {"state": MatchState.ACTIVE, "is_suspended": stage == Stage.SUSPENDED}
    if stage == Stage.ENDED:
        over = {"state": MatchState.ENDED, "ended_at": NOON, "end_reason": "moved"}
    made = a_match(family, helper, **over)
    return Pair(family, helper, made.proposal, made)


def reader_of(pair: Pair, reader: Reader) -> Person:
    """Return the person who has that part, and no other."""
    match reader:
        case Reader.FAMILY:
            return contact_of(pair.family)
        case Reader.HELPER:
            return lead_of(pair.helper)
        case Reader.GROUP_MEMBER:
            lead = lead_of(pair.helper)
            return pair.helper.sponsor_group.members.exclude(person=lead)[0].person
        case Reader.FAMILY_STAFF:
            return a_coordinator(pair.family.organisation)
        case Reader.HELPER_STAFF:
            return a_coordinator(pair.helper.organisation)
        case Reader.OUTSIDER:
            return a_coordinator()


def shown_to(person: Person, pair: Pair) -> dict[tuple[Side, Field], str]:
    """Return what of the pair `person` finds at any address, and at which one first."""
    client = Client(raise_request_exception=True)
    client.force_login(person)
    found: dict[tuple[Side, Field], str] = {}
    for address in addresses(pair):
        answer = client.get(address, headers={"Accept-Language": "en"})
        text = OFFERED.sub("", b"".join(answer).decode(errors="replace")) if answer.status_code == 200 else ""
        for what, sign in SIGNS.items():
            if what not in found and re.search(sign, text):
                found[what] = address
    return found


def addresses(pair: Pair) -> list[str]:
    """Return every address of the API and of the pages, with the ids of this pair filled in."""
    ids = {"family": pair.family.uuid, "helper": pair.helper.uuid, "proposal": pair.proposal.uuid}
    if pair.match:
        ids["match"] = pair.match.uuid
    found = [_filled(route, ids) for route in _routes(get_resolver()) if not _is_aside(route)]
    search = f"/families/{pair.family.uuid}/by-hand/"
    return [*found, f"{search}?helper={pair.helper.uuid}", f"{search}?search=z"]


def _routes(resolver: URLResolver, before: str = "") -> list[str]:
    """Return every route that can be read: of the API those with a GET, of the pages all."""
    found = []
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += _routes(pattern, route)
        elif isinstance(pattern.pattern, RoutePattern) and _can_be_read(pattern.callback):
            found.append(route)
    return found


def _can_be_read(view: Any) -> bool:
    return not hasattr(view, "cls") or hasattr(view.cls, "get")


def _is_aside(route: str) -> bool:
    """Return whether nobody's data can be there: what others made, and the list of all municipalities there are."""
    others = "_allauth", "accounts", "static", "healthz", "readyz", "api/docs", "api/schema"
    return route.startswith((*others, "api/v1/municipalities"))


def _filled(route: str, ids: dict[str, Any]) -> str:
    def fill(part: re.Match[str]) -> str:
        kind, name = part.group(1), part.group(2)
        return str(ids.get(re.sub("_(uuid|id)$", "", name)) or (uuid4() if kind == "uuid" else "x"))

    return "/" + re.sub(r"<(\w+):(\w+)>", fill, route)


def _family(organisation: Any) -> Family:
    family = a_family(
        organisation,
        reference="ZF-CASE-1",
        camp="Zcamp",
        needs=["diploma_recognition", "trauma_support"],
        municipality=a_municipality(names={"en": "Zfamtown", "nl": "Zfamtown"}),
        languages={"en": 5, "so": 5},
    )
    family.members.update(given_name="Zfamgiven", family_name="Zfamname")
    a_member(family, given_name="Child", birth_year=2013, languages={})
    _becomes(contact_of(family), "Zfamgiven Zfamname", "+32 461 11 11 11", "Zfamstreet 1", "zfam-hidden@example.org")
    return family


def _helper(organisation: Any, is_group: bool) -> Helper:
    given: dict[str, Any] = {
        "reference": "ZH-FILE-1",
        "skills": ["transport"],
        "municipality": a_municipality(names={"en": "Zheltown", "nl": "Zheltown"}),
        "languages": {"en": 5, "sw": 5},
    }
    helper = a_sponsor_group(organisation, **given) if is_group else a_volunteer(organisation, **given)
    if is_group:
        helper.sponsor_group.name = "Zhelgiven"
        helper.sponsor_group.save()
    _becomes(lead_of(helper), "Zhelgiven Zhelname", "+32 462 22 22 22", "Zhelstreet 1", "zhel-hidden@example.org")
    return helper


def _becomes(person: Person, name: str, phone: str, address: str, hidden: str) -> None:
    Person.objects.filter(pk=person.pk).update(name=name, email=hidden)
    person.contact_details.all().delete()
    for kind, value, is_shared in (
        (ContactKind.PHONE, phone, True),
        (ContactKind.ADDRESS, address, True),
        (ContactKind.EMAIL, hidden, False),
    ):
        ContactDetail.objects.create(person=person, kind=kind, value=value, is_shared=is_shared)
