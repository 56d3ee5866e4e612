"""The door to concerns: who reads one, and what somebody who raises one may name. Nobody else learns that it is there.

Readers are the safeguarding staff of its organisation who are not concerned themselves. If none is left, or nobody has
looked when its time is over, its administrators who are not concerned read it, too, and whoever of them took it up
goes on. If there is none of these either, it stays unread until somebody is appointed: no other organisation is let in,
and the person who raised it is told so at once, so that they can turn to somebody else.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from backend.care.lifecycle import ConcernState
from backend.care.models import Concern, ConcernEvent, ConcernNote
from backend.care.models.concern import About
from backend.errors import Conflict, NotFound
from backend.people.access import helping, organisations_of_staff, own_family, own_helpers
from backend.people.models import FamilyMember, Helper, Membership, Organisation, Person
from backend.people.models.organisation import Role
from matching.models import Consent, Match
from matching.models.proposal import Party


def with_readers(concerns: QuerySet[Concern], *, now: datetime) -> QuerySet[Concern]:
    """Return one row for each of `concerns` and each person who may read it now, their id as `reader`."""
    pairs = concerns.annotate(
        reader=F("organisation__memberships__person"),
        reader_role=F("organisation__memberships__role"),
        reader_is_active=F("organisation__memberships__person__is_active"),
    )
    keepers = Membership.objects.filter(
        ~Exists(_concerning(OuterRef("person")).filter(pk=OuterRef(OuterRef("pk")))),
        organisation=OuterRef("organisation"),
        role=Role.SAFEGUARDING,
        person__is_active=True,
    )
    took_it_up = ConcernEvent.objects.filter(concern=OuterRef("pk"), actor=OuterRef("reader"))
    is_for_administrators = ~Exists(keepers) | Q(state=ConcernState.OPEN, look_by__lte=now) | Exists(took_it_up)
    return pairs.filter(
        Q(reader_role=Role.SAFEGUARDING) | (Q(reader_role=Role.ADMINISTRATOR) & is_for_administrators),
        ~Exists(_concerning(OuterRef("reader")).filter(pk=OuterRef("pk"))),
        reader_is_active=True,
    )


def readable_concerns(actor: Person, *, now: datetime) -> QuerySet[Concern]:
    """Return the concerns that `actor` may read now."""
    return with_readers(Concern.objects.all(), now=now).filter(Q(reader=actor.pk))


def reads_concerns(actor: Person, *, now: datetime) -> bool:
    """Return whether there is a list of concerns for `actor`: as safeguarding staff, or because one is theirs to read.

    The number of queries follows from their roles alone, never from what concerns there are.
    """
    roles = set(Membership.objects.filter(person=actor).values_list("role", flat=True))
    if Role.ADMINISTRATOR in roles and Role.SAFEGUARDING not in roles:
        return readable_concerns(actor, now=now).exists()
    return Role.SAFEGUARDING in roles


def concern_to_read(actor: Person, concern_uuid: UUID, *, now: datetime) -> Concern:
    """Return the concern with whom it names, its notes and its moves. Four queries.

    Raises NotFound if `actor` is no reader of it.
    """
    notes = ConcernNote.objects.select_related("author").order_by("at", "pk")
    events = ConcernEvent.objects.select_related("actor").order_by("version")
    return _found(
        with_names(readable_concerns(actor, now=now)).prefetch_related(
            Prefetch("notes", notes), Prefetch("events", events)
        ),
        concern_uuid,
    )


def with_names(concerns: QuerySet[Concern]) -> QuerySet[Concern]:
    """Return the same concerns with all whom they name."""
    return concerns.select_related(
        "organisation",
        "raised_by",
        "about_person",
        "match__family",
        "match__helper__volunteer__person",
        "match__helper__sponsor_group",
        "helper__volunteer__person",
        "helper__sponsor_group",
    )


def concerns_for_list(actor: Person, *, now: datetime) -> QuerySet[Concern]:
    """Return the concerns that `actor` may read, with whom they name: what is not closed first, soonest deadline first."""
    return with_names(readable_concerns(actor, now=now)).order_by(
        F("closed_at").desc(nulls_first=True), "look_by", "pk"
    )


def concern_to_move(actor: Person, concern_uuid: UUID, *, now: datetime) -> Concern:
    """Return the concern, locked until the transaction ends. Raises NotFound if `actor` is no reader of it."""
    return _found(readable_concerns(actor, now=now).select_for_update(no_key=True, of=("self",)), concern_uuid)


def concerns_raised_by(actor: Person) -> QuerySet[Concern]:
    """Return the concerns that `actor` raised, newest first: that they were received, nothing of what came of them."""
    return Concern.objects.filter(raised_by=actor).order_by("-raised_at", "-pk")


def match_to_name(actor: Person, match_uuid: UUID) -> Match:
    """Return a match that `actor` is or was in, or that is in their care as staff, in whatever state.

    Raises NotFound for any other.
    """
    match = matches_to_name(actor).filter(uuid=match_uuid).first()
    if match is None:
        raise NotFound("no such match")
    return match


def matches_to_name(actor: Person) -> QuerySet[Match]:
    """Return the matches that `actor` is or was in, and those in their care as staff."""
    mine = organisations_of_staff(actor).values("pk")
    return own_matches(actor) | Match.objects.filter(
        Q(organisation__in=mine) | Q(proposal__helper_organisation__in=mine)
    )


def own_matches(actor: Person) -> QuerySet[Match]:
    """Return the matches that `actor` is or was in, as family or as helper: ended and suspended ones, too; none of a
    group that they are only joining."""
    families = FamilyMember.objects.filter(person=actor).values("family")
    return Match.objects.filter(Q(family__in=families) | Q(helper__in=helping(actor).values("pk")))


def helper_to_name(actor: Person, helper_uuid: UUID) -> Helper:
    """Return a helper in the care of `actor` as staff. Raises NotFound for any other."""
    mine = organisations_of_staff(actor).values("pk")
    helper = Helper.objects.filter(organisation__in=mine, uuid=helper_uuid).select_related("organisation").first()
    if helper is None:
        raise NotFound("no such helper")
    return helper


def staff_to_name(actor: Person) -> QuerySet[Person]:
    """Return the staff whom `actor` knows: their colleagues, and who said yes as coordinator to proposals for them."""
    families = FamilyMember.objects.filter(person=actor).values("family")
    for_them = Q(proposal__family__in=families) | Q(proposal__helper__in=helping(actor).values("pk"))
    judged = Consent.objects.filter(for_them, party=Party.COORDINATOR).values("person")
    works_with = Membership.objects.filter(organisation__in=organisations_of_staff(actor).values("pk"))
    known = Q(pk__in=judged) | Q(pk__in=works_with.values("person"))
    return Person.objects.filter(known).exclude(pk=actor.pk).order_by("name", "pk")


def organisations_to_tell(actor: Person) -> list[Organisation]:
    """Return the organisations to which `actor` belongs in any part: as family, then as helper, then as staff."""
    family = own_family(actor)
    helpers = own_helpers(actor).select_related("organisation").order_by("pk")
    found = [
        *([family.organisation] if family else []),
        *(helper.organisation for helper in helpers),
        *organisations_of_staff(actor),
    ]
    return list(dict.fromkeys(found))


def organisation_to_tell(actor: Person, organisation_uuid: UUID | None) -> Organisation:
    """Return the organisation asked for, or the first of those to which `actor` belongs.

    Raises NotFound for one to which they do not belong, Conflict (no_organisation) if they belong to none.
    """
    mine = organisations_to_tell(actor)
    if organisation_uuid is not None:
        mine = [one for one in mine if one.uuid == organisation_uuid]
        if not mine:
            raise NotFound("no such organisation")
    if not mine:
        raise Conflict("you belong to no organisation here", code="no_organisation")
    return mine[0]


def _concerning(person: Person | OuterRef) -> QuerySet[Concern]:
    """Return the concerns in which `person` is concerned: they raised it, it is about them, they are on a side of its
    match, belong to the family of who raised it, or judged the match of one about a coordinator. Whoever was in the
    sponsor group stays concerned: leaving it must not open what others told of it."""
    return Concern.objects.filter(
        Q(raised_by=person)
        | Q(about_person=person)
        | Q(match__family__members__person=person)
        | Q(match__helper__volunteer__person=person)
        | Q(match__helper__sponsor_group__members__person=person)
        | Q(match__helper__sponsor_group__member_events__person=person)
        | Q(helper__volunteer__person=person)
        | Q(helper__sponsor_group__members__person=person)
        | Q(helper__sponsor_group__member_events__person=person)
        | Q(raised_by__family_member__family__members__person=person)
        | Q(
            about=About.COORDINATOR,
            match__proposal__consents__party=Party.COORDINATOR,
            match__proposal__consents__person=person,
        )
    )


def _found(concerns: QuerySet[Concern], concern_uuid: UUID) -> Concern:
    concern = concerns.filter(uuid=concern_uuid).first()
    if concern is None:
        raise NotFound("no such concern")
    return concern
