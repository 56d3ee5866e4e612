"""python -m matching.engine assign IN.npz OUT.npz: the same as `assign`, from file to file.

python -m matching.engine prepare: compile the fast solver, once on each machine. Without it all works, slower.
"""

import sys
import zlib
from collections.abc import Sequence
from typing import Any
from zipfile import BadZipFile

import numpy as np

from matching.engine.assign import assign
from matching.engine.assignment import Assignment
from matching.engine.compiled import jit

USAGE = "usage: python -m matching.engine assign IN.npz OUT.npz | prepare"
NEEDED = ("family", "helper", "fit", "capacity", "priority")
OPTIONAL = ("keep", "keep_bonus")
WRITTEN = ("pairs", "total_fit", "classes", "served_by_class", "unserved", "family_price", "helper_price", "queue")


def main(arguments: Sequence[str]) -> int:
    """Return 0 when it is done, or 2 after one line that says why it cannot be done."""
    if list(arguments) == ["prepare"]:
        return _prepare()
    if len(arguments) != 3 or arguments[0] != "assign":
        return _refuse(USAGE)
    try:
        plan = _plan(arguments[1])
        with open(arguments[2], "wb") as file:
            arrays: dict[str, Any] = {name: np.asarray(getattr(plan, name)) for name in WRITTEN}
            np.savez_compressed(file, **arrays)
    except (ValueError, OSError, EOFError, BadZipFile, zlib.error) as error:
        return _refuse(str(error))
    return 0


def _prepare() -> int:
    try:
        jit.prepare()
    except (ModuleNotFoundError, OSError) as error:
        return _refuse(f"the fast solver is not prepared, the engine works without it: {error}")
    return 0


def _plan(path: str) -> Assignment:
    with open(path, "rb") as file:
        archive = np.load(file, allow_pickle=False)
        if not isinstance(archive, np.lib.npyio.NpzFile):
            raise ValueError(f"{path}: one array, not an archive of arrays")
        given: dict[str, Any] = {name: archive[name] for name in (*NEEDED, *OPTIONAL) if name in archive}
    for name in NEEDED:
        if name not in given:
            raise ValueError(f"{name}: not in {path}")
    return assign(**given)


def _refuse(line: str) -> int:
    sys.stderr.write(" ".join(line.split()) + "\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
