"""A helper's way in: its checks begin, a coordinator approves it, somebody who left or was declined tries again.

What ends it is in `backend.flows.departures`: that also touches proposals and matches.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.errors import Conflict
from backend.people.access import helper_to_change, helper_to_decide
from backend.people.lifecycle import HelperMove, HelperState
from backend.people.models import Helper, Person
from backend.people.models.helper import HelperKind
from backend.people.moves import HELPERS
from backend.people.services.group_moves import group_forms_again
from backend.people.time_zones import local_date


@transaction.atomic(durable=True)
def start_checks(*, actor: Person, helper_uuid: UUID, now: datetime) -> Helper:
    """Begin with the checks of a helper who applied. Raises NotFound, NotAllowed (own_cause), Conflict (helper_moved_on)."""
    helper = helper_to_decide(actor, helper_uuid, locked=True)
    HELPERS.move(helper, HelperMove.START_CHECKS, actor=actor, now=now)
    return helper


@transaction.atomic(durable=True)
def approve_helper(*, actor: Person, helper_uuid: UUID, now: datetime) -> Helper:
    """Let the helper meet families: everything that is asked of it is met today, and `actor` says yes.

    Raises NotFound, NotAllowed (own_cause) or Conflict (helper_moved_on, not_cleared;
    approve_the_group, for a sponsor group that never was).
    """
    helper = helper_to_decide(actor, helper_uuid, locked=True)
    if helper.kind == HelperKind.SPONSOR_GROUP and helper.state == HelperState.CHECKING:
        raise Conflict("a sponsor group is approved as a group", code="approve_the_group")
    HELPERS.move(helper, HelperMove.APPROVE, actor=actor, now=now)
    if helper.cleared_until <= local_date(helper.organisation.time_zone, now):
        raise Conflict("not everything that is asked of this helper is met", code="not_cleared")
    return helper


@transaction.atomic(durable=True)
def reapply(*, actor: Person, helper_uuid: UUID, now: datetime) -> Helper:
    """Let a helper who left or was declined apply again; by themselves, or by staff who were asked to.

    Raises NotFound, NotAllowed (not_yours_to_answer), Conflict (helper_moved_on).
    """
    helper = helper_to_change(actor, helper_uuid, locked=True)
    HELPERS.move(helper, HelperMove.REAPPLY, actor=actor, now=now)
    group_forms_again(helper.pk, actor=actor, now=now)
    return helper
