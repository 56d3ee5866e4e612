"""A run by hand, and what beat wakes: thin, and true to the rows."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from kombu.exceptions import OperationalError

from matching import tasks
from matching.lifecycle import ProposalState
from matching.models import Proposal, Run
from matching.models.run import RunState, RunTrigger
from matching.services import pieces, runs
from tests.factories.clock import NOON
from tests.factories.matching import a_proposal
from tests.factories.people import a_family, a_volunteer, an_organisation

pytestmark = pytest.mark.django_db


def printed(*arguments):
    """Run the command and return what it says."""
    out = StringIO()
    call_command("run_matching", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_command_prints_one_line_a_run():
    family = a_family()
    a_volunteer(family.organisation)
    told = printed("--organisation", family.organisation.slug, "--kind", "volunteer")
    assert "1 families, 1 helpers, 1 pairs compared; 1 served, proposed 1" in told


def test_the_command_can_only_look():
    family = a_family()
    a_volunteer(family.organisation)
    assert "would propose 1" in printed("--all", "--kind", "volunteer", "--dry-run")
    assert not Proposal.objects.exists()


def test_the_command_runs_both_kinds_for_everybody_and_with_if_never_once():
    for _ in range(2):
        an_organisation()
    assert len(printed("--all", "--if-never").splitlines()) == 4
    assert printed("--all", "--if-never") == ""


def test_the_command_names_the_organisations_there_are():
    an_organisation(slug="caritas")
    with pytest.raises(CommandError, match="There are: caritas"):
        printed("--organisation", "karitas")


def test_the_command_says_when_a_run_is_going_on():
    organisation = an_organisation()
    going_on = runs.request_run(organisation=organisation, trigger=RunTrigger.API, now=NOON)
    with pytest.raises(CommandError, match=str(going_on.uuid)):
        printed("--organisation", organisation.slug, "--kind", "volunteer")


def test_beat_takes_up_what_was_queued():
    run = runs.request_run(organisation=an_organisation(), trigger=RunTrigger.API, now=NOON)
    tasks.take_up_runs()
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_a_worker_does_the_run_that_somebody_asked_for():
    run = runs.request_run(organisation=an_organisation(), trigger=RunTrigger.API, now=NOON)
    tasks.execute_run(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_a_large_run_that_others_work_on_is_going_on(monkeypatch):
    monkeypatch.setattr(pieces, "MOST_PEOPLE", -1)
    monkeypatch.setattr(pieces, "claim_part", lambda run_id, now: None)
    told = printed("--organisation", an_organisation().slug, "--kind", "volunteer")
    assert "going on in parts, 0 %" in told


def test_workers_are_woken_for_the_parts_of_a_large_run(monkeypatch):
    monkeypatch.setattr(pieces, "MOST_PEOPLE", -1)
    woken: list[int] = []
    monkeypatch.setattr(tasks.work_on_parts, "delay", woken.append)
    run = runs.request_run(organisation=an_organisation(), trigger=RunTrigger.API, now=NOON)
    tasks.wake_for_parts(run.pk, 3)
    assert woken == [run.pk] * 3
    Run.objects.update(state=RunState.RUNNING, started_at=NOON)
    pieces.begin(run)
    tasks.work_on_parts(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_without_messages_the_parts_wait_for_beat(monkeypatch):
    def unreachable(run_id):
        raise OperationalError

    monkeypatch.setattr(tasks.work_on_parts, "delay", unreachable)
    tasks.wake_for_parts(1, 3)


def test_the_night_queues_runs():
    an_organisation()
    tasks.nightly_matching()
    assert Run.objects.filter(trigger=RunTrigger.NIGHTLY).count() == 2


def test_beat_lets_overdue_proposals_expire():
    proposal = a_proposal(answer_by=timezone.now())
    tasks.expire_proposals()
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.EXPIRED
