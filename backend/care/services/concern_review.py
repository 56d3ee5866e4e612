"""Looking into concerns: what their readers do. Every look, and every move, is on record."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from backend.care.concern_access import concern_to_move, concern_to_read
from backend.care.lifecycle import ConcernMove
from backend.care.models import Concern, ConcernNote, ConcernRead
from backend.care.models.concern import Outcome, Severity
from backend.care.moves import CONCERNS
from backend.care.services.concerns import look_by, require_text
from backend.care.services.suspension import follow, hold
from backend.errors import Conflict, Invalid
from backend.people.models import Person

# There was nothing, or it is mended: they may meet again. After the other outcomes a suspension stays until it is lifted.
BRINGS_BACK: Final = frozenset({Outcome.NO_GROUND, Outcome.SUPPORTED})


@transaction.atomic(durable=True)
def read_concern(*, actor: Person, concern_uuid: UUID, now: datetime) -> Concern:
    """Return the concern with its notes and moves, and record that `actor` read it. Five queries. Raises NotFound."""
    concern = concern_to_read(actor, concern_uuid, now=now)
    ConcernRead.objects.create(concern=concern, reader=actor, at=now)
    return concern


@transaction.atomic(durable=True)
def take_up(*, actor: Person, concern_uuid: UUID, now: datetime) -> Concern:
    """Say that `actor` looks into it. Raises NotFound, Conflict (concern_moved_on)."""
    concern = concern_to_move(actor, concern_uuid, now=now)
    CONCERNS.move(concern, ConcernMove.TAKE_UP, actor=actor, now=now)
    return concern


@transaction.atomic(durable=True)
def add_note(*, actor: Person, concern_uuid: UUID, text: str, now: datetime) -> ConcernNote:
    """Write a note, in whatever state; it is never changed. Raises NotFound, Invalid (story_missing, story_too_long)."""
    concern = concern_to_move(actor, concern_uuid, now=now)
    return ConcernNote.objects.create(
        organisation_id=concern.organisation_id, concern=concern, author=actor, text=require_text(text), at=now
    )


@transaction.atomic(durable=True)
def rate(*, actor: Person, concern_uuid: UUID, severity: str, now: datetime) -> Concern:
    """Give it another severity; its deadline follows from when it was raised. HIGH suspends at once; a lower one lifts
    nothing by itself. Raises NotFound, Invalid (severity_unknown), Conflict (concern_moved_on)."""
    if severity not in Severity.values:
        raise Invalid("there is no such choice", code="severity_unknown", facts={"field": "severity"})
    told = concern_to_read(actor, concern_uuid, now=now)
    columns = {"severity": severity, "look_by": look_by(told.raised_at, severity)}
    if severity == Severity.HIGH:
        columns["is_suspending"] = True
    return _move(actor, told, ConcernMove.RATE, now=now, detail=severity, columns=columns)


@transaction.atomic(durable=True)
def suspend(*, actor: Person, concern_uuid: UUID, now: datetime) -> Concern:
    """Suspend what it names, whatever its severity. Raises NotFound, Conflict (concern_moved_on, suspended_already)."""
    told = concern_to_read(actor, concern_uuid, now=now)
    return _move(actor, told, ConcernMove.SUSPEND, now=now, columns={"is_suspending": True}, is_suspending=False)


@transaction.atomic(durable=True)
def lift(*, actor: Person, concern_uuid: UUID, now: datetime) -> Concern:
    """Bring back what it suspended, but for what another concern suspends, too; also when it is closed.

    Raises NotFound, Conflict (concern_moved_on, not_suspended).
    """
    told = concern_to_read(actor, concern_uuid, now=now)
    return _move(actor, told, ConcernMove.LIFT, now=now, columns={"is_suspending": False}, is_suspending=True)


@transaction.atomic(durable=True)
def close(*, actor: Person, concern_uuid: UUID, outcome: str, now: datetime) -> Concern:
    """Close it. NO_GROUND and SUPPORTED bring back what it suspended; after the others that stays until it is lifted.

    Raises NotFound, Invalid (outcome_unknown), Conflict (concern_moved_on).
    """
    if outcome not in Outcome.values:
        raise Invalid("there is no such choice", code="outcome_unknown", facts={"field": "outcome"})
    told = concern_to_read(actor, concern_uuid, now=now)
    columns: dict[str, object] = {"outcome": outcome, "closed_at": now}
    if outcome in BRINGS_BACK:
        columns["is_suspending"] = False
    return _move(actor, told, ConcernMove.CLOSE, now=now, detail=outcome, columns=columns)


@transaction.atomic(durable=True)
def reopen(*, actor: Person, concern_uuid: UUID, now: datetime) -> Concern:
    """Look into it again. What it suspended before is suspended by hand, if that is needed. Raises NotFound,
    Conflict (concern_moved_on)."""
    concern = concern_to_move(actor, concern_uuid, now=now)
    CONCERNS.move(concern, ConcernMove.REOPEN, actor=actor, now=now, outcome="", closed_at=None)
    return concern


def _move(
    actor: Person,
    told: Concern,
    move: ConcernMove,
    *,
    now: datetime,
    columns: dict[str, object],
    detail: str = "",
    is_suspending: bool | None = None,
) -> Concern:
    """Make a move that may change what is suspended. `is_suspending` is what must hold before it, if anything."""
    held = hold(told)
    concern = concern_to_move(actor, told.uuid, now=now)
    if is_suspending is not None and concern.is_suspending != is_suspending:
        code = "not_suspended" if is_suspending else "suspended_already"
        raise Conflict("this is so already", code=code, facts={"state": concern.state})
    CONCERNS.move(concern, move, actor=actor, now=now, told={"detail": detail}, **columns)
    follow(concern, held, now=now)
    return concern
