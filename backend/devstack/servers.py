"""PostgreSQL and Redis for one start: those that the environment names, else our own."""

import os

from backend.devstack import postgres, redis_server
from backend.devstack.processes import Stack


def start_servers(stack: Stack, ports: dict[str, int], *, throwaway: bool) -> dict[str, str]:
    """Return DATABASE_URL and REDIS_URL of servers that answer, started by us where the environment names none."""
    database = os.environ.get("DATABASE_URL") or postgres.start(stack, ports["postgres"], throwaway=throwaway)
    broker = os.environ.get("REDIS_URL") or redis_server.start(stack, ports["redis"], throwaway=throwaway)
    return {"DATABASE_URL": database, "REDIS_URL": broker}
