"""Is this process alive, and is the whole system ready? For load balancers, compose and `make demo`."""

from collections.abc import Callable
from typing import Final

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

HEARTBEAT_KEY: Final = "health:worker"
HEARTBEAT_LIFE: Final = 30  # seconds; beat renews it every two


def beat() -> None:
    """Record that a worker just took a task that beat sent."""
    cache.set(HEARTBEAT_KEY, 1, HEARTBEAT_LIFE)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as this process can answer at all."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when every part works, else 503; the body names what does and what does not."""
    parts = {name: _verdict(check) for name, check in CHECKS.items()}
    is_ready = all(verdict == "ok" for verdict in parts.values())
    return JsonResponse({"status": "ok" if is_ready else "not ready", "parts": parts}, status=200 if is_ready else 503)


def _verdict(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, RedisError, OSError) as error:
        return type(error).__name__


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _redis() -> str:
    cache.set("health:redis", 1, 5)
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if not missing else f"{len(missing)} to apply"


def _worker() -> str:
    return "ok" if cache.get(HEARTBEAT_KEY) else "no heartbeat"


CHECKS: Final[dict[str, Callable[[], str]]] = {
    "database": _database,
    "redis": _redis,
    "migrations": _migrations,
    "worker": _worker,
}
