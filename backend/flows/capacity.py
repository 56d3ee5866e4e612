"""Capacity: how many families a helper takes at once, as they say themselves."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.errors import Conflict, Invalid
from backend.people.access import helper_to_change
from backend.people.models import Helper, Person
from matching.services.closing import Held, hold_still, withdraw_all

MOST: Final = 3


@transaction.atomic(durable=True)
def set_capacity(*, actor: Person, helper_uuid: UUID, capacity: int, now: datetime) -> Helper:
    """Let the helper take so many families at once, 1 to 3. Open proposals that no longer fit end, newest first.

    Raises NotFound, NotAllowed (not_yours_to_answer), Invalid (capacity_out_of_range) or
    Conflict (capacity_in_use) if it helps more families than that now.
    """
    if not 1 <= capacity <= MOST:
        raise Invalid("one to three families", code="capacity_out_of_range", facts={"field": "capacity"})
    held = hold_still(helper_id=helper_to_change(actor, helper_uuid).pk)
    helper = helper_to_change(actor, helper_uuid)
    running = len(held.matches)
    if running > capacity:
        raise Conflict(
            "more families than that are being helped now", code="capacity_in_use", facts={"running": running}
        )
    oldest_first = sorted(held.proposals, key=lambda proposal: (proposal.created_at, proposal.pk))
    withdraw_all(Held(oldest_first[capacity - running :], []), actor=actor, now=now)
    helper.capacity = capacity
    helper.save(update_fields=["capacity"])
    helper.refresh_from_db(fields=["places_taken", "free_places"])
    return helper
