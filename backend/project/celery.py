"""The Celery application. Tasks live in the `tasks` module of each app; beat's table is in the settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.project.settings")

app = Celery("familievriend")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
