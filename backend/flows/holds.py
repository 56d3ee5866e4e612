"""Holds: a coordinator lets a family or a helper have no proposals for now, and lifts that again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.errors import Conflict, Invalid
from backend.people.access import family_to_decide, helper_to_decide
from backend.people.models import Family, Helper, Hold, Person
from backend.people.models.hold import HoldReason
from matching.services.closing import Held, hold_still, withdraw_all


@transaction.atomic(durable=True)
def hold_helper(*, actor: Person, helper_uuid: UUID, reason: str, now: datetime) -> Helper:
    """Let the helper get no proposals until the hold is lifted. Its open ones end at once; its matches go on.

    `reason` is a HoldReason. Raises NotFound, NotAllowed (own_cause), Invalid (reason_missing), Conflict (on_hold_already).
    """
    held = hold_still(helper_id=helper_to_decide(actor, helper_uuid).pk)
    helper = helper_to_decide(actor, helper_uuid)
    hold = Hold(organisation_id=helper.organisation_id, helper=helper, reason=reason, set_by=actor, set_at=now)
    _hold(helper, hold, held)
    return helper


@transaction.atomic(durable=True)
def hold_family(*, actor: Person, family_uuid: UUID, reason: str, now: datetime) -> Family:
    """Let the family get no proposals until the hold is lifted. Its open ones end at once; its matches go on.

    `reason` is a HoldReason. Raises NotFound, NotAllowed (own_cause), Invalid (reason_missing), Conflict (on_hold_already).
    """
    held = hold_still(family_id=family_to_decide(actor, family_uuid).pk)
    family = family_to_decide(actor, family_uuid)
    hold = Hold(organisation_id=family.organisation_id, family=family, reason=reason, set_by=actor, set_at=now)
    _hold(family, hold, held)
    return family


@transaction.atomic(durable=True)
def lift_hold_of_helper(*, actor: Person, helper_uuid: UUID, now: datetime) -> Helper:
    """Let the helper get proposals again. Raises NotFound, NotAllowed (own_cause), Conflict (not_on_hold)."""
    helper = helper_to_decide(actor, helper_uuid, locked=True)
    _lift(helper, actor, now)
    return helper


@transaction.atomic(durable=True)
def lift_hold_of_family(*, actor: Person, family_uuid: UUID, now: datetime) -> Family:
    """Let the family get proposals again. Raises NotFound, NotAllowed (own_cause), Conflict (not_on_hold)."""
    family = family_to_decide(actor, family_uuid, locked=True)
    _lift(family, actor, now)
    return family


def _hold(row: Family | Helper, hold: Hold, held: Held) -> None:
    if hold.reason not in HoldReason.values:
        raise Invalid("say why: choose a reason", code="reason_missing", facts={"field": "reason"})
    if row.is_on_hold:
        raise Conflict("this is on hold already", code="on_hold_already")
    hold.save(force_insert=True)
    row.is_on_hold = True
    row.save(update_fields=["is_on_hold"])
    withdraw_all(held, actor=hold.set_by, now=hold.set_at)


def _lift(row: Family | Helper, actor: Person, now: datetime) -> None:
    if not row.is_on_hold:
        raise Conflict("this is not on hold", code="not_on_hold")
    row.holds.filter(lifted_at__isnull=True).update(lifted_at=now, lifted_by=actor)
    row.is_on_hold = False
    row.save(update_fields=["is_on_hold"])
