"""Alive is one thing, ready another: ready names the part that is not."""

import pytest
from django.core.cache import cache
from django.db import connection

from backend.project import health


@pytest.mark.django_db
class TestReadiness:
    def test_it_is_ready_when_every_part_works(self, client):
        health.beat()
        answer = client.get("/readyz")
        assert answer.status_code == 200
        assert answer.json() == {
            "status": "ok",
            "parts": {"database": "ok", "redis": "ok", "migrations": "ok", "worker": "ok"},
        }

    def test_without_a_worker_it_is_not(self, client):
        cache.delete(health.HEARTBEAT_KEY)
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["parts"]["worker"] == "no heartbeat"

    def test_without_redis_it_is_not(self, client, settings):
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["parts"]["redis"] == "ConnectionError"

    def test_with_a_migration_missing_it_is_not(self, client):
        health.beat()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'matching' AND name = '0002_three_yeses'")
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["parts"]["migrations"] == "1 to apply"


def test_a_process_is_alive_even_without_a_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
