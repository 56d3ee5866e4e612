"""How far a sponsor group has come: the parts of other use cases that move it along with its helper and its matches.

Each is part of a use case: call it inside its transaction, with the helper locked. For other helpers nothing happens.
"""

from datetime import datetime

from backend.people.lifecycle import GroupMove, GroupState
from backend.people.models import Person, SponsorGroup
from backend.people.moves import GROUPS


def group_matched(helper_id: int, *, actor: Person | None, now: datetime) -> None:
    """Let the group be matched: one of its matches begins. One that is matched already stays so. At most three queries."""
    _follow(helper_id, GroupState.APPROVED, GroupMove.MATCH, actor=actor, now=now)


def group_unmatched(helper_id: int, *, actor: Person | None, now: datetime) -> None:
    """Let the group be free again: the last of its running matches has ended. At most three queries."""
    _follow(helper_id, GroupState.MATCHED, GroupMove.UNMATCH, actor=actor, now=now)


def group_ended(helper_id: int, *, actor: Person | None, now: datetime) -> None:
    """Let the group end with its helper, who left or was declined; no match of it runs any more."""
    group = SponsorGroup.objects.filter(pk=helper_id).first()
    if group is not None:
        GROUPS.move(group, GroupMove.END, actor=actor, now=now, below_quorum_since=None, below_quorum_flagged_at=None)


def group_forms_again(helper_id: int, *, actor: Person | None, now: datetime) -> None:
    """Let the group form anew with its helper, who applies again: whoever was joining belongs to it."""
    group = SponsorGroup.objects.filter(pk=helper_id).first()
    if group is not None:
        GROUPS.move(group, GroupMove.FORM_AGAIN, actor=actor, now=now)
        group.members.filter(is_joining=True).update(is_joining=False)


def _follow(helper_id: int, state: GroupState, move: GroupMove, *, actor: Person | None, now: datetime) -> None:
    group = SponsorGroup.objects.filter(pk=helper_id, state=state).first()
    if group is not None:
        GROUPS.move(group, move, actor=actor, now=now)
