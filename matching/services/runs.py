"""Runs: asked for, taken up by a worker, computed outside any transaction, proven, and written."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any, Final

import numpy as np
from django.db import connection, transaction

from backend.errors import Conflict, Invalid
from backend.people.models import Family, Helper, Organisation, Person
from backend.people.models.helper import HelperKind
from matching import snapshot
from matching.engine import VERSION, Plan, plan
from matching.engine.canonical import parameters as as_used
from matching.engine.weights import POINTS, weight_points
from matching.models import Run, RunPlan
from matching.models.run import GOING_ON, RunState, RunTrigger
from matching.models.run_plan import packed
from matching.reasons import stored_at_once
from matching.services.proposals import TIME_TO_ANSWER, Pair, write_plan
from matching.services.shares import shares_served

LOST_AFTER: Final = timedelta(minutes=30)
MOST_UNSERVED_KEPT: Final = 1_000

Clock = Callable[[], datetime]


@transaction.atomic(durable=True)
def request_run(
    *,
    organisation: Organisation,
    helper_kind: str = HelperKind.VOLUNTEER,
    trigger: RunTrigger,
    is_dry: bool = False,
    tried_weights: Mapping[str, float] | None = None,
    actor: Person | None = None,
    now: datetime,
) -> Run:
    """Queue a run over the waiting families of `organisation`. A worker takes it up; the row is the queue.

    `tried_weights` take the place of the organisation's, by criterion, only to see what would change: only when dry.

    Raises Conflict (run_in_progress) while another of the same kind is queued or running there, Invalid
    (weights_invalid) for weights that no plan could use or that would not only be tried.
    """
    _require_triable(tried_weights or {}, is_dry)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    going_on = Run.objects.filter(organisation=organisation, helper_kind=helper_kind, state__in=GOING_ON).first()
    if going_on is not None:
        raise Conflict("a run is going on already", code="run_in_progress", facts={"run": str(going_on.uuid)})
    return Run.objects.create(
        organisation=organisation,
        helper_kind=helper_kind,
        trigger=trigger,
        is_dry=is_dry,
        tried_weights=dict(tried_weights or {}),
        started_by=actor,
        created_at=now,
    )


def _require_triable(weights: Mapping[str, float], is_dry: bool) -> None:
    if weights and not is_dry:
        raise Invalid("weights can only be tried by a dry run", code="weights_invalid")
    try:
        weight_points(weights)
    except ValueError as wrong:
        raise Invalid(str(wrong), code="weights_invalid") from None


def execute_run(run_id: int, *, clock: Clock, on_phase: Callable[[Run], None] | None = None) -> Run | None:
    """Do the queued run: read, plan, prove, write. Returns it, or None if another worker has taken it up.

    `clock` tells the time when it starts and when it ends; `on_phase` is called at each phase. A run whose
    proof fails proposes nothing. Whatever goes wrong ends the run as failed, with nothing half written.
    """
    if not Run.objects.filter(pk=run_id, state=RunState.QUEUED).update(state=RunState.RUNNING, started_at=clock()):
        return None
    run = Run.objects.select_related("organisation").get(pk=run_id)
    with _failing(run, clock):
        _work(run, clock, on_phase or (lambda run: None))
    run.refresh_from_db()
    return run


def take_up_runs(*, clock: Clock) -> int:
    """Do every run that is queued, and end as failed those whose worker was lost. Returns how many were done."""
    now = clock()
    Run.objects.filter(state=RunState.RUNNING, started_at__lte=now - LOST_AFTER).update(
        state=RunState.FAILED, error="the worker was lost", finished_at=now
    )
    queued = list(Run.objects.filter(state=RunState.QUEUED).order_by("pk").values_list("pk", flat=True))
    return sum(execute_run(run_id, clock=clock) is not None for run_id in queued)


def request_nightly(*, now: datetime) -> list[Run]:
    """Queue a run of each kind for every organisation that has none going on. Returns those queued."""
    queued = []
    for organisation in Organisation.objects.order_by("pk"):
        for kind in HelperKind:
            try:
                run = request_run(organisation=organisation, helper_kind=kind, trigger=RunTrigger.NIGHTLY, now=now)
            except Conflict:
                continue
            queued.append(run)
    return queued


@contextmanager
def _failing(run: Run, clock: Clock) -> Iterator[None]:
    try:
        yield
    except BaseException as error:  # also a stop of the worker: a run that says "running" for ever blocks the next one
        Run.objects.filter(pk=run.pk).update(
            state=RunState.FAILED, error=type(error).__name__, finished_at=clock(), phase=""
        )
        raise


def _work(run: Run, clock: Clock, on_phase: Callable[[Run], None]) -> None:
    begun, started_at = perf_counter(), clock()
    _tell(run, "read", 5, on_phase)
    read = _read_at_one_instant(run, started_at)
    _tell(run, "plan", 20, on_phase)
    planned = plan(read.families, read.helpers, read.rules)
    _tell(run, "prove", 70, on_phase)
    certificate = planned.certificate()
    certificate.pop("municipalities", None)  # by ids that stay inside; the run tells them by uuid
    _tell(run, "write", 80, on_phase)
    outcome = _outcome(planned) | {"certificate": certificate}
    _write(run, planned, outcome, started_at)
    Run.objects.filter(pk=run.pk).update(
        state=RunState.DONE,
        phase="",
        progress=100,
        finished_at=clock(),
        seconds=round(perf_counter() - begun, 3),
    )


def _tell(run: Run, phase: str, progress: int, on_phase: Callable[[Run], None]) -> None:
    Run.objects.filter(pk=run.pk).update(phase=phase, progress=progress)
    run.phase, run.progress = phase, progress
    on_phase(run)


@transaction.atomic
def _read_at_one_instant(run: Run, now: datetime) -> snapshot.Snapshot:
    if len(connection.atomic_blocks) == 1:  # inside another transaction its snapshot is taken already
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    read = snapshot.read(run.organisation, run.helper_kind, now=now)
    return replace(read, rules=replace(read.rules, weights=run.tried_weights)) if run.tried_weights else read


@transaction.atomic
def _write(run: Run, planned: Plan, outcome: dict[str, Any], now: datetime) -> None:
    if not run.is_dry:
        written = write_plan(run, _pairs(planned), now=now)
        outcome["counts"] |= {
            "proposed": written.proposed,
            "kept": written.kept,
            "withdrawn": written.withdrawn,
            "overtaken": written.overtaken,
        }
    Run.objects.filter(pk=run.pk).update(**outcome)
    RunPlan.objects.create(run=run, arrays=_kept(planned))


def _kept(planned: Plan) -> bytes:
    family, priority = planned.families.key, planned.families.priority
    helper, points = np.full(family.size, -1, dtype=np.int64), np.zeros(family.size, dtype=np.int64)
    served = np.searchsorted(family, planned.family_key)
    helper[served], points[served] = planned.helper_key, np.rint(planned.fit * POINTS)
    return packed(family=family, priority=priority, helper=helper, points=points)


def _pairs(planned: Plan) -> list[Pair]:
    columns = planned.family_key.tolist(), planned.helper_key.tolist(), planned.fit.tolist()
    return [Pair(*row) for row in zip(*columns, stored_at_once(planned.tell()), strict=True)]


def _outcome(planned: Plan) -> dict[str, Any]:
    return {
        "parameters": _parameters(planned),
        "input_fingerprint": planned.fingerprint,
        "engine_version": VERSION,
        "counts": dict(planned.counts),
        "municipalities": shares_served(planned),
        "unserved": _unserved(planned),
    }


def _parameters(planned: Plan) -> dict[str, Any]:
    """The rules as used; without the pairs ruled out, which are named by ids that stay inside."""
    used = as_used(planned.rules)
    return {name: used[name] for name in ("policy", "weights", "conversation_level", "keep_bonus")} | {
        "waiting_band_days": snapshot.WAITING_BAND.days,
        "answer_days": TIME_TO_ANSWER.days,
    }


def _unserved(planned: Plan) -> list[dict[str, Any]]:
    reasons = [planned.why_unserved(int(key)) for key in planned.unserved[:MOST_UNSERVED_KEPT]]
    family_ids = {int(key) for key in planned.unserved} | {int(k) for why in reasons for k in why.families}
    families = dict(Family.objects.filter(pk__in=family_ids).values_list("pk", "uuid"))
    helpers = dict(
        Helper.objects.filter(pk__in={int(k) for why in reasons for k in why.helpers}).values_list("pk", "uuid")
    )
    return [
        {
            "family": str(families[int(key)]),
            "code": why.code,
            "families": [str(families[int(k)]) for k in why.families],
            "helpers": [str(helpers[int(k)]) for k in why.helpers],
        }
        for key, why in zip(planned.unserved, reasons, strict=False)
    ]
