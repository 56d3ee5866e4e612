"""The one door to contact details: only in a running match, only what is shared, and every read is on record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from backend.people.models import ContactDetail, Disclosure, Person
from backend.people.models.helper import HelperKind
from backend.people.models.sponsor_group import GroupRole
from backend.people.time_zones import local_date
from matching.access import CLOSED_TO_CONTACT, own_running_matches
from matching.models import Match

LAST_READS: Final = 100


@dataclass(frozen=True)
class ContactCard:
    """Somebody `actor` may reach now: who, in which match, and how (kind, value) as far as they share it."""

    match_uuid: UUID
    match_state: str
    started_at: datetime
    name: str
    part: str
    family_uuid: UUID | None
    group_name: str
    languages: tuple[str, ...]
    municipality: str
    details: tuple[tuple[str, str], ...]


@transaction.atomic(durable=True)
def contacts_of(*, actor: Person, language: str, now: datetime) -> list[ContactCard]:
    """Return the people on the other side of `actor`'s running matches, and record which details were shown.

    The matches are locked until the reading is done and recorded: once an end, or a suspension, has been made, nobody
    gets a detail any more. At most twelve queries. Names of municipalities come in `language`.
    """
    running = (
        own_running_matches(actor)
        .exclude(helper__state__in=CLOSED_TO_CONTACT)
        .select_for_update(no_key=True, of=("self",))
        .select_related("organisation", "family__municipality", "helper__municipality", "helper__sponsor_group")
        .prefetch_related(
            "family__members__languages",
            "family__members__person",
            "helper__languages",
            "helper__volunteer__person",
            "helper__sponsor_group__members__person",
        )
        .order_by("pk")
    )
    matches = [match for match in running if _is_cleared(match, now)]
    matches.sort(key=lambda match: (-match.started_at.timestamp(), match.pk))
    others = [(match, person) for match in matches for person in _other_side(match, actor) if person.is_active]
    details = _shared_details({person.pk for _, person in others})
    cards = [_card(match, person, details.get(person.pk, ()), actor, language) for match, person in others]
    Disclosure.objects.bulk_create(
        Disclosure(reader=actor, owner=person, kind=detail.kind, match_uuid=match.uuid, at=now)
        for match, person in others
        for detail in details.get(person.pk, ())
    )
    return cards


@dataclass(frozen=True)
class Read:
    """One reading of one of a person's details. `reader` is empty once the match does not run any more."""

    kind: str
    reader: str
    at: datetime


def reads_of(*, actor: Person) -> list[Read]:
    """Return who was shown a contact detail of `actor`, newest first, at most LAST_READS. One query."""
    running = own_running_matches(actor).exclude(helper__state__in=CLOSED_TO_CONTACT)
    rows = Disclosure.objects.filter(owner=actor).annotate(is_known=Exists(running.filter(uuid=OuterRef("match_uuid"))))
    newest = rows.select_related("reader").order_by("-at", "-pk")[:LAST_READS]
    return [Read(row.kind, row.reader.name if row.is_known else "", row.at) for row in newest]


def _is_cleared(match: Match, now: datetime) -> bool:
    if match.helper.cleared_until > local_date(match.organisation.time_zone, now):
        return True
    # A group that lost members has some weeks to find others; if more than that is missing, its approval lapses.
    is_group = match.helper_kind == HelperKind.SPONSOR_GROUP
    return is_group and match.helper.sponsor_group.below_quorum_since is not None


def _is_on_family_side(match: Match, actor: Person) -> bool:
    return any(member.person_id == actor.pk for member in match.family.members.all())


def _other_side(match: Match, actor: Person) -> list[Person]:
    if not _is_on_family_side(match, actor):
        return [member.person for member in match.family.members.all() if member.person and member.is_contact]
    if match.helper_kind == HelperKind.VOLUNTEER:
        return [match.helper.volunteer.person]
    members = match.helper.sponsor_group.members.all()
    return [member.person for member in members if member.role == GroupRole.LEAD]


def _shared_details(person_ids: set[int]) -> dict[int, list[ContactDetail]]:
    found: dict[int, list[ContactDetail]] = {}
    for detail in ContactDetail.objects.filter(person__in=person_ids, is_shared=True).order_by("kind", "pk"):
        found.setdefault(detail.person_id, []).append(detail)
    return found


def _card(match: Match, person: Person, details: Iterable[ContactDetail], actor: Person, language: str) -> ContactCard:
    helper_side = _is_on_family_side(match, actor)
    is_group = match.helper_kind == HelperKind.SPONSOR_GROUP
    place = match.helper.municipality if helper_side else match.family.municipality
    return ContactCard(
        match_uuid=match.uuid,
        match_state=match.state,
        started_at=match.started_at,
        name=person.name,
        part=match.helper_kind if helper_side else "family",
        family_uuid=None if helper_side else match.family.uuid,
        group_name=match.helper.sponsor_group.name if helper_side and is_group else "",
        languages=_languages(match, helper_side),
        municipality=place.name_in(language) if place else "",
        details=tuple((detail.kind, detail.value) for detail in details),
    )


def _languages(match: Match, helper_side: bool) -> tuple[str, ...]:
    if helper_side:
        return tuple(sorted(spoken.language for spoken in match.helper.languages.all()))
    spoken_by_members = (spoken for member in match.family.members.all() for spoken in member.languages.all())
    return tuple(sorted({spoken.language for spoken in spoken_by_members}))
