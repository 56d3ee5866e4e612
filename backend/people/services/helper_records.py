"""Events of many helpers at once: of those that are made by a file, and of those that it approves."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from django.db.models import F

from backend.lifecycle import advance
from backend.people.lifecycle import HELPER_TABLE, HelperMove, HelperState
from backend.people.models import Helper, HelperEvent, Person

BATCH: Final = 2000

# What leads to an approval from each state that awaits one.
WAYS_IN: Final = {
    HelperState.APPLIED: (HelperMove.START_CHECKS, HelperMove.APPROVE),
    HelperState.CHECKING: (HelperMove.APPROVE,),
    HelperState.LAPSED: (HelperMove.APPROVE,),
}


def record_made(helpers: Collection[Helper], *, actor: Person | None, now: datetime) -> None:
    """Write the first event of helpers that were just saved. Part of a use case: call it inside its transaction."""
    first = (
        HelperEvent(helper=helper, version=1, move=HelperMove.APPLY, state=helper.state, actor=actor, at=now)
        for helper in helpers
    )
    HelperEvent.objects.bulk_create(first, batch_size=BATCH)


def approve_many(helpers: Sequence[Helper], *, actor: Person | None, now: datetime) -> None:
    """Approve helpers that await it, each move with its event; the rows are up to date afterwards.

    Part of a use case, which has locked them and looked at what is asked of them. Others stay as they are.
    """
    events = []
    for state, moves in WAYS_IN.items():
        rows = [helper for helper in helpers if helper.state == state]
        if not rows:
            continue
        Helper.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=HelperState.APPROVED, version=F("version") + len(moves)
        )
        for row in rows:
            for move in moves:
                row.state = advance(HELPER_TABLE, HelperState(row.state), move, what="helper")
                row.version += 1
                events.append(
                    HelperEvent(helper=row, version=row.version, move=move, state=row.state, actor=actor, at=now)
                )
    HelperEvent.objects.bulk_create(events, batch_size=BATCH)
