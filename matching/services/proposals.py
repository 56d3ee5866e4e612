"""Proposals: writing what a run planned, taking one back, and closing what nobody answered in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from backend.people.models import Family, Helper, Person
from matching.access import proposal_to_withdraw
from matching.lifecycle import RUNNING_MATCH, ProposalMove, ProposalState
from matching.models import Consent, Match, Proposal, ProposalEvent, Run
from matching.services.moves import close_proposals, lock_helpers, move_proposal
from matching.snapshot import ready_helpers

TIME_TO_ANSWER: Final = timedelta(days=14)


@dataclass(frozen=True)
class Pair:
    """What a plan wants to be proposed: who, how well they fit, and why."""

    family_id: int
    helper_id: int
    fit: float
    reasons: list[dict[str, Any]]


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

    Part of a use case: call it inside its transaction. What somebody has answered stays as it is. Places and
    open proposals are looked at again under locks; a pair that was overtaken is left out and counted.
    """
    open_ones = _locked(
        Proposal.objects.filter(
            organisation_id=run.organisation_id, helper_kind=run.helper_kind, state=ProposalState.OPEN
        )
    )
    # Asked once the locks are held: an answer that we waited for would not show in the statement that took them.
    answered = set(Consent.objects.filter(proposal__in=open_ones).values_list("proposal_id", flat=True))
    wanted = {(pair.family_id, pair.helper_id): pair for pair in pairs}
    kept = [p for p in open_ones if (p.family_id, p.helper_id) in wanted]
    stale = [p for p in open_ones if (p.family_id, p.helper_id) not in wanted and p.pk not in answered]
    already = {(p.family_id, p.helper_id) for p in kept}
    new = [pair for key, pair in wanted.items() if key not in already]
    # All helpers that lose or get a place, before any of them does: another run locks them in the same order.
    lock_helpers({*(p.helper_id for p in stale), *(pair.helper_id for pair in new)})
    withdrawn = close_proposals(stale, ProposalMove.WITHDRAW, actor=None, now=now, reason="run")
    proposed = _propose(run, new, now=now)
    return Written(proposed=proposed, kept=len(kept), withdrawn=withdrawn, overtaken=len(new) - proposed)


def _propose(run: Run, pairs: list[Pair], *, now: datetime) -> int:
    taken = _families_taken(run, [pair.family_id for pair in pairs])
    helpers = {
        helper.pk: helper
        for helper in ready_helpers(run.organisation, run.helper_kind, on=now.date()).filter(
            pk__in=[pair.helper_id for pair in pairs], places_taken__lt=F("capacity")
        )
    }
    rows: list[Proposal] = []
    for pair in sorted(pairs, key=lambda pair: (pair.family_id, pair.helper_id)):
        helper = helpers.get(pair.helper_id)
        if helper is None or pair.family_id in taken or helper.places_taken >= helper.capacity:
            continue
        helper.places_taken += 1
        rows.append(_proposal(run, pair, helper, now))
    Helper.objects.bulk_update(helpers.values(), ["places_taken"], batch_size=1_000)
    Proposal.objects.bulk_create(rows, batch_size=1_000)
    ProposalEvent.objects.bulk_create(
        (
            ProposalEvent(proposal=row, version=1, move=ProposalMove.PROPOSE, state=ProposalState.OPEN, at=now)
            for row in rows
        ),
        batch_size=1_000,
    )
    return len(rows)


def _proposal(run: Run, pair: Pair, helper: Helper, now: datetime) -> Proposal:
    return Proposal(
        organisation_id=run.organisation_id,
        family_id=pair.family_id,
        helper_organisation_id=helper.organisation_id,
        helper=helper,
        helper_kind=run.helper_kind,
        run=run,
        fit=pair.fit,
        reasons=pair.reasons,
        created_at=now,
        answer_by=now + TIME_TO_ANSWER,
    )


def _families_taken(run: Run, family_ids: list[int]) -> set[int]:
    """Return the families that, by now, cannot take a proposal of this kind; locks all those named."""
    families = Family.objects.select_for_update(no_key=True).filter(pk__in=family_ids).order_by("pk")
    on_hold = {family.pk for family in families if family.is_on_hold}
    kind = run.helper_kind
    busy = Proposal.objects.filter(family__in=family_ids, helper_kind=kind, state=ProposalState.OPEN)
    matched = Match.objects.filter(family__in=family_ids, helper_kind=kind, state__in=sorted(RUNNING_MATCH))
    return on_hold | set(busy.values_list("family_id", flat=True)) | set(matched.values_list("family_id", flat=True))


def _locked(proposals: QuerySet[Proposal]) -> list[Proposal]:
    return list(proposals.select_for_update(no_key=True, of=("self",)).order_by("pk"))
