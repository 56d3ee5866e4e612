"""Real workers of a large run: killed in the middle of a stage, or many at once."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from backend.people.models import Helper
from matching.engine import plan, territories
from matching.models import Proposal, ProposalEvent, Run, RunPart
from matching.models.run import RunState, RunTrigger
from matching.services import parts, pieces, runs
from matching.snapshot import read
from tests.factories.clock import NOON
from tests.factories.pieces import a_row_of_towns

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(monkeypatch):
    """A run in territories of three helpers, with its first part."""
    monkeypatch.setattr(pieces, "MOST_PEOPLE", 0)
    monkeypatch.setattr(territories, "MOST_HELPERS", 3)
    run = runs.request_run(organisation=a_row_of_towns(), trigger=RunTrigger.COMMAND, now=NOON)
    Run.objects.update(state=RunState.RUNNING, started_at=NOON)
    pieces.begin(run)
    return run


def wanted(run):
    """The pairs of the plan in one piece."""
    people = read(run.organisation, run.helper_kind, now=NOON)
    made = plan(people.families, people.helpers, people.rules)
    return list(zip(made.family_key.tolist(), made.helper_key.tolist(), strict=True))


def require_done_once(pairs):
    assert Run.objects.get().state == RunState.DONE
    assert list(Proposal.objects.order_by("family").values_list("family", "helper")) == pairs
    assert ProposalEvent.objects.count() == len(pairs)
    assert sum(Helper.objects.values_list("places_taken", flat=True)) == len(pairs)
    assert not RunPart.objects.exists()


@pytest.mark.parametrize("stage", ["search", "join", "write_plan"])
def test_a_worker_killed_in_a_stage_is_replaced_by_the_next(run, stage):
    pairs = wanted(run)
    line = [sys.executable, "-m", "tests.matching.worker", str(run.pk), stage]
    address = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    with subprocess.Popen(
        line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"DATABASE_URL": address}
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "begun\n"
        worker.kill()
    assert Run.objects.get().state == RunState.RUNNING
    runs.take_up_runs(clock=lambda: NOON + parts.LEASE)
    require_done_once(pairs)


def test_many_workers_at_once_make_one_plan(run):
    pairs = wanted(run)

    def work(_):
        try:
            return pieces.work(run.pk, clock=lambda: NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(work, range(3)))
    require_done_once(pairs)
    assert sum(done) > 20
