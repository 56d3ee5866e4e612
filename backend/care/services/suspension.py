"""Suspension: while a concern asks for it, nobody on either side is shown or told anything of the other.

Matches and helpers carry a flag, so that nobody who reads them reads concerns. The flag follows from the concerns that
suspend now, and is brought in line in the transaction that changes one of them.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from backend.care.models import Concern
from backend.people.models import Helper
from matching.models import Match
from matching.services.closing import Held, hold_still, withdraw_all


def hold(concern: Concern) -> Held:
    """Lock what `concern` names until the transaction ends: its match, or its helper with all that is open for it.

    Before the concern itself is locked: everybody goes from matches to what hangs on them, and nobody waits in a circle.
    """
    if concern.helper_id is not None:
        return hold_still(helper_id=concern.helper_id)
    if concern.match_id is None:
        return Held(proposals=[], matches=[])
    return Held(proposals=[], matches=[Match.objects.select_for_update(no_key=True).get(pk=concern.match_id)])


def follow(concern: Concern, held: Held, *, now: datetime) -> None:
    """Bring the flags of all that `concern` names in line with the concerns that suspend now.

    If this one does, what is open for its helper is withdrawn as by everything that closes, and nothing tells why.
    Part of a use case: call it inside its transaction, with `held` locked and the concern written. At most six statements.
    """
    suspending = Concern.objects.filter(is_suspending=True)
    named = Q(pk=concern.match_id) if concern.helper_id is None else Q(helper=concern.helper_id)
    by_either = suspending.filter(Q(match=OuterRef("pk")) | Q(helper=OuterRef("helper")))
    Match.objects.filter(named).update(is_suspended=Exists(by_either))
    if concern.helper_id is not None:
        by_its_own = suspending.filter(helper=OuterRef("pk"))
        Helper.objects.filter(pk=concern.helper_id).update(is_suspended=Exists(by_its_own))
    if concern.is_suspending:
        withdraw_all(held, actor=None, now=now)
