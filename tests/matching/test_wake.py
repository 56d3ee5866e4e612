"""Waking a worker: who asked gets an answer, whether or not the message gets through."""

from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from backend.project.celery import app
from matching.models import Run
from matching.models.run import RunState, RunTrigger
from matching.tasks import execute_run
from tests.api.client import Api
from tests.factories.people import a_coordinator


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send what wakes a worker to a port where nobody listens."""
    nowhere = app.connection_for_write("redis://127.0.0.1:1/0")
    # celery-types do not know `connection`, which goes through to the producer.
    sent_nowhere = partial(execute_run.apply_async, connection=nowhere)  # type: ignore[call-arg]  # as above
    monkeypatch.setattr(execute_run, "delay", lambda run_id: sent_nowhere((run_id,)))


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_console_and_the_api_answer_and_the_runs_are_queued(no_broker: None) -> None:
    coordinator = a_coordinator()
    console = Client()
    console.force_login(coordinator)

    shown = console.post(reverse("web:start_run"), {"helper_kind": "volunteer"})
    asked = Api(coordinator).post("runs", {"helper_kind": "sponsor_group"})

    assert (shown.status_code, asked.status_code) == (302, 202)
    runs = Run.objects.order_by("pk").values_list("state", "trigger")
    assert list(runs) == [(RunState.QUEUED, RunTrigger.CONSOLE), (RunState.QUEUED, RunTrigger.API)]
