"""Make `.venv` as the lock files say, then hand over to `backend.devstack` inside it.

Run as a plain file, before anything is installed: standard library only, and no import from this package.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
STAMP = VENV / "familievriend.json"
NEEDED_PYTHON = (3, 11)
NEEDED_BYTES = 1_500_000_000  # 332 MB of packages for the demo, 685 MB with those for tests, and room to work
WARM_BYTES = 200_000_000
LOCK_OF = {"demo": "runtime", "test": "dev", "check": "dev", "campaign": "dev", "lock": "dev", "manage": "runtime"}
STEPS = {"demo": "1/5"}
NETWORK_SIGNS = (
    "dns error",
    "error sending request",
    "failed to fetch",
    "name resolution",
    "newconnectionerror",
    "timed out",
)


class Trouble(Exception):
    """What is wrong and what to do about it, in words for a person."""


def python_trouble(version: tuple[int, ...]) -> str | None:
    """Return why this Python will not do, or None."""
    if tuple(version[:2]) >= NEEDED_PYTHON:
        return None
    return (
        f"Familievriend needs Python 3.11 or newer; this is {version[0]}.{version[1]}. "
        "Install a newer one, or name one: make demo PYTHON=/path/to/python3.11"
    )


def disk_trouble(free: int, needed: int, place: Path) -> str | None:
    """Return why the disk will not do, or None. `free` and `needed` in bytes."""
    if free >= needed:
        return None
    return (
        f"The disk is too full: {free / 1e9:.1f} GB free in {place}, and {needed / 1e9:.1f} GB are needed. "
        "Make room, then try again."
    )


def install_trouble(output: str) -> str:
    """Return the sentence for an installation that ended with `output`."""
    said = output.lower()
    if "no space left" in said or "os error 28" in said:
        return "The disk became full while packages were being installed. Make room, then try again."
    if any(sign in said for sign in NETWORK_SIGNS):
        return (
            "The packages could not be fetched: no network, or the package index is out of reach. Check it, try again."
        )
    if "hash" in said and "mismatch" in said:
        return "A package is not the one that requirements/ names (its hash differs), so it was not installed."
    return "The packages could not be installed. The last lines above say why."


def digest(lock: str) -> str:
    """Return the hash of the lock file named `lock` ("runtime" or "dev")."""
    return hashlib.sha256((ROOT / "requirements" / f"{lock}.txt").read_bytes()).hexdigest()


def read_stamp() -> dict[str, str]:
    """Return what `.venv` holds, or {} if it is missing, broken, moved here from elsewhere or half installed."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
        runs = subprocess.run([venv_python(), "-c", ""], capture_output=True, check=False).returncode == 0
    except (OSError, ValueError):
        return {}
    return stamp if runs and stamp.get("folder") == str(VENV) else {}


def wanted_lock(asked: str, stamp: dict[str, str]) -> str:
    """Return which lock to install: once the packages for tests are there, they stay."""
    return "dev" if stamp.get("lock") == "dev" else asked


def venv_python() -> str:
    """Return the path of the Python inside `.venv`."""
    return str(VENV / "bin" / "python")


def run(command: list[str], env: dict[str, str] | None = None) -> str | None:
    """Run `command`; return None if it went well, else what it said."""
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return None if done.returncode == 0 else done.stdout.decode(errors="replace")


def pip(*arguments: str) -> list[str]:
    """Return the command line of the `.venv`'s own pip."""
    return [venv_python(), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]


def pip_settings() -> dict[str, str]:
    """Return pip's settings on this machine, such as {"index-url": …}: from its files, then its environment."""
    done = subprocess.run(pip("config", "list"), cwd=ROOT, capture_output=True, text=True, check=False)
    settings: dict[str, str] = {}
    for line in done.stdout.splitlines():
        name, _, value = line.partition("=")
        settings[name.rpartition(".")[2]] = value.strip("'\"")
    return settings


def pip_environment(settings: dict[str, str]) -> dict[str, str]:
    """Return the environment for pip: where to fetch from stays, limits on versions go, for the locks decide those."""
    env = {key: value for key, value in os.environ.items() if key not in {"PIP_CONSTRAINT", "PIP_REQUIRE_VIRTUALENV"}}
    for name in (
        "index-url",
        "extra-index-url",
        "find-links",
        "cert",
        "client-cert",
        "proxy",
        "trusted-host",
        "timeout",
    ):
        if name in settings:
            env["PIP_" + name.upper().replace("-", "_")] = settings[name]
    env["PIP_CONFIG_FILE"] = os.devnull
    return env


def uv_environment(settings: dict[str, str]) -> dict[str, str]:
    """Return the environment for uv, which does not read pip's settings itself."""
    env = dict(os.environ)
    env.setdefault("UV_HTTP_TIMEOUT", "60")
    env.setdefault("UV_LINK_MODE", "copy" if sys.platform == "darwin" else "hardlink")
    if "index-url" in settings and not env.keys() & {"UV_DEFAULT_INDEX", "UV_INDEX_URL"}:
        env["UV_DEFAULT_INDEX"] = settings["index-url"]
    if "cert" in settings:
        env.setdefault("SSL_CERT_FILE", settings["cert"])
    if "proxy" in settings:
        env.setdefault("HTTPS_PROXY", settings["proxy"])
    return env


def make_venv() -> None:
    """Make `.venv` anew, with pip."""
    shutil.rmtree(VENV, ignore_errors=True)
    said = run([sys.executable, "-m", "venv", str(VENV)])
    if said is None:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    sys.stderr.write(said)
    if "ensurepip" in said:
        raise Trouble("This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv")
    raise Trouble(install_trouble(said))


def install(lock: str) -> None:
    """Bring `.venv` to exactly what the lock file says, by uv, or by pip where uv cannot be had."""
    settings, requirements = pip_settings(), f"requirements/{lock}.txt"
    env, hashed = pip_environment(settings), ("install", "--quiet", "--require-hashes", "--no-deps", "-r")
    said = run(pip(*hashed, "requirements/uv.txt"), env)
    if said is None:
        sync = [venv_python(), "-m", "uv", "pip", "sync", "--require-hashes", "--python", venv_python(), requirements]
        said = run(sync, uv_environment(settings))
    if said is not None and "no space left" not in said.lower():
        said = run(pip(*hashed, requirements), {**env, "PIP_RETRIES": "1"})
    if said is not None:
        sys.stderr.write("\n" + "\n".join(said.splitlines()[-15:]) + "\n")
        raise Trouble(install_trouble(said))


def ensure_packages(asked: str, label: str) -> None:
    """Install what `asked` needs unless the stamp says that it is there. No network and no time if so."""
    (ROOT / ".run").mkdir(exist_ok=True)
    with (ROOT / ".run" / "install.lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        stamp = read_stamp()
        lock = wanted_lock(asked, stamp)
        present = stamp.get("lock") == lock and stamp.get("digest") == digest(lock)
        trouble = disk_trouble(shutil.disk_usage(ROOT).free, WARM_BYTES if present else NEEDED_BYTES, ROOT)
        if trouble:
            raise Trouble(trouble)
        if not present:
            install_with_progress(lock, label, fresh=not stamp)


def install_with_progress(lock: str, label: str, *, fresh: bool) -> None:
    """Install the packages of `lock`, into a new `.venv` if `fresh`, and stamp it once all of them are in."""
    began = time.monotonic()
    sys.stdout.write(f"{label}Python packages … ")
    sys.stdout.flush()
    if fresh:
        make_venv()
    STAMP.unlink(missing_ok=True)
    install(lock)
    STAMP.write_text(json.dumps({"lock": lock, "digest": digest(lock), "folder": str(VENV)}))
    sys.stdout.write(f"{time.monotonic() - began:.1f} s\n")


def main(task: str, arguments: list[str]) -> None:
    """Prepare for `task` and become `python -m backend.devstack task`. Does not return."""
    try:
        trouble = python_trouble(sys.version_info[:2])
        if trouble:
            raise Trouble(trouble)
        if task in LOCK_OF:
            ensure_packages(LOCK_OF[task], f"{STEPS[task]} " if task in STEPS else "")
    except (Trouble, OSError) as error:
        sys.exit(f"\n{error}")
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    python = venv_python() if task in LOCK_OF else sys.executable
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(python, [python, "-m", "backend.devstack", task, *arguments])  # noqa: S606  # no shell: it becomes that program


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
