"""Sponsor groups: founding one, what it has, and the decisions that let it meet families.

Who belongs to it is in `group_members`; what ends it, with its helper, in `backend.flows.departures`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from backend.errors import Conflict, Invalid, NotAllowed
from backend.people.access import GroupPart, group_to_decide, group_to_lead, organisation_of_staff
from backend.people.clearance import recount
from backend.people.group_requirements import IN_PRINCIPLE, Missing, missing_of
from backend.people.lifecycle import GroupMove, GroupState, HelperMove, HelperState
from backend.people.models import Helper, HelperLanguage, Organisation, Person, SponsorGroup
from backend.people.models.helper import HelperKind
from backend.people.moves import GROUPS, HELPERS
from backend.people.time_zones import local_date
from backend.places.selectors import municipality_of


@dataclass(frozen=True)
class NewGroup:
    """What is known of a group when it is founded. `gender` is of its lead, `languages` of its best speakers, by level."""

    reference: str
    name: str
    municipality_uuid: UUID
    travel_km: int
    gender: str
    languages: Mapping[str, int]
    capacity: int = 1
    persons_housed: int = 0


@transaction.atomic(durable=True)
def found_group(*, actor: Person, new: NewGroup, organisation_uuid: UUID | None = None, now: datetime) -> SponsorGroup:
    """Let staff found a sponsor group, without anybody in it yet.

    Raises NotAllowed (coordinator_only, organisation_unclear), NotFound for an organisation that is not theirs, Invalid
    (municipality_unknown) or Conflict (number_taken).
    """
    organisation = organisation_of_staff(actor, organisation_uuid)
    helper = _new_helper(organisation, new)
    HELPERS.record(helper, HelperMove.APPLY, state=HelperState.APPLIED, version=1, actor=actor, now=now)
    HelperLanguage.objects.bulk_create(
        HelperLanguage(helper=helper, language=language, level=level) for language, level in new.languages.items()
    )
    group = SponsorGroup.objects.create(
        organisation=organisation, helper=helper, name=new.name, persons_housed=new.persons_housed
    )
    GROUPS.record(group, GroupMove.FORM, state=GroupState.FORMING, version=1, actor=actor, now=now)
    recount([helper.pk])
    return group


@transaction.atomic(durable=True)
def edit_group(
    *,
    actor: Person,
    group_uuid: UUID,
    name: str | None = None,
    persons_housed: int | None = None,
    lead_organisation: str | None = None,
) -> SponsorGroup:
    """Change what is given; None leaves it as it is. Who is legally responsible is for staff to say.

    Raises NotFound, NotAllowed (not_yours_to_answer; coordinator_only for a lead who names a lead organisation).
    """
    group, part = group_to_lead(actor, group_uuid)
    if lead_organisation is not None and part != GroupPart.STAFF:
        raise NotAllowed("only a coordinator may do this", code="coordinator_only")
    given = {"name": name, "persons_housed": persons_housed, "lead_organisation": lead_organisation}
    _change(group, {column: value for column, value in given.items() if value is not None})
    return group


@transaction.atomic(durable=True)
def record_pledge(*, actor: Person, group_uuid: UUID, euro: int) -> SponsorGroup:
    """Record what the group has pledged for all its families together. Raises NotFound, NotAllowed (own_cause)."""
    group = group_to_decide(actor, group_uuid)
    _change(group, {"pledged_euro": euro})
    return group


@transaction.atomic(durable=True)
def record_consent(*, actor: Person, group_uuid: UUID, until: date | None, now: datetime) -> SponsorGroup:
    """Record the municipality's consent: `until` is the first day on which it no longer counts; None takes it back.

    Raises NotFound, NotAllowed (own_cause), Invalid (consent_in_the_past).
    """
    group = group_to_decide(actor, group_uuid)
    if until is not None and until <= _today(group, now):
        raise Invalid("that day is over", code="consent_in_the_past", facts={"field": "until"})
    _change(group, {"municipality_consent_until": until})
    return group


@transaction.atomic(durable=True)
def accept_in_principle(*, actor: Person, group_uuid: UUID, now: datetime) -> SponsorGroup:
    """Say that the group may go on: who they are and whose consent they have is there, checks and money may follow.

    Its helper's checks begin with it, if they have not. Raises NotFound, NotAllowed (own_cause) or Conflict
    (group_moved_on; not_ready with what is missing).
    """
    group = group_to_decide(actor, group_uuid)
    GROUPS.move(group, GroupMove.ACCEPT_IN_PRINCIPLE, actor=actor, now=now)
    require_nothing_of([one for one in missing_of(group, _today(group, now)) if one.code in IN_PRINCIPLE])
    if group.helper.state == HelperState.APPLIED:
        HELPERS.move(group.helper, HelperMove.START_CHECKS, actor=actor, now=now)
    return group


@transaction.atomic(durable=True)
def send_back(*, actor: Person, group_uuid: UUID, now: datetime) -> SponsorGroup:
    """Take the acceptance in principle back. Raises NotFound, NotAllowed (own_cause), Conflict (group_moved_on)."""
    group = group_to_decide(actor, group_uuid)
    GROUPS.move(group, GroupMove.SEND_BACK, actor=actor, now=now)
    return group


@transaction.atomic(durable=True)
def approve_group(*, actor: Person, group_uuid: UUID, now: datetime) -> SponsorGroup:
    """Let the group meet families: nothing is missing today, and `actor` says yes. Its helper is approved with it.

    Raises NotFound, NotAllowed (own_cause) or Conflict (group_moved_on, helper_moved_on; not_ready with what is missing).
    """
    group = group_to_decide(actor, group_uuid)
    GROUPS.move(group, GroupMove.APPROVE, actor=actor, now=now)
    require_nothing_of(missing_of(group, _today(group, now)))
    HELPERS.move(group.helper, HelperMove.APPROVE, actor=actor, now=now)
    return group


def require_nothing_of(missing: list[Missing]) -> None:
    """Refuse to go on while something is missing. Raises Conflict (not_ready)."""
    if missing:
        facts = {"missing": [one.code for one in missing]}
        raise Conflict("the group does not have everything it needs", code="not_ready", facts=facts)


def _change(group: SponsorGroup, given: Mapping[str, object]) -> None:
    for column, value in given.items():
        setattr(group, column, value)
    group.save(update_fields=list(given))
    recount([group.pk])


def _new_helper(organisation: Organisation, new: NewGroup) -> Helper:
    municipality = municipality_of(new.municipality_uuid)
    if municipality is None:
        raise Invalid("no such municipality", code="municipality_unknown", facts={"field": "municipality"})
    taken = Helper.objects.filter(organisation=organisation, kind=HelperKind.SPONSOR_GROUP, reference=new.reference)
    if taken.exists():
        raise Conflict("another group has this number", code="number_taken")
    return Helper.objects.create(
        organisation=organisation,
        kind=HelperKind.SPONSOR_GROUP,
        reference=new.reference,
        municipality=municipality,
        travel_km=new.travel_km,
        gender=new.gender,
        capacity=new.capacity,
    )


def _today(group: SponsorGroup, now: datetime) -> date:
    return local_date(group.organisation.time_zone, now)
