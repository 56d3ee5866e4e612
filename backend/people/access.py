"""The door to people: who may see which organisation, family and helper. Not yours looks like not there."""

from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from backend.errors import NotAllowed, NotFound
from backend.people.models import (
    Document,
    Family,
    Helper,
    Membership,
    Organisation,
    Person,
    Requirement,
    SponsorGroup,
)
from backend.people.models.helper import HelperKind
from backend.people.models.organisation import Role
from backend.people.models.sponsor_group import GroupRole

Row = TypeVar("Row", bound=Model)
Owned = TypeVar("Owned", Family, Helper)

TRUSTED: Final = (Role.ADMINISTRATOR, Role.SAFEGUARDING)  # with what is restricted


def organisations_of_staff(actor: Person) -> QuerySet[Organisation]:
    """Return the organisations on whose staff `actor` is, by name."""
    return Organisation.objects.filter(memberships__person=actor).order_by("name")


def organisations_administered(actor: Person) -> QuerySet[Organisation]:
    """Return the organisations whose administrator `actor` is, by name."""
    mine = Membership.objects.filter(person=actor, role=Role.ADMINISTRATOR)
    return organisations_of_staff(actor).filter(pk__in=mine.values("organisation"))


def is_staff_somewhere(actor: Person) -> bool:
    """Return whether `actor` works for any organisation."""
    return Membership.objects.filter(person=actor).exists()


def organisation_administered(actor: Person, organisation_uuid: UUID | None) -> Organisation:
    """Return the organisation that `actor` administers: the one asked for, or the only one they work for.

    Raises NotFound for one that is not theirs, NotAllowed for a coordinator (administrator_only) or if they must say
    which (organisation_unclear).
    """
    organisation = organisation_of_staff(actor, organisation_uuid)
    if not organisations_administered(actor).filter(pk=organisation.pk).exists():
        raise NotAllowed("only an administrator may do this", code="administrator_only")
    return organisation


def organisation_of_staff(actor: Person, organisation_uuid: UUID | None = None) -> Organisation:
    """Return the organisation that `actor` acts for: the one asked for, or the only one.

    Raises NotAllowed if `actor` is on nobody's staff or must choose, NotFound for one that is not theirs.
    """
    mine = organisations_of_staff(actor)
    if organisation_uuid is not None:
        organisation = mine.filter(uuid=organisation_uuid).first()
        if organisation is None:
            raise NotFound("no such organisation")
        return organisation
    few = list(mine[:2])
    if not few:
        raise NotAllowed("only a coordinator may do this", code="coordinator_only")
    if len(few) > 1:
        raise NotAllowed("say for which organisation: you work for several", code="organisation_unclear")
    return few[0]


def visible_families(actor: Person) -> QuerySet[Family]:
    """Return the families that `actor` may know of: those in the care of their organisation, and their own."""
    return Family.objects.filter(
        Q(organisation__in=organisations_of_staff(actor).values("pk")) | Q(members__person=actor)
    ).distinct()


def visible_helpers(actor: Person) -> QuerySet[Helper]:
    """Return the helpers that `actor` may know of: those of their organisation, and those that they are."""
    return Helper.objects.filter(
        Q(organisation__in=organisations_of_staff(actor).values("pk")) | Q(pk__in=own_helpers(actor).values("pk"))
    )


def own_family(actor: Person) -> Family | None:
    """Return the family that `actor` is a member of, if any."""
    return Family.objects.filter(members__person=actor).first()


def own_helpers(actor: Person) -> QuerySet[Helper]:
    """Return the helpers that `actor` is or belongs to: as a volunteer, or as a member of a sponsor group."""
    return Helper.objects.filter(Q(volunteer__person=actor) | Q(sponsor_group__members__person=actor)).distinct()


def is_helper_of(actor: Person, helper: Helper) -> bool:
    """Return whether `actor` is, or belongs to, this helper: then nothing of it is theirs to decide as staff."""
    return own_helpers(actor).filter(pk=helper.pk).exists()


def helping(actor: Person) -> QuerySet[Helper]:
    """Return the helpers in which `actor` takes part: their own, but no group that they are only joining."""
    return Helper.objects.filter(
        Q(volunteer__person=actor) | Q(sponsor_group__members__person=actor, sponsor_group__members__is_joining=False)
    ).distinct()


def led_helpers(actor: Person) -> QuerySet[Helper]:
    """Return the helpers for whom `actor` answers: themselves as a volunteer, and groups they lead."""
    return Helper.objects.filter(
        Q(volunteer__person=actor)
        | Q(sponsor_group__members__person=actor, sponsor_group__members__role=GroupRole.LEAD)
    ).distinct()


def in_care_of(actor: Person, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Return those of `rows` that belong to an organisation on whose staff `actor` is; not what they see as a party."""
    return rows.filter(organisation__in=organisations_of_staff(actor).values("pk"))


def in_care(actor: Person, row: Owned) -> Owned:
    """Return `row` if it is in the care of an organisation that `actor` works for, and not only their own. One query.

    Raises NotFound, which looks like that of a row that is not there.
    """
    if not organisations_of_staff(actor).filter(pk=row.organisation_id).exists():
        raise NotFound(f"no such {row._meta.model_name}")
    return row


def helper_to_decide(actor: Person, helper_uuid: UUID, *, locked: bool = False) -> Helper:
    """Return the helper for staff of its organisation, who decide about it; `locked`: until the transaction ends.

    Raises NotFound for everybody else, NotAllowed (own_cause) for staff who are, or belong to, the helper.
    """
    helper = _one(in_care_of(actor, Helper.objects.select_related("organisation")), helper_uuid, locked=locked)
    if is_helper_of(actor, helper):
        raise NotAllowed("somebody else must decide about you", code="own_cause")
    return helper


def family_to_decide(actor: Person, family_uuid: UUID, *, locked: bool = False) -> Family:
    """Return the family for staff of its organisation, who decide about it; `locked`: until the transaction ends.

    Raises NotFound for everybody else, NotAllowed (own_cause) for staff who belong to it.
    """
    family = _one(in_care_of(actor, Family.objects.select_related("organisation")), family_uuid, locked=locked)
    if family.members.filter(person=actor).exists():
        raise NotAllowed("somebody else must decide about you", code="own_cause")
    return family


def helper_to_change(actor: Person, helper_uuid: UUID, *, locked: bool = False) -> Helper:
    """Return the helper for who answers for it, and for staff of its organisation; `locked`: until the transaction ends.

    Raises NotFound for who may not know of it, NotAllowed (not_yours_to_answer) for members of a group they do not lead.
    """
    helper = _one(visible_helpers(actor).select_related("organisation"), helper_uuid, locked=locked)
    is_theirs = Q(pk__in=led_helpers(actor).values("pk")) | Q(
        organisation__in=organisations_of_staff(actor).values("pk")
    )
    if not Helper.objects.filter(is_theirs, pk=helper.pk).exists():
        raise NotAllowed("only the lead answers for the group", code="not_yours_to_answer")
    return helper


class GroupPart(StrEnum):
    """What somebody is to a sponsor group. Whoever belongs to it is never its staff: nobody decides about themselves."""

    STAFF = "staff"
    LEAD = "lead"
    MEMBER = "member"


def visible_groups(actor: Person) -> QuerySet[SponsorGroup]:
    """Return the sponsor groups that `actor` may know of: those of their organisation, and those they belong to."""
    return SponsorGroup.objects.filter(helper__in=visible_helpers(actor).values("pk"))


def part_in_group(actor: Person, group: SponsorGroup) -> GroupPart:
    """Return what `actor`, who may know of `group`, is to it. One query."""
    role = group.members.filter(person=actor).values_list("role", flat=True).first()
    if role is None:
        return GroupPart.STAFF
    return GroupPart.LEAD if role == GroupRole.LEAD else GroupPart.MEMBER


def group_to_change(actor: Person, helper_uuid: UUID) -> tuple[SponsorGroup, GroupPart]:
    """Return the group, its helper locked until the transaction ends, and what `actor` is to it.

    Everything of a group changes under the lock of its helper. Raises NotFound if `actor` may not know of it.
    """
    helpers = visible_helpers(actor).filter(kind=HelperKind.SPONSOR_GROUP)
    helper = _one(helpers, helper_uuid, locked=True)
    group = SponsorGroup.objects.select_related("helper", "organisation").get(pk=helper.pk)
    return group, part_in_group(actor, group)


def group_to_lead(actor: Person, helper_uuid: UUID) -> tuple[SponsorGroup, GroupPart]:
    """Return the group, locked likewise, for who answers for it, and for staff of its organisation.

    Raises NotFound, or NotAllowed (not_yours_to_answer) for its other members.
    """
    group, part = group_to_change(actor, helper_uuid)
    if part == GroupPart.MEMBER:
        raise NotAllowed("only the lead answers for the group", code="not_yours_to_answer")
    return group, part


def group_to_decide(actor: Person, helper_uuid: UUID) -> SponsorGroup:
    """Return the group, locked likewise, for staff of its organisation, who decide about it.

    Raises NotFound, or NotAllowed: coordinator_only for its members, own_cause for staff who belong to it.
    """
    group, part = group_to_change(actor, helper_uuid)
    if part == GroupPart.STAFF:
        return group
    if organisations_of_staff(actor).filter(pk=group.organisation_id).exists():
        raise NotAllowed("somebody else must decide about you", code="own_cause")
    raise NotAllowed("only a coordinator may do this", code="coordinator_only")


def _one(rows: QuerySet[Owned], row_uuid: UUID, *, locked: bool) -> Owned:
    if locked:
        rows = rows.select_for_update(no_key=True, of=("self",))
    row = rows.filter(uuid=row_uuid).first()
    if row is None:
        raise NotFound(f"no such {rows.model._meta.model_name}")
    return row


def visible_documents(actor: Person) -> QuerySet[Document]:
    """Return the documents with a content that `actor` may read: their own, and as staff those of helpers that they
    do not belong to; where a requirement was ever restricted, only if they work in trust.
    """
    ever_restricted = Requirement.objects.filter(
        organisation=OuterRef("organisation"), code=OuterRef("code"), is_restricted=True
    )
    memberships = Membership.objects.filter(person=actor)
    of_others = ~Q(person=actor) & ~Q(helper__in=own_helpers(actor).values("pk"))
    in_trust = Q(organisation__in=memberships.filter(role__in=TRUSTED).values("organisation"))
    as_staff = of_others & Q(organisation__in=memberships.values("organisation"))
    return Document.objects.filter(
        Q(person=actor) | as_staff & (in_trust | ~Exists(ever_restricted)), deleted_at__isnull=True
    )


def works_in_trust_for(actor: Person, helper: Helper) -> bool:
    """Return whether `actor` may read what is restricted of `helper`: an administrator, or who keeps people safe."""
    trusted = Membership.objects.filter(person=actor, organisation=helper.organisation_id, role__in=TRUSTED)
    return trusted.exists() and not is_helper_of(actor, helper)
