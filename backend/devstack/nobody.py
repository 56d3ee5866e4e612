"""How root runs a program that refuses to be root, such as PostgreSQL."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from backend.devstack.places import private_text
from backend.devstack.processes import RunAs

HOME_NOTE: Final = "home-of-nobody"
UNSHARE: Final = ("unshare", "--user", "--map-user=65534", "--map-group=65534")


def not_root(*, namespaces: bool | None = None) -> RunAs:
    """Return how to run a program as not root.

    Who is not root stays who they are. Root enters a user namespace in which it is called nobody: files stay in reach,
    whatever folder they are in. Where the kernel refuses namespaces, root becomes the user nobody (`uid` is set then).
    """
    if os.geteuid() != 0:
        return RunAs()
    if has_namespaces() if namespaces is None else namespaces:
        return RunAs(prefix=UNSHARE)
    nobody = pwd.getpwnam("nobody")
    return RunAs(uid=nobody.pw_uid, gid=nobody.pw_gid)


def has_namespaces() -> bool:
    """Return whether this kernel lets us make a user namespace."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode == 0


def home_of_nobody(folder: Path, who: RunAs) -> Path:
    """Return a folder that the user nobody can reach and owns: `folder` may lie behind closed doors. Noted in `folder`."""
    note = folder / HOME_NOTE
    home = Path(note.read_text(encoding="utf-8")) if note.exists() else None
    if home is None or not home.exists():
        home = Path(tempfile.mkdtemp(prefix="familievriend-"))
        os.chown(home, -1 if who.uid is None else who.uid, -1 if who.gid is None else who.gid)
        private_text(note, str(home))
    return home


def remove_home(folder: Path) -> None:
    """Remove the folder that `home_of_nobody` made for `folder`, if it did."""
    note = folder / HOME_NOTE
    if note.exists():
        shutil.rmtree(note.read_text(encoding="utf-8"), ignore_errors=True)
        note.unlink()
