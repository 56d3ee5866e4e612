"""What an organisation asks of all its sponsor groups: how many members, and what they have pledged."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.errors import Invalid
from backend.people.access import organisation_administered
from backend.people.clearance import recount
from backend.people.models import Organisation, Person, SponsorGroup
from backend.people.services.group_members import watch_quorum

FEWEST, MOST = 2, 50


@transaction.atomic(durable=True)
def ask_of_groups(
    *, actor: Person, organisation_uuid: UUID | None, quorum: int, quorum_days: int, pledge_euro: int, now: datetime
) -> Organisation:
    """Let an administrator say how many members a group must have, for how long it may have fewer, and its least pledge.

    Counts at once: groups at work that lack something get no proposals, and their time below the quorum begins or ends
    now. One statement and a few more for each group. Raises NotAllowed, NotFound, or Invalid (quorum_out_of_range).
    """
    organisation = organisation_administered(actor, organisation_uuid)
    if not FEWEST <= quorum <= MOST:
        raise Invalid(f"a group has {FEWEST} to {MOST} members", code="quorum_out_of_range", facts={"field": "quorum"})
    organisation.group_quorum, organisation.quorum_days = quorum, quorum_days
    organisation.group_pledge_euro = pledge_euro
    organisation.save(update_fields=["group_quorum", "quorum_days", "group_pledge_euro"])
    groups = SponsorGroup.objects.filter(organisation=organisation).select_related("organisation").order_by("pk")
    recount([group.pk for group in groups])
    for group in groups:
        watch_quorum(group, now=now)
    return organisation
