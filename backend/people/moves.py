"""Moves of helpers and sponsor groups: the one place where their state changes, with one event per version."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from django.db.models import F

from backend.lifecycle import advance
from backend.moves import Machine
from backend.people.lifecycle import GROUP_TABLE, HELPER_TABLE, GroupState, HelperMove, HelperState
from backend.people.models import GroupEvent, Helper, HelperEvent, Person, SponsorGroup

BATCH: Final = 2000

# What leads to an approval from each state that awaits one.
WAYS_IN: Final = {
    HelperState.APPLIED: (HelperMove.START_CHECKS, HelperMove.APPROVE),
    HelperState.CHECKING: (HelperMove.APPROVE,),
    HelperState.LAPSED: (HelperMove.APPROVE,),
}

HELPERS: Final = Machine(
    model=Helper,
    event=HelperEvent,
    states=HelperState,
    table=HELPER_TABLE,
    code="helper_moved_on",
    sentence="this cannot be done with the helper as it stands",
)
GROUPS: Final = Machine(
    model=SponsorGroup,
    event=GroupEvent,
    states=GroupState,
    table=GROUP_TABLE,
    code="group_moved_on",
    sentence="this cannot be done with the group as it stands",
)


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
