"""Taking somebody out of a sponsor group: by its lead too, but not while the group votes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.errors import Conflict
from backend.people.access import GroupPart, group_to_lead
from backend.people.models import Person, SponsorGroup
from backend.people.services.group_members import take_out
from matching.votes import is_voting


@transaction.atomic(durable=True)
def remove_member(*, actor: Person, group_uuid: UUID, member_uuid: UUID, now: datetime) -> SponsorGroup:
    """Take somebody out of the group: its lead or staff, who were told.

    While the group votes only staff does: votes of who is gone count no more, and a lead would choose who decides.
    Raises NotFound, NotAllowed (not_yours_to_answer), Conflict (vote_going_on, lead_must_hand_over).
    """
    group, part = group_to_lead(actor, group_uuid)
    if part != GroupPart.STAFF and is_voting(group):
        raise Conflict("the group is voting", code="vote_going_on")
    take_out(group, member_uuid, actor=actor, now=now)
    return group
