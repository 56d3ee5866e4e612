"""The Django project: settings, routes, the Celery application, health."""

from backend.project.celery import app as celery_app

__all__ = ["celery_app"]
