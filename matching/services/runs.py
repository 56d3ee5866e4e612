"""Runs: asked for, taken up by a worker, computed outside any transaction, proven, and written."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any, Final

from django.db import transaction

from backend.errors import Conflict, Invalid
from backend.people.models import Organisation, Person
from backend.people.models.helper import HelperKind
from matching import snapshot
from matching.engine import VERSION, Plan, Rules, plan
from matching.engine.groups import GroupColumns, GroupPlan, SponsoredFamilies, plan_groups
from matching.engine.weights import weight_points
from matching.models import Run
from matching.models.run import GOING_ON, RunState, RunTrigger
from matching.reasons import stored_at_once
from matching.services import pieces, reports
from matching.services.pieces import Clock, Wake
from matching.services.progress import Planning
from matching.services.proposals import Pair, write_plan
from matching.services.recruitment import recruitment_to_store
from matching.services.shares import shares_served
from matching.snapshot.instant import at_one_instant
from matching.snapshot.kept import last_kept

LOST_AFTER: Final = timedelta(minutes=30)


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


def execute_run(
    run_id: int, *, clock: Clock, on_phase: Callable[[Run], None] | None = None, wake: Wake | None = None
) -> Run | None:
    """Do the queued run: read, plan, prove, write. Returns it, or None if another worker has taken it up.

    `clock` tells the time when it starts and when it ends; `on_phase` is called at each phase. A run whose
    proof fails proposes nothing. Whatever goes wrong ends the run as failed, with nothing half written.
    A run that is too large for one worker is cut into parts; this one does them as long as one is due, and the run
    that is returned may be going on still. `wake` is told when there is work for more.
    """
    run = _taken_up(run_id, now=clock())
    if run is None:
        return None
    if run.parts.exists():
        pieces.work(run_id, clock=clock, wake=wake)
    else:
        with _failing(run, clock):
            _work(run, clock, on_phase or (lambda run: None))
    run.refresh_from_db()
    return run


def take_up_runs(*, clock: Clock, wake: Wake | None = None) -> int:
    """Do every run that is queued, and go on with large ones that nobody works on any more; end as failed the runs of
    one piece whose worker was lost. Returns how many were taken up.
    """
    now = clock()
    Run.objects.filter(state=RunState.RUNNING, started_at__lte=now - LOST_AFTER, parts=None).update(
        state=RunState.FAILED, error="the worker was lost", finished_at=now
    )
    queued = list(Run.objects.filter(state=RunState.QUEUED).order_by("pk").values_list("pk", flat=True))
    done = sum(execute_run(run_id, clock=clock, wake=wake) is not None for run_id in queued)
    pieces.take_up(clock=clock, wake=wake)
    return done


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


@transaction.atomic(durable=True)
def _taken_up(run_id: int, *, now: datetime) -> Run | None:
    """Take the queued run up; a large one with its first part, so that from here on it is never lost."""
    if not Run.objects.filter(pk=run_id, state=RunState.QUEUED).update(state=RunState.RUNNING, started_at=now):
        return None
    run = Run.objects.select_related("organisation").get(pk=run_id)
    if pieces.is_large(run, now=now):
        pieces.begin(run)
    return run


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
    with at_one_instant():
        read = snapshot.read(run.organisation, run.helper_kind, now=started_at)
    rules = replace(read.rules, weights=run.tried_weights) if run.tried_weights else read.rules
    _tell(run, "plan", 20, on_phase)
    planned = _planned(run, read, rules, Planning(lambda percent: _tell(run, "plan", percent, on_phase)))
    _tell(run, "prove", 70, on_phase)
    certificate = planned.certificate()
    certificate.pop("municipalities", None)  # by ids that stay inside; the run tells them by uuid
    _tell(run, "write", 80, on_phase)
    outcome = _outcome(planned) | {"certificate": certificate, "recruitment": recruitment_to_store(run, planned)}
    _write(run, planned, outcome, started_at)
    Run.objects.filter(pk=run.pk).update(
        state=RunState.DONE,
        phase="",
        progress=100,
        finished_at=clock(),
        seconds=round(perf_counter() - begun, 3),
    )


def _planned(run: Run, read: snapshot.Snapshot, rules: Rules, planning: Planning) -> Plan | GroupPlan:
    if isinstance(read.families, SponsoredFamilies) and isinstance(read.helpers, GroupColumns):
        return plan_groups(read.families, read.helpers, rules)
    kept = last_kept(run.organisation, run.helper_kind)
    return plan(read.families, read.helpers, rules, on_progress=planning, kept=kept)


def _tell(run: Run, phase: str, progress: int, on_phase: Callable[[Run], None]) -> None:
    Run.objects.filter(pk=run.pk).update(phase=phase, progress=progress)
    run.phase, run.progress = phase, progress
    on_phase(run)


@transaction.atomic
def _write(run: Run, planned: Plan | GroupPlan, outcome: dict[str, Any], now: datetime) -> None:
    if not run.is_dry:
        written = write_plan(run, _pairs(planned), now=now)
        outcome["counts"] |= {
            "proposed": written.proposed,
            "kept": written.kept,
            "withdrawn": written.withdrawn,
            "overtaken": written.overtaken,
        }
    Run.objects.filter(pk=run.pk).update(**outcome)
    people, pairs = planned.families, (planned.family_key, planned.helper_key, planned.fit)
    reports.keep_plan(run, people.key, people.priority, *pairs, planned.kept() if isinstance(planned, Plan) else None)


def _pairs(planned: Plan | GroupPlan) -> list[Pair]:
    columns = planned.family_key.tolist(), planned.helper_key.tolist(), planned.fit.tolist()
    return [Pair(*row) for row in zip(*columns, stored_at_once(planned.tell()), strict=True)]


def _outcome(planned: Plan | GroupPlan) -> dict[str, Any]:
    return {
        "parameters": reports.parameters(planned.rules),
        "input_fingerprint": planned.fingerprint,
        "engine_version": VERSION,
        "counts": planned.counts | ({"begun_with": planned.begun_with} if isinstance(planned, Plan) else {}),
        "municipalities": shares_served(planned),
        "unserved": reports.unserved(
            {int(key): planned.why_unserved(int(key)) for key in planned.unserved[: reports.MOST_UNSERVED_KEPT]}
        ),
    }
