"""Closing what one helper or one family has open: all of it at once, under locks that nobody waits for in a circle."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from backend.people.models import Family, Person
from matching.lifecycle import RUNNING_MATCH, ProposalMove, ProposalState
from matching.models import Match, Proposal
from matching.services.moves import close_proposals, lock_helpers

Row = TypeVar("Row", Match, Proposal)


@dataclass(frozen=True)
class Held:
    """What one helper or family has open, each by id. All of it is locked, and who could stand in, and does, too."""

    proposals: list[Proposal]
    matches: list[Match]


class _Overtaken(Exception):
    """Something was proposed or agreed while we waited for the helper: it must be locked before that helper is."""


def hold_still(*, helper_id: int | None = None, family_id: int | None = None) -> Held:
    """Lock all that this helper, or this family, has open until the transaction ends, and return it.

    In the order of everybody else: running matches with their stand-ins, open proposals, helpers, the family; each by
    id. Nothing can be proposed to it, answered or ended by others while the locks are held. Seven statements.
    """
    whose = Q(helper=helper_id) if family_id is None else Q(family=family_id)
    while True:
        # Rolling back to the savepoint lets go of the locks, so that we wait for nobody who waits for us.
        with suppress(_Overtaken), transaction.atomic():
            return _locked(whose, helper_id, family_id)


def withdraw_all(held: Held, *, actor: Person | None, now: datetime) -> int:
    """Withdraw every open proposal of `held`. Returns how many. Four statements, or none.

    Why is not written with them: staff of the other side's organisation read that.
    """
    return close_proposals(held.proposals, ProposalMove.WITHDRAW, actor=actor, now=now)


def _locked(whose: Q, helper_id: int | None, family_id: int | None) -> Held:
    running = Match.objects.filter(state__in=sorted(RUNNING_MATCH)).order_by("pk")
    own = running.filter(whose)
    matches = running.filter(whose | Q(stands_in_for__in=own.values("pk")))
    asked = Q(stands_in_for__in=matches.values("pk"))
    proposals = Proposal.objects.filter(whose | asked, state=ProposalState.OPEN).order_by("pk")
    held = _lock(matches), _lock(proposals.defer("reasons"))
    helpers = {row.helper_id for rows in held for row in rows}
    lock_helpers(helpers if helper_id is None else {*helpers, helper_id})
    if family_id is not None:
        list(Family.objects.select_for_update(no_key=True).filter(pk=family_id).values_list("pk"))
    if _is_more(matches, held[0]) or _is_more(proposals, held[1]):
        raise _Overtaken
    mine = {"helper_id": helper_id} if family_id is None else {"family_id": family_id}
    return Held(proposals=_of(held[1], **mine), matches=_of(held[0], **mine))


def _lock(rows: QuerySet[Row]) -> list[Row]:
    return list(rows.select_for_update(no_key=True, of=("self",)))


def _is_more(rows: QuerySet[Row], locked: list[Row]) -> bool:
    return bool(set(rows.values_list("pk", flat=True)) - {row.pk for row in locked})


def _of(rows: list[Row], **mine: int | None) -> list[Row]:
    return [row for row in rows if all(getattr(row, field) == value for field, value in mine.items())]
