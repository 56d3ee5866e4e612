"""Who lives with a helper who hosts: told by the helper themself, or by staff."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.people.access import helper_to_change, is_helper_of
from backend.people.check_sheets import is_grown_up
from backend.people.clearance import recount
from backend.people.models import HouseholdMember, Person
from backend.people.time_zones import local_date

OLDEST: Final = date(1900, 1, 1)
MOST_MEMBERS: Final = 20


@transaction.atomic(durable=True)
def add_household_member(
    *, actor: Person, helper_uuid: UUID, given_name: str, birth_date: date, now: datetime
) -> HouseholdMember:
    """Write down that somebody lives with a helper. What is asked of adults in a home is asked of them, too.

    Raises NotFound, NotAllowed (not_yours_to_answer), Invalid (name_missing, birth_date_wrong),
    Conflict (household_full).
    """
    helper = helper_to_change(actor, helper_uuid, locked=True)
    today = local_date(helper.organisation.time_zone, now)
    if not given_name.strip():
        raise Invalid("say their first name", code="name_missing", facts={"field": "given_name"})
    if not OLDEST <= birth_date <= today:
        raise Invalid("nobody is born then", code="birth_date_wrong", facts={"field": "birth_date"})
    if helper.household_members.filter(left_on__isnull=True).count() >= MOST_MEMBERS:
        raise Conflict("too many people for one home", code="household_full")
    member = HouseholdMember.objects.create(
        organisation=helper.organisation,
        helper=helper,
        given_name=given_name.strip(),
        birth_date=birth_date,
        joined_on=today,
    )
    recount([helper.pk])
    return member


@transaction.atomic(durable=True)
def remove_household_member(*, actor: Person, helper_uuid: UUID, member_uuid: UUID, now: datetime) -> HouseholdMember:
    """Write down that somebody does not live with a helper any more; staff still sees that they did.

    Of an adult only staff says so: what was asked of them falls away, and nobody clears themselves.
    Raises NotFound, NotAllowed (not_yours_to_answer, coordinator_only), Conflict (left_already).
    """
    helper = helper_to_change(actor, helper_uuid, locked=True)
    member = helper.household_members.filter(uuid=member_uuid).first()
    if member is None:
        raise NotFound("nobody of that home")
    today = local_date(helper.organisation.time_zone, now)
    if is_grown_up(member, today) and is_helper_of(actor, helper):
        raise NotAllowed("only a coordinator may do this", code="coordinator_only")
    if member.left_on is not None:
        raise Conflict("they live elsewhere already", code="left_already")
    member.left_on = today
    member.save(update_fields=["left_on"])
    recount([helper.pk])
    return member
