"""Beat's table names tasks that exist."""

from django.conf import settings

from backend.project.celery import app


def test_every_entry_of_beat_is_a_task():
    app.loader.import_default_modules()
    known = set(app.tasks)
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= known
