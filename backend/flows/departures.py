"""Departures: a helper leaves, or an organisation does not go on with one. All that they have open ends with it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.errors import Invalid
from backend.people.access import helper_to_change, helper_to_decide
from backend.people.lifecycle import HelperMove
from backend.people.models import Helper, Person
from backend.people.models.helper import DeclineReason, LeaveReason
from backend.people.moves import HELPERS
from backend.people.services.group_moves import group_ended
from matching.models.match import EndReason
from matching.services.closing import Held, hold_still, withdraw_all
from matching.services.ends import end_locked


@transaction.atomic(durable=True)
def leave(*, actor: Person, helper_uuid: UUID, reason: str = "", now: datetime) -> Helper:
    """Let the helper stop: by themselves, or by staff who were told so. `reason` is a LeaveReason, or empty.

    Its open proposals and running matches end in the same transaction; the other side learns no reason.
    Raises NotFound, NotAllowed (not_yours_to_answer), Invalid (reason_unknown) or Conflict (helper_moved_on).
    """
    if reason and reason not in LeaveReason.values:
        raise Invalid("there is no such reason", code="reason_unknown", facts={"field": "reason"})
    held = hold_still(helper_id=helper_to_change(actor, helper_uuid).pk)
    helper = helper_to_change(actor, helper_uuid)
    _depart(helper, held, HelperMove.LEAVE, actor=actor, reason=reason, now=now)
    return helper


@transaction.atomic(durable=True)
def decline_helper(*, actor: Person, helper_uuid: UUID, reason: str, now: datetime) -> Helper:
    """Do not go on with a helper who has not been approved, or not anew. `reason` is a DeclineReason, for staff.

    A lapsed helper's running matches end in the same transaction, as when it leaves.
    Raises NotFound, NotAllowed (own_cause), Invalid (reason_missing) or Conflict (helper_moved_on).
    """
    if reason not in DeclineReason.values:
        raise Invalid("say why: choose a reason", code="reason_missing", facts={"field": "reason"})
    held = hold_still(helper_id=helper_to_decide(actor, helper_uuid).pk)
    helper = helper_to_decide(actor, helper_uuid)
    _depart(helper, held, HelperMove.DECLINE, actor=actor, reason=reason, now=now)
    return helper


def _depart(helper: Helper, held: Held, move: HelperMove, *, actor: Person, reason: str, now: datetime) -> None:
    HELPERS.move(helper, move, actor=actor, now=now, told={"reason": reason}, away_from=None, away_until=None)
    withdraw_all(held, actor=actor, now=now)
    end_locked(held.matches, EndReason.HELPER_LEFT, actor=actor, now=now)
    group_ended(helper.pk, actor=actor, now=now)
