"""Reads that explain, for staff: second choices, why not this helper, what would help, where to recruit.

Each is asked for one family and answered from the people as they are now. They tell of other families and helpers:
nothing here is for the eyes of a family or a helper.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import numpy as np

from backend.errors import Invalid
from backend.people.access import organisations_of_staff
from backend.people.models import Family, Helper, Organisation, Person
from backend.people.models.helper import HelperKind
from backend.places.models import Municipality
from matching import snapshot
from matching.access import family_to_explain, helper_to_explain, proposal_to_explain, visible_runs
from matching.engine import Plan
from matching.engine.explain import Change, Gain, Loss, WhyNot, second_choice, what_helps, why_not
from matching.engine.explain.changes import TRAVEL
from matching.models import Run
from matching.models.run import RunState
from matching.presentation import first_name
from matching.reasons import stored_change, stored_refusal
from matching.snapshot.instant import at_one_instant
from matching.while_you_wait import plan_now

NOT_WAITING: Final = "not_waiting"  # the family has a helper, an answer is due, or it is on hold
NOT_READY: Final = "not_ready"  # the helper is not approved, away, on hold, or lacks a check; which, its own page tells
NOT_TOGETHER: Final = "not_together"


@dataclass(frozen=True)
class Named:
    """A family or helper by what staff calls it. Of another organisation only that is told: no uuid, no name."""

    organisation: str
    uuid: UUID | None = None
    reference: str = ""
    name: str = ""


@dataclass(frozen=True)
class Move:
    """Another family, and its helper before and after; None for none."""

    family: Named
    before: Named | None
    after: Named | None


@dataclass(frozen=True)
class Answer:
    """Why a family has not got a helper. `code` is that of the engine, or one of those above.

    refusal   code and parameters of the first rule that forbids it
    loss      what it would cost all together to do it nevertheless; `moves` for whom it would change something
    """

    code: str
    family: Named
    helper: Named
    refusal: dict[str, Any] | None = None
    fit: float | None = None
    held_by: tuple[Named, ...] = ()
    one_more: Gain | None = None
    loss: Loss | None = None
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Help:
    """One thing that would give a family a helper: code and parameters, with whom, and what all gain by it."""

    code: str
    parameters: dict[str, Any]
    helper: Named | None
    fit: float
    gain: Gain
    is_certain: bool


@dataclass(frozen=True)
class Wanted:
    """A volunteer to look for: a row of a run's list, with the municipality read."""

    municipality: Municipality
    language: str
    need: str | None
    gender: str | None
    gain: Gain
    waiting: int


def second_choice_for(actor: Person, proposal_uuid: UUID, *, now: datetime) -> Answer | None:
    """Return the best other helper for the family of a proposal, and why the plan does not take that; None if there
    is no other, or if the family is not waiting any more.

    Raises NotFound, NotAllowed as `proposal_to_explain`, Conflict (scope_too_large), Invalid (volunteers_only).
    """
    proposal = proposal_to_explain(actor, proposal_uuid)
    _require_volunteer(proposal.helper_kind)
    made = _planned(proposal.organisation, now)
    if not np.isin(proposal.family_id, made.families.key):
        return None
    told = second_choice(made, proposal.family_id, proposal.helper_id)
    return _answer(actor, told) if told else None


def why_not_helper(actor: Person, family_uuid: UUID, helper_uuid: UUID, *, now: datetime) -> Answer:
    """Return why the best plan, as things are now, does not give this family this helper.

    Raises NotFound for a family or helper that is not in the care of `actor`, Conflict (scope_too_large),
    Invalid (volunteers_only).
    """
    family, helper = family_to_explain(actor, family_uuid), helper_to_explain(actor, helper_uuid)
    _require_volunteer(helper.kind)
    made = _planned(family.organisation, now)
    told = why_not(made, family.pk, helper.pk) if _are_there(made, family, helper) else None
    return _answer(actor, told or WhyNot(_why_absent(made, family, helper), family.pk, helper.pk))


def what_would_help(actor: Person, family_uuid: UUID, *, now: datetime) -> list[Help] | None:
    """Return what would give the family a volunteer; None if it needs none: it has one, in the plan or already.

    Raises NotFound for a family that is not in the care of `actor`, Conflict (scope_too_large).
    """
    family = family_to_explain(actor, family_uuid)
    made = _planned(family.organisation, now)
    if not np.isin(family.pk, made.unserved):
        return None
    found = what_helps(made, family.pk)
    helpers = _helpers(actor, {change.helper for change in found if change.helper is not None})
    return [_help(change, helpers) for change in found]


def recruitment_list(run: Run) -> list[Wanted]:
    """Return the volunteers that a run says to look for, best first. One query."""
    towns = {str(town.uuid): town for town in Municipality.objects.filter(uuid__in=_towns(run))}
    return [
        Wanted(
            municipality=towns[row["municipality"]],
            language=row["language"],
            need=row["need"],
            gender=row["gender"],
            gain=Gain(row["priority"], row["points"]),
            waiting=row["waiting"],
        )
        for row in run.recruitment or []
        if row["municipality"] in towns
    ]


def latest_runs(actor: Person) -> list[Run]:
    """Return the last run that tells whom to look for, of each organisation on whose staff `actor` is, by its name."""
    done = visible_runs(actor).filter(state=RunState.DONE, recruitment__isnull=False)
    newest = done.order_by("organisation", "-created_at", "-id").distinct("organisation")
    return sorted(newest.select_related("organisation"), key=lambda run: run.organisation.name)


def _towns(run: Run) -> list[str]:
    return [row["municipality"] for row in run.recruitment or []]


def _require_volunteer(helper_kind: str) -> None:
    """Groups are given families by another plan, in which money and beds count."""
    if helper_kind != HelperKind.VOLUNTEER:
        raise Invalid("this is explained for volunteers only", code="volunteers_only")


def _planned(organisation: Organisation, now: datetime) -> Plan:
    with at_one_instant():
        read = snapshot.read(organisation, HelperKind.VOLUNTEER, now=now)
    return plan_now(organisation, read)


def _are_there(made: Plan, family: Family, helper: Helper) -> bool:
    return bool(np.isin(family.pk, made.families.key) and np.isin(helper.pk, made.helpers.key))


def _why_absent(made: Plan, family: Family, helper: Helper) -> str:
    if not np.isin(family.pk, made.families.key):
        return NOT_WAITING
    is_together = (family.organisation_id, helper.organisation_id) in made.rules.works_together
    return NOT_READY if is_together or family.organisation_id == helper.organisation_id else NOT_TOGETHER


def _answer(actor: Person, told: WhyNot) -> Answer:
    moved = told.loss.moved if told.loss else ()
    families = _families(actor, {told.family, *told.held_by, *(one.family for one in moved)})
    keys = {told.helper, *(key for one in moved for key in (one.before, one.after) if key is not None)}
    helpers = _helpers(actor, keys)
    return Answer(
        code=told.code,
        family=families[told.family],
        helper=helpers[told.helper],
        refusal=stored_refusal(told.refusal) if told.refusal else None,
        fit=told.fit,
        held_by=tuple(families[key] for key in told.held_by),
        one_more=told.one_more,
        loss=told.loss,
        moves=tuple(Move(families[one.family], _of(helpers, one.before), _of(helpers, one.after)) for one in moved),
    )


def _help(change: Change, helpers: dict[int, Named]) -> Help:
    told = stored_change(change)
    helper = _of(helpers, change.helper)
    # One exact distance would name the municipality of somebody whom no proposal shows.
    is_near_told = helper is None or helper.uuid is not None or change.code != TRAVEL
    parameters = told["parameters"] if is_near_told else {}
    return Help(told["code"], parameters, helper, change.fit, change.gain, change.is_certain)


def _of(helpers: Mapping[int, Named], key: int | None) -> Named | None:
    return None if key is None else helpers[key]


def _families(actor: Person, keys: Iterable[int]) -> dict[int, Named]:
    rows = Family.objects.filter(pk__in=keys).select_related("organisation").prefetch_related("members")
    return _named(actor, {row: _contact_name(row) for row in rows})


def _helpers(actor: Person, keys: Iterable[int]) -> dict[int, Named]:
    rows = Helper.objects.filter(pk__in=keys).select_related("organisation", "volunteer__person")
    return _named(actor, {row: first_name(row.volunteer.person.name) for row in rows})


def _named(actor: Person, rows: Mapping[Any, str]) -> dict[int, Named]:
    own = set(organisations_of_staff(actor).order_by().values_list("pk", flat=True))
    return {
        row.pk: Named(row.organisation.name, row.uuid, row.reference, name)
        if row.organisation_id in own
        else Named(row.organisation.name)
        for row, name in rows.items()
    }


def _contact_name(family: Family) -> str:
    return next((member.given_name for member in family.members.all() if member.is_contact), "")
