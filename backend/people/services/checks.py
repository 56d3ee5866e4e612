"""Recording that something was met, taking it back, and exempting somebody for a while. Staff only, never of themselves."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from backend.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.people.access import helper_to_decide, in_care_of, own_helpers
from backend.people.clearance import helpers_with, recount
from backend.people.documents.retention import judged
from backend.people.models import (
    Check,
    Document,
    Exemption,
    Helper,
    HouseholdMember,
    Organisation,
    Person,
    Requirement,
)
from backend.people.models.check import Evidence, Scope
from backend.people.models.helper import HelperKind
from backend.people.time_zones import local_date

LONGEST_EXEMPTION: Final = timedelta(days=366)  # a bridge until something is met, not a way around it


@dataclass(frozen=True)
class Whom:
    """Of whom something is recorded: somebody of a helper. Neither: the volunteer."""

    helper_uuid: UUID
    person_uuid: UUID | None = None
    household_member_uuid: UUID | None = None


@transaction.atomic(durable=True)
def record_check(*, actor: Person, whom: Whom, code: str, met_on: date, note: str = "", now: datetime) -> Check:
    """Record that somebody met on that day what is asked. It counts at once, in every part they have here, and the
    documents that prove it are deleted some days later.

    Raises NotFound, NotAllowed (own_cause), Conflict (not_asked, recorded_already, document_missing), Invalid
    (subject_unclear, met_in_future, met_too_long_ago, note_missing).
    """
    helper = helper_to_decide(actor, whom.helper_uuid)
    subject = _locked_subject(actor, helper, whom)
    requirement = _requirement(helper, code, subject)
    expires_on = met_on + timedelta(days=requirement.valid_days) if requirement.valid_days else None
    _refuse_wrong_day(met_on, expires_on, today=local_date(helper.organisation.time_zone, now))
    _require_evidence(requirement, helper, subject, note)
    same = _of(Check.objects.filter(organisation=helper.organisation), subject)
    if same.filter(code=code, met_on=met_on, withdrawn_at__isnull=True).count() >= requirement.times:
        raise Conflict("this is recorded already", code="recorded_already")
    check = Check.objects.create(
        organisation=helper.organisation,
        requirement=requirement,
        code=code,
        met_on=met_on,
        expires_on=expires_on,
        note=note,
        recorded_by=actor,
        recorded_at=now,
        **_named(subject),
    )
    if isinstance(subject, Person):
        judged(organisation=helper.organisation, person_id=subject.pk, code=code, now=now)
    recount(_helpers_of(helper.organisation, subject))
    return check


@transaction.atomic(durable=True)
def withdraw_check(*, actor: Person, check_uuid: UUID, now: datetime) -> Check:
    """Take back a check that was recorded by mistake: it stays on record with a mark, and counts nowhere.

    Raises NotFound, NotAllowed (own_cause), Conflict (withdrawn_already).
    """
    check = in_care_of(actor, Check.objects.select_related("organisation")).filter(uuid=check_uuid).first()
    if check is None:
        raise NotFound("no such check")
    subject = _lock(actor, check.organisation, check.person or check.household_member)
    check.refresh_from_db()
    if check.withdrawn_at is not None:
        raise Conflict("this was taken back already", code="withdrawn_already")
    check.withdrawn_at, check.withdrawn_by = now, actor
    check.save(update_fields=["withdrawn_at", "withdrawn_by"])
    recount(_helpers_of(check.organisation, subject))
    return check


@transaction.atomic(durable=True)
def grant_exemption(*, actor: Person, whom: Whom, code: str, reason: str, ends_on: date, now: datetime) -> Exemption:
    """Let somebody do without what is asked from today until `ends_on`, the first day on which it is asked again.

    Raises NotFound, NotAllowed (own_cause), Conflict (not_asked), Invalid (subject_unclear, reason_missing,
    ends_too_early, ends_too_late).
    """
    helper = helper_to_decide(actor, whom.helper_uuid)
    subject = _locked_subject(actor, helper, whom)
    _requirement(helper, code, subject)
    today = local_date(helper.organisation.time_zone, now)
    if not reason.strip():
        raise Invalid("an exemption has a reason", code="reason_missing", facts={"field": "reason"})
    if ends_on <= today:
        raise Invalid("an exemption ends after today", code="ends_too_early", facts={"field": "ends_on"})
    if ends_on > today + LONGEST_EXEMPTION:
        raise Invalid("an exemption ends within a year", code="ends_too_late", facts={"field": "ends_on"})
    exemption = Exemption.objects.create(
        organisation=helper.organisation,
        code=code,
        reason=reason.strip(),
        author=actor,
        starts_on=today,
        ends_on=ends_on,
        **_named(subject),
    )
    recount(_helpers_of(helper.organisation, subject))
    return exemption


@transaction.atomic(durable=True)
def revoke_exemption(*, actor: Person, exemption_uuid: UUID, now: datetime) -> Exemption:
    """End an exemption before its day. Raises NotFound, NotAllowed (own_cause), Conflict (revoked_already)."""
    theirs = in_care_of(actor, Exemption.objects.select_related("organisation"))
    exemption = theirs.filter(uuid=exemption_uuid).first()
    if exemption is None:
        raise NotFound("no such exemption")
    subject = _lock(actor, exemption.organisation, exemption.person or exemption.household_member)
    exemption.refresh_from_db()
    if exemption.revoked_at is not None:
        raise Conflict("this was ended already", code="revoked_already")
    exemption.revoked_at, exemption.revoked_by = now, actor
    exemption.save(update_fields=["revoked_at", "revoked_by"])
    recount(_helpers_of(exemption.organisation, subject))
    return exemption


def _locked_subject(actor: Person, helper: Helper, whom: Whom) -> Person | HouseholdMember:
    if whom.household_member_uuid is not None:
        member = helper.household_members.filter(uuid=whom.household_member_uuid, left_on__isnull=True).first()
        if member is None:
            raise NotFound("nobody of that home")
        return _lock(actor, helper.organisation, member)
    people = Person.objects.filter(Q(volunteers__helper=helper) | Q(group_memberships__group__helper=helper))
    if whom.person_uuid is None and helper.kind != HelperKind.VOLUNTEER:
        raise Invalid("say of which member", code="subject_unclear", facts={"field": "person"})
    if whom.person_uuid is not None:
        people = people.filter(uuid=whom.person_uuid)
    return _lock(actor, helper.organisation, people.first())


def _lock(
    actor: Person, organisation: Organisation, subject: Person | HouseholdMember | None
) -> Person | HouseholdMember:
    """Let one change at a time be made to what is on record of somebody, and none by who has a part in it."""
    if subject is None:
        raise NotFound("nobody of this helper")
    if own_helpers(actor).filter(pk__in=_helpers_of(organisation, subject)).exists() or subject == actor:
        raise NotAllowed("somebody else must decide about you", code="own_cause")
    locked: Person | HouseholdMember = type(subject)._default_manager.select_for_update(no_key=True).get(pk=subject.pk)
    return locked


def _helpers_of(organisation: Organisation, subject: Person | HouseholdMember) -> list[int]:
    if isinstance(subject, Person):
        return helpers_with(organisation, [subject.pk])
    return [subject.helper_id]


def _requirement(helper: Helper, code: str, subject: Person | HouseholdMember) -> Requirement:
    of_persons = isinstance(subject, Person)
    scopes = [Scope.EVERYBODY, Scope.ONE_MEMBER] if of_persons else [Scope.HOUSEHOLD_ADULT]
    asked = helper.organisation.requirements.filter(
        helper_kind=helper.kind, code=code, scope__in=scopes, superseded_at__isnull=True
    )
    found = asked.order_by("scope").first()
    if found is None:
        raise Conflict("this is not asked of them", code="not_asked")
    return found


def _refuse_wrong_day(met_on: date, expires_on: date | None, *, today: date) -> None:
    if met_on > today:
        raise Invalid("nothing is met before its day", code="met_in_future", facts={"field": "met_on"})
    if expires_on is not None and expires_on <= today:
        raise Invalid("it would not count any more", code="met_too_long_ago", facts={"field": "met_on"})


def _require_evidence(requirement: Requirement, helper: Helper, subject: Person | HouseholdMember, note: str) -> None:
    """Who only lives with a helper hands in no document: a note says what was seen."""
    asks_document = requirement.evidence == Evidence.DOCUMENT
    if asks_document and isinstance(subject, Person):
        kept = Document.objects.filter(
            organisation=helper.organisation, person=subject, code=requirement.code, deleted_at__isnull=True
        )
        if not kept.exists():
            raise Conflict("the document that proves it is missing", code="document_missing")
    elif requirement.evidence != Evidence.NOTHING and not note.strip():
        raise Invalid("say in a note what was seen", code="note_missing", facts={"field": "note"})


def _named(subject: Person | HouseholdMember) -> dict[str, Person | HouseholdMember]:
    return {"person": subject} if isinstance(subject, Person) else {"household_member": subject}


def _of(checks: QuerySet[Check], subject: Person | HouseholdMember) -> QuerySet[Check]:
    return checks.filter(**_named(subject))
