"""Proposing by hand: a pair that a coordinator thought of, if no rule forbids it; also who stands in during a pause.

Fit and reasons are those that a run would give exactly this pair. It still needs its three yeses, and no run takes it back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.errors import Conflict, NotFound
from backend.people.models import Family, Helper, Person
from matching.access import family_to_explain, helper_to_propose, match_to_read
from matching.engine import explain_pair
from matching.explanation_texts import obstacle_text
from matching.lifecycle import ProposalMove, ProposalState
from matching.match_access import match_to_look_after
from matching.models import Match, Proposal, ProposalEvent
from matching.obstacles import Obstacle, columns_of, obstacles_of
from matching.reasons import stored
from matching.services.many_rows import add_places
from matching.services.moves import lock_helpers
from matching.services.proposals import TIME_TO_ANSWER


@dataclass(frozen=True)
class HandPair:
    """One family and one helper: what stands in the way, or else how well they fit and why, as a proposal keeps it."""

    family: Family
    helper: Helper
    obstacles: tuple[Obstacle, ...]
    fit: float | None
    reasons: tuple[dict[str, Any], ...]


def look_at_pair(
    *, actor: Person, family_uuid: UUID, helper_uuid: UUID, stands_in_for: UUID | None = None, now: datetime
) -> HandPair:
    """Return whether this pair could be proposed now, and why not; writes nothing. At most twenty-five queries.

    Raises NotFound and NotAllowed as `propose_by_hand` does.
    """
    family, helper = _pair(actor, family_uuid, helper_uuid)
    match = _paused(match_to_read(actor, stands_in_for), family) if stands_in_for else None
    return _looked_at(family, helper, match, now)


@transaction.atomic(durable=True)
def propose_by_hand(
    *, actor: Person, family_uuid: UUID, helper_uuid: UUID, stands_in_for: UUID | None = None, now: datetime
) -> Proposal:
    """Propose this helper to this family; with `stands_in_for`, for as long as that match of the family is paused.

    For a family in the care of `actor`, who is on neither side, and a helper of theirs or of an organisation that works
    with theirs. Raises NotFound, NotAllowed (coordinator_only) or
    Conflict (not_possible, with a code and a sentence for each thing that stands in the way).
    """
    family, helper = _pair(actor, family_uuid, helper_uuid)
    match = _paused(match_to_look_after(actor, stands_in_for), family) if stands_in_for else None
    lock_helpers([helper.pk])
    Family.objects.select_for_update(no_key=True).get(pk=family.pk)
    helper.refresh_from_db()
    family.refresh_from_db()
    found = _looked_at(family, helper, match, now)
    if found.obstacles or found.fit is None:
        told = [one._asdict() | {"text": obstacle_said(one)} for one in found.obstacles]
        raise Conflict("this pair is not possible now", code="not_possible", facts={"reasons": told})
    proposal = Proposal.objects.create(
        organisation_id=family.organisation_id,
        family=family,
        helper=helper,
        helper_organisation_id=helper.organisation_id,
        helper_kind=helper.kind,
        proposed_by=actor,
        stands_in_for=match,
        fit=found.fit,
        reasons=list(found.reasons),
        created_at=now,
        answer_by=now + TIME_TO_ANSWER,
    )
    ProposalEvent.objects.create(
        proposal=proposal, version=1, move=ProposalMove.PROPOSE, state=ProposalState.OPEN, actor=actor, at=now
    )
    add_places({helper.pk: 1})
    return proposal


def obstacle_said(obstacle: Obstacle) -> str:
    """Return what stands in the way as a sentence in the active language."""
    return obstacle_text(obstacle.code, obstacle.parameters)


def _pair(actor: Person, family_uuid: UUID, helper_uuid: UUID) -> tuple[Family, Helper]:
    family = family_to_explain(actor, family_uuid)
    return family, helper_to_propose(actor, family, helper_uuid)


def _paused(match: Match, family: Family) -> Match:
    """Return the match if somebody may stand in for its helper; whether it is paused is an obstacle like any other."""
    if match.family_id != family.pk:
        raise NotFound("no such match")
    return match


def _looked_at(family: Family, helper: Helper, match: Match | None, now: datetime) -> HandPair:
    columns = columns_of(family, helper, now=now)
    obstacles = obstacles_of(family, helper, columns, stands_in_for=match, now=now)
    if obstacles:
        return HandPair(family, helper, obstacles, None, ())
    told = explain_pair(*columns, family.pk, helper.pk)
    return HandPair(family, helper, (), told.fit, tuple(stored(reason) for reason in told.reasons))
