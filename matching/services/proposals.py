"""Proposals: writing what a run planned, taking one back, and closing what nobody answered in time."""

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.errors import Conflict
from backend.people.models import Family, Person
from backend.people.time_zones import local_date
from matching.access import proposal_to_withdraw
from matching.lifecycle import ProposalMove, ProposalState
from matching.models import Consent, Proposal, ProposalEvent, Run
from matching.services.many_rows import add_places, copy_in, fresh_ids
from matching.services.moves import EVENT, close_proposals, lock_helpers, move_proposal
from matching.services.sponsoring import RoomOfGroups, room_of_groups
from matching.snapshot import ready_helpers, waiting_families
from matching.snapshot.among import among
from matching.snapshot.rules import ruled_out

TIME_TO_ANSWER: Final = timedelta(days=14)


@dataclass(frozen=True)
class Pair:
    """What a plan wants to be proposed: who, how well they fit, and why, as the text of a JSON list."""

    family_id: int
    helper_id: int
    fit: float
    reasons: str


@dataclass(frozen=True)
class Written:
    """What became of a plan when it was written: some of it may have been overtaken meanwhile."""

    proposed: int
    kept: int
    withdrawn: int
    overtaken: int


@transaction.atomic(durable=True)
def withdraw_proposal(*, actor: Person, proposal_uuid: UUID, now: datetime) -> Proposal:
    """Take an open proposal back, as its coordinator. Raises NotFound, NotAllowed, Conflict (proposal_closed)."""
    proposal = proposal_to_withdraw(actor, proposal_uuid)
    return move_proposal(proposal, ProposalMove.WITHDRAW, actor=actor, now=now)


@transaction.atomic(durable=True)
def expire_due(*, now: datetime) -> int:
    """Close every open proposal whose time to answer is over, and free its places. Returns how many."""
    overdue = _locked(Proposal.objects.filter(state=ProposalState.OPEN, answer_by__lte=now))
    return close_proposals(overdue, ProposalMove.EXPIRE, actor=None, now=now)


def write_plan(run: Run, pairs: Sequence[Pair], *, now: datetime) -> Written:
    """Bring the open proposals of the run's scope in line with its plan.

    Part of a use case: call it inside its transaction. What somebody has answered, or proposed by hand, stays as it is. Places and
    open proposals are looked at again under locks; a pair that was overtaken is left out and counted.
    """
    scope = Q(organisation_id=run.organisation_id, helper_kind=run.helper_kind, state=ProposalState.OPEN)
    scope &= Q(proposed_by__isnull=True)
    locked = Proposal.objects.select_for_update(no_key=True).filter(scope).order_by("pk")
    open_ones = {(family, helper): pk for pk, family, helper in locked.values_list("pk", "family_id", "helper_id")}
    # Asked once the locks are held: an answer that we waited for would not show in the statement that took them.
    answered = Consent.objects.filter(proposal__in=Proposal.objects.filter(scope)).values_list("proposal_id", flat=True)
    wanted = {(pair.family_id, pair.helper_id) for pair in pairs}
    left_out = {pk for pair, pk in open_ones.items() if pair not in wanted} - set(answered)
    stale = list(Proposal.objects.filter(pk__in=among(left_out)).defer("reasons")) if left_out else []
    new = [pair for pair in pairs if (pair.family_id, pair.helper_id) not in open_ones]
    # All helpers that lose or get a place, before any of them does: another run locks them in the same order.
    lock_helpers({*(p.helper_id for p in stale), *(pair.helper_id for pair in new)})
    withdrawn = close_proposals(stale, ProposalMove.WITHDRAW, actor=None, now=now, reason="run")
    proposed = _propose(run, new, actor=None, now=now)
    kept = len(pairs) - len(new)
    return Written(proposed=proposed, kept=kept, withdrawn=withdrawn, overtaken=len(new) - proposed)


def exchange(scope: Run, moved: Set[tuple[int, int]], pairs: Sequence[Pair], *, actor: Person, now: datetime) -> None:
    """Take the unanswered proposals of the `moved` (family, helper) back and propose `pairs`: all of it or nothing.

    Part of a use case: call it inside its transaction. Raises Conflict (suggestion_overtaken) if one of them has been
    answered or closed meanwhile, or a pair was overtaken.
    """
    rows = Proposal.objects.filter(
        organisation_id=scope.organisation_id,
        helper_kind=scope.helper_kind,
        state=ProposalState.OPEN,
        family__in=[family for family, _ in moved],
    )
    taken_back = _locked(rows)
    answered = Consent.objects.filter(proposal__in=taken_back).exists()
    if answered or {(p.family_id, p.helper_id) for p in taken_back} != moved:
        raise Conflict("somebody else was a moment faster", code="suggestion_overtaken")
    lock_helpers({*(p.helper_id for p in taken_back), *(pair.helper_id for pair in pairs)})
    close_proposals(taken_back, ProposalMove.WITHDRAW, actor=actor, now=now, reason="suggestion")
    if _propose(scope, list(pairs), actor=actor, now=now) < len(pairs):
        raise Conflict("somebody else was a moment faster", code="suggestion_overtaken")


def _propose(run: Run, pairs: list[Pair], *, actor: Person | None, now: datetime) -> int:
    waiting = _families_waiting(run, [pair.family_id for pair in pairs])
    # Planning may have taken minutes: who said no meanwhile is not asked again.
    ruled = ruled_out(run.organisation, now=now).filter(family__in=among(pair.family_id for pair in pairs))
    forbidden = set(ruled.values_list("family_id", "helper_id"))
    today = local_date(run.organisation.time_zone, now)
    ready = ready_helpers(run.organisation, run.helper_kind, on=today).filter(
        pk__in=among({pair.helper_id for pair in pairs}), free_places__gt=0
    )
    rows = ready.values_list("pk", "organisation_id", "free_places")
    free = {helper: (organisation, places) for helper, organisation, places in rows}
    room = room_of_groups(run, [(pair.family_id, pair.helper_id) for pair in pairs])
    given: Counter[int] = Counter()
    new = []
    for pair in sorted(pairs, key=lambda pair: (pair.family_id, pair.helper_id)):
        organisation, places = free.get(pair.helper_id, (0, 0))
        is_possible = pair.family_id in waiting and (pair.family_id, pair.helper_id) not in forbidden
        if is_possible and given[pair.helper_id] < places and _take(room, pair):
            given[pair.helper_id] += 1
            new.append((pair, organisation))
    add_places(given)
    _insert(run, new, actor, now)
    return len(new)


def _take(room: RoomOfGroups | None, pair: Pair) -> bool:
    return room is None or room.take(pair.family_id, pair.helper_id)


def _insert(run: Run, pairs: Sequence[tuple[Pair, int]], actor: Person | None, now: datetime) -> None:
    """Insert an open proposal for each pair (with the helper's organisation), and its first event."""
    ids = fresh_ids(Proposal, len(pairs))
    same = {
        "organisation_id": run.organisation_id,
        "helper_kind": run.helper_kind,
        "run_id": run.pk,
        "state": ProposalState.OPEN,
        "version": 1,
        "created_at": now,
        "answer_by": now + TIME_TO_ANSWER,
    }
    own = ("id", "uuid", "family_id", "helper_id", "helper_organisation_id", "fit", "reasons")
    rows = (
        (pk, uuid4(), pair.family_id, pair.helper_id, organisation, pair.fit, pair.reasons, *same.values())
        for pk, (pair, organisation) in zip(ids, pairs, strict=True)
    )
    copy_in(Proposal, (*own, *same), rows)
    told = 1, ProposalMove.PROPOSE, ProposalState.OPEN, actor.pk if actor else None, "", now
    copy_in(ProposalEvent, EVENT, ((pk, *told) for pk in ids))


def _families_waiting(run: Run, family_ids: list[int]) -> set[int]:
    """Return those of the families that still wait and have no proposal of this kind; locks all those named."""
    locked = Family.objects.select_for_update(no_key=True).filter(pk__in=among(family_ids)).order_by("pk")
    list(locked.values_list("pk"))
    busy = Proposal.objects.filter(family=OuterRef("pk"), helper_kind=run.helper_kind, state=ProposalState.OPEN)
    waiting = waiting_families(run.organisation, run.helper_kind).filter(~Exists(busy), pk__in=among(family_ids))
    return set(waiting.values_list("pk", flat=True))


def _locked(proposals: QuerySet[Proposal]) -> list[Proposal]:
    return list(proposals.select_for_update(no_key=True, of=("self",)).order_by("pk"))
