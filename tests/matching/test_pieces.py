"""A run that is too large for one worker: the same proposals as in one piece, whoever is lost on the way."""

from functools import partial
from itertools import count

import pytest
from django.db import OperationalError, transaction

from backend.people.models import Helper
from matching.engine import CertificateError, Rules, territories
from matching.engine.columns import MUNICIPALITIES
from matching.models import Proposal, ProposalEvent, Run, RunPart
from matching.models.part import Task
from matching.models.run import RunState, RunTrigger
from matching.services import parts, pieces, runs
from tests.factories.clock import NOON
from tests.factories.pieces import a_row_of_towns

pytestmark = pytest.mark.django_db

TERRITORIES = 6 + 1  # a town each, and the family that lives too far away


def noon():
    return NOON


def later():
    return NOON + parts.LEASE


@pytest.fixture
def towns(monkeypatch):
    """An organisation whose runs are large, in territories of three helpers, each with a shortlist of one."""
    monkeypatch.setattr(pieces, "MOST_PEOPLE", 0)
    monkeypatch.setattr(territories, "MOST_HELPERS", 3)
    for stage in ("search", "price"):
        monkeypatch.setattr(territories, stage, partial(getattr(territories, stage), few=1))
    return a_row_of_towns()


def requested(organisation, **over):
    given = {"organisation": organisation, "trigger": RunTrigger.COMMAND, "now": NOON} | over
    return runs.request_run(**given)


def done(run):
    runs.execute_run(run.pk, clock=noon)
    run.refresh_from_db()
    return run


def proposed():
    """Everything that a run wrote, without the ids of the rows."""
    rows = Proposal.objects.order_by("family").values_list("family", "helper", "fit", "reasons", "answer_by", "state")
    events = ProposalEvent.objects.order_by("proposal__family").values_list("proposal__family", "version", "move")
    places = Helper.objects.order_by("pk").values_list("pk", "places_taken")
    return list(rows), list(events), list(places)


def in_one_piece(organisation, monkeypatch):
    """What a run in one piece would write and tell; it leaves nothing behind."""
    with monkeypatch.context() as patch:
        patch.setattr(pieces, "MOST_PEOPLE", 10**9)
        point = transaction.savepoint()
        run = done(requested(organisation))
        written, plan_kept = proposed(), kept(run)
        transaction.savepoint_rollback(point)
    return run, written, plan_kept


def kept(run):
    """The plan that is kept with a run."""
    arrays = run.plan.read()
    return {name: arrays[name].tolist() for name in ("family", "priority", "helper", "points")}


def test_the_proposals_are_those_of_one_piece(towns, monkeypatch):
    whole, written, plan_kept = in_one_piece(towns, monkeypatch)
    run = done(requested(towns))
    assert (run.state, run.progress, run.phase, run.error) == (RunState.DONE, 100, "", "")
    assert proposed() == written
    assert len(written[0]) > 20
    assert run.counts.pop("pairs") == run.certificate.pop("pairs_priced") <= whole.counts["pairs"]
    assert run.counts.items() <= whole.counts.items()
    assert run.certificate.items() <= whole.certificate.items()
    assert run.parameters == whole.parameters
    assert [told["code"] for told in run.unserved] == [told["code"] for told in whole.unserved]
    assert [told["family"] for told in run.unserved] == [told["family"] for told in whole.unserved]
    assert run.municipalities == whole.municipalities
    assert kept(run) == plan_kept
    assert not RunPart.objects.exists()


def test_a_dry_run_tries_its_weights_and_proposes_nothing(towns):
    run = done(requested(towns, is_dry=True, tried_weights={"language": 1, "distance": 0}))
    assert run.counts["served"] > 20
    assert (run.parameters["weights"]["distance"], run.plan.read()["family"].size) == (0, 37)
    assert not Proposal.objects.exists()


def test_only_a_scope_beyond_one_worker_is_cut(towns, monkeypatch):
    monkeypatch.setattr(pieces, "MOST_PEOPLE", 18 + 36 + 1)
    assert not pieces.is_large(requested(towns), now=NOON)
    monkeypatch.setattr(pieces, "MOST_PEOPLE", 18 + 36)
    assert pieces.is_large(Run.objects.get(), now=NOON)


def test_a_run_that_is_fair_to_municipalities_stays_in_one_piece(towns, monkeypatch):
    monkeypatch.setattr(pieces, "read_rules", lambda *scope, now: Rules(policy=MUNICIPALITIES))
    assert not pieces.is_large(requested(towns), now=NOON)


def test_a_run_for_sponsor_groups_stays_in_one_piece(towns, monkeypatch):
    monkeypatch.setattr(pieces, "MOST_PEOPLE", 0)
    assert not pieces.is_large(requested(towns, helper_kind="sponsor_group"), now=NOON)


def test_progress_only_rises(towns):
    told = [(run.progress, run.phase) for run in step_by_step(towns)]
    assert told == sorted(told, key=lambda row: row[0])
    assert len({progress for progress, _ in told}) > 10
    assert {phase for _, phase in told} == {"read", "plan", "prove", ""}
    assert told[-1] == (100, "")


@pytest.mark.parametrize("task", Task)
def test_a_worker_that_is_lost_in_any_stage_is_replaced_and_nothing_comes_twice(towns, monkeypatch, task):
    _, written, _ = in_one_piece(towns, monkeypatch)
    run = requested(towns)
    lost = lost_in(run, task)
    assert pieces.work(run.pk, clock=noon) < TERRITORIES
    assert Run.objects.get().state == RunState.RUNNING
    runs.take_up_runs(clock=later)
    assert Run.objects.get().state == RunState.DONE
    assert proposed()[1:] == written[1:]
    assert [row[:4] for row in proposed()[0]] == [row[:4] for row in written[0]]
    assert pieces.do_part(lost, clock=later) == 0
    assert proposed()[1:] == written[1:]


def test_what_a_late_worker_found_is_not_taken_twice(towns):
    run = requested(towns)
    lost = lost_in(run, Task.PRICE)
    again = claimed(run, later())
    assert (again.part_id, again.attempt) == (lost.part_id, lost.attempt + 1)
    assert pieces.do_part(lost, clock=later) == 0
    assert RunPart.objects.get(pk=lost.part_id).is_due
    pieces.do_part(again, clock=later)
    assert not RunPart.objects.get(pk=lost.part_id).is_due


def test_two_workers_never_have_the_same_part(towns):
    run = requested(towns)
    lost_in(run, Task.SEARCH)
    leases = [claimed(run) for _ in range(TERRITORIES - 1)]
    assert len({lease.part_id for lease in leases}) == TERRITORIES - 1
    assert parts.claim_part(run.pk, now=NOON) is None


def test_a_part_that_takes_every_worker_along_fails_its_run_and_no_other(towns, monkeypatch):
    run, other = requested(towns), requested(a_row_of_towns())
    monkeypatch.setattr(parts, "TRIES", 2)
    for tries in range(2):
        assert lost_in(run, Task.SPLIT, now=NOON + tries * parts.LEASE).attempt == tries + 1
    runs.take_up_runs(clock=lambda: NOON + 2 * parts.LEASE)
    run.refresh_from_db()
    other.refresh_from_db()
    assert (run.state, run.error) == (RunState.FAILED, "split: begun 2 times, never finished")
    assert other.state == RunState.DONE
    assert not RunPart.objects.exists()


def test_an_error_fails_the_run_and_its_parts_are_forgotten(towns, monkeypatch):
    def nothing_holds(*arguments):
        raise CertificateError("no")

    monkeypatch.setattr(territories, "proof", nothing_holds)
    run = requested(towns)
    with pytest.raises(CertificateError):
        runs.execute_run(run.pk, clock=noon)
    run.refresh_from_db()
    assert (run.state, run.error, run.finished_at) == (RunState.FAILED, "CertificateError", NOON)
    assert not RunPart.objects.exists()
    assert not Proposal.objects.exists()


def test_a_worker_that_is_stopped_gives_its_part_back_at_once(towns, monkeypatch):
    def stopped(*arguments):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(territories, "price", stopped)
        with pytest.raises(SystemExit):
            runs.execute_run(requested(towns).pk, clock=noon)
    assert Run.objects.get().state == RunState.RUNNING
    runs.take_up_runs(clock=noon)
    assert Run.objects.get().state == RunState.DONE


def test_trouble_with_the_database_is_as_if_the_worker_were_lost(towns, monkeypatch):
    def cut_off(*arguments):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(territories, "search", cut_off)
        with pytest.raises(OperationalError):
            runs.execute_run(requested(towns).pk, clock=noon)
    runs.take_up_runs(clock=later)
    assert Run.objects.get().state == RunState.DONE


def test_workers_are_woken_when_there_is_work_for_more(towns):
    run, woken = requested(towns), []
    runs.execute_run(run.pk, clock=noon, wake=lambda run_id, workers: woken.append((run_id, workers)))
    assert woken[0] == (run.pk, TERRITORIES - 1)
    assert set(woken) == {(run.pk, TERRITORIES - 1)}
    assert len(woken) >= 3


def test_only_so_many_workers_are_woken_at_once(towns, monkeypatch):
    monkeypatch.setattr(pieces, "MOST_AWAKE", 2)
    run, woken = requested(towns), set()
    runs.execute_run(run.pk, clock=noon, wake=lambda run_id, workers: woken.add(workers))
    assert woken == {2}


def test_after_a_minute_a_worker_lets_others_have_their_turn_and_comes_again(towns):
    ticks, woken = count(), []
    run = requested(towns)
    clock, wake = (lambda: NOON + next(ticks) * pieces.SHIFT / 4), (lambda run_id, workers: woken.append(workers))
    runs.execute_run(run.pk, clock=clock, wake=wake)
    run.refresh_from_db()
    assert run.state == RunState.RUNNING
    assert woken[-1] == 1


def test_the_minutes_tick_leaves_a_run_alone_that_somebody_works_on(towns):
    run = requested(towns)
    lost_in(run, Task.SEARCH)
    before = run.parts.filter(is_due=True).count()
    runs.take_up_runs(clock=noon)
    assert run.parts.filter(is_due=True).count() == before == TERRITORIES


def taken_up(run, now=NOON):
    Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, started_at=now)
    pieces.begin(run)


def lost_in(run, task, now=NOON):
    """Work on the run until a part with this task comes up; return its lease, of which nobody hears again."""
    if not run.parts.exists():
        taken_up(run)
    while (lease := claimed(run, now)).task != task:
        pieces.do_part(lease, clock=noon)
    return lease


def claimed(run, now=NOON):
    lease = parts.claim_part(run.pk, now=now)
    assert lease is not None
    return lease


def step_by_step(organisation):
    """Yield the run after each of its parts."""
    run = requested(organisation)
    taken_up(run)
    while lease := parts.claim_part(run.pk, now=NOON):
        run.refresh_from_db()
        yield run
        pieces.do_part(lease, clock=noon)
    run.refresh_from_db()
    yield run
