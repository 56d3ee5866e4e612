"""Beat, Redis and a worker as real processes: a tick arrives, a queued run is done, a due step is told."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.utils import timezone

from backend.project import health
from matching.models import Run
from matching.models.run import RunState, RunTrigger
from matching.services import runs
from matching.tasks import execute_run
from notifications.models import Message
from notifications.tasks import plan_and_dispatch
from tests.factories.journey import a_step
from tests.factories.people import a_family, contact_of

PATIENCE = 40  # seconds; on a quiet machine it takes six


@pytest.fixture
def system(settings, tmp_path, worker_id):
    """Start a worker and a beat on the test's own database and on a Redis database of their own."""
    number = 1 + (int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0)
    redis_url = urlunsplit(urlsplit(settings.REDIS_URL)._replace(path=f"/{number}"))
    settings.CACHES = {"default": {"BACKEND": settings.CACHES["default"]["BACKEND"], "LOCATION": redis_url}}
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = os.environ | {"DATABASE_URL": urlunsplit(database), "REDIS_URL": redis_url}
    celery = [sys.executable, "-m", "celery", "-A", "backend.project"]
    schedule = str(tmp_path / "beat")
    with (tmp_path / "log").open("wb") as log:
        processes = [
            subprocess.Popen([*celery, *arguments], env=environment, stdout=log, stderr=log)
            for arguments in (["worker", "--concurrency", "1"], ["beat", "--schedule", schedule])
        ]
        yield redis_url
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


def eventually(holds):
    """Return whether `holds()` comes true while we are patient."""
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        if holds():
            return True
        connection.close()
        time.sleep(0.2)
    return False


@pytest.mark.django_db(transaction=True)
def test_the_processes_work_together(system):
    assert eventually(lambda: health.CHECKS["worker"]() == "ok")
    family = a_family()
    a_step(family, due_on=timezone.localdate() - timedelta(days=1))
    run = runs.request_run(organisation=family.organisation, trigger=RunTrigger.API, now=timezone.now())
    send(system, execute_run, run.pk)
    assert eventually(lambda: Run.objects.get(pk=run.pk).state == RunState.DONE)
    send(system, plan_and_dispatch)
    assert eventually(lambda: Message.objects.filter(recipient=contact_of(family)).count() == 1)


def send(redis_url, task, *arguments):
    """Send a task to the worker of this test, whatever the settings' broker is."""
    with task.app.connection_for_write(redis_url) as broker:
        task.apply_async(arguments, connection=broker)
