import os
import stat
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from backend.devstack import postgres, redis_server
from backend.devstack.errors import NoServerError
from backend.devstack.nobody import HOME_NOTE, not_root, remove_home
from backend.devstack.ports import any_free_port
from backend.devstack.processes import Stack
from backend.devstack.servers import start_servers


@pytest.fixture
def stack(tmp_path):
    tmp_path.chmod(0o700)
    stack = Stack(tmp_path)
    yield stack
    stack.stop()
    remove_home(tmp_path)


def test_postgres_starts_wants_its_password_and_keeps_its_data(stack):
    url = postgres.start(stack, any_free_port(), throwaway=True)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        assert connection.execute("SELECT upper('é')").fetchone() == ("É",)
    parts = urlsplit(url)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=parts.hostname, port=parts.port, user=parts.username, dbname="postgres", password="guess")
    stack.stop()
    again = postgres.start(stack, any_free_port(), throwaway=True)
    with psycopg.connect(again) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_postgres_starts_where_the_kernel_refuses_namespaces(stack, monkeypatch):
    monkeypatch.setattr(postgres, "not_root", lambda: not_root(namespaces=False))
    url = postgres.start(stack, any_free_port(), throwaway=True)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    is_root = os.geteuid() == 0
    assert (stack.folder / HOME_NOTE).exists() == is_root


def test_redis_starts_and_wants_its_password(stack):
    url = redis_server.start(stack, any_free_port(), throwaway=False)
    parts = urlsplit(url)
    with redis.Redis.from_url(url, retry=redis_server.ONCE) as client:
        assert client.ping()
        assert client.config_get("appendonly") == {"appendonly": "yes"}
    with (
        redis.Redis(host=str(parts.hostname), port=parts.port or 0, retry=redis_server.ONCE) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()


def test_what_is_secret_is_readable_by_its_owner_only(stack):
    redis_server.start(stack, any_free_port(), throwaway=True)
    for name in ("redis-password", "redis/redis.conf"):
        assert stat.S_IMODE((stack.folder / name).stat().st_mode) == 0o600


def test_servers_that_the_environment_names_are_used_instead(stack, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@elsewhere/db")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    servers = start_servers(stack, {}, throwaway=True)
    assert servers == {"DATABASE_URL": "postgresql://me@elsewhere/db", "REDIS_URL": "redis://elsewhere"}
    assert stack.children == []


def test_a_machine_without_servers_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(postgres, "SYSTEM", "/no/such/folder")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoServerError, match="apt install postgresql"):
        postgres.find_programs()
    with pytest.raises(NoServerError, match="apt install redis-server"):
        redis_server.find_program()


def test_the_system_server_is_used_where_the_wheel_is_missing(monkeypatch, tmp_path):
    for version in ("9.6", "15", "17"):
        programs = tmp_path / version / "bin"
        programs.mkdir(parents=True)
        for name in ("initdb", "postgres"):
            (programs / name).touch()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(postgres, "SYSTEM", str(tmp_path))
    assert postgres.find_programs() == tmp_path / "17" / "bin"
