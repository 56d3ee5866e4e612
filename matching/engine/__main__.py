"""python -m matching.engine assign IN.npz OUT.npz: the same as `assign`, from file to file; as `assign_fairly` where
IN.npz has an array `municipality`.

python -m matching.engine prepare: compile the fast solver, once on each machine. Without it all works, slower.
"""

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from matching.engine.assign import assign
from matching.engine.assignment import Assignment
from matching.engine.compiled import jit
from matching.engine.fairness.assignment import FairAssignment
from matching.engine.fairness.solve import assign_fairly

USAGE = "usage: python -m matching.engine assign IN.npz OUT.npz | prepare"
NEEDED = ("family", "helper", "fit", "capacity", "priority")
OPTIONAL = ("keep", "keep_bonus", "municipality")
WRITTEN = ("pairs", "total_fit", "classes", "served_by_class", "unserved", "family_price", "helper_price", "queue")
FAIR = ("municipalities", "families_by_municipality", "served_by_municipality", "municipality_price")


def main(arguments: Sequence[str]) -> int:
    """Return 0 when it is done, or 2 after one line that says why it cannot be done."""
    if list(arguments) == ["prepare"]:
        return _prepare()
    if len(arguments) != 3 or arguments[0] != "assign":
        return _refuse(USAGE)
    try:
        plan = _plan(arguments[1])
        with open(arguments[2], "wb") as file:
            arrays: dict[str, Any] = {name: np.asarray(getattr(plan, name)) for name in _written(plan)}
            np.savez_compressed(file, **arrays)
    except (ValueError, OSError) as error:
        return _refuse(str(error))
    return 0


def _prepare() -> int:
    try:
        jit.prepare()
    except (ModuleNotFoundError, OSError) as error:
        return _refuse(f"the fast solver is not prepared, the engine works without it: {error}")
    return 0


def _plan(path: str) -> Assignment:
    given = _arrays(path)
    for name in NEEDED:
        if name not in given:
            raise ValueError(f"{name}: not in {path}")
    return assign_fairly(**given) if "municipality" in given else assign(**given)


def _arrays(path: str) -> dict[str, Any]:
    """Return those arrays of the file that are looked for. Raises OSError where it cannot be opened, ValueError where it
    is broken: of that zipfile, each kind of compression and numpy's headers tell by errors of any class."""
    with open(path, "rb") as file:
        try:
            archive = np.load(file, allow_pickle=False)
            if not isinstance(archive, np.lib.npyio.NpzFile):
                raise ValueError("one array, not an archive of arrays")
            return {name: archive[name] for name in (*NEEDED, *OPTIONAL) if name in archive}
        except Exception as error:
            raise ValueError(f"{path}: {str(error) or type(error).__name__}") from error


def _written(plan: Assignment) -> tuple[str, ...]:
    return (*WRITTEN, *FAIR) if isinstance(plan, FairAssignment) else WRITTEN


def _refuse(line: str) -> int:
    sys.stderr.write(" ".join(line.split()) + "\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
