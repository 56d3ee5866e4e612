"""numba: compiles the programs once, on purpose, and loads one only where that has been done.

Nothing is compiled while somebody waits: `load` gives up unless `prepare` has run for exactly these files, this numba,
this Python and this processor, and what it returns refuses to compile anything more. numba itself is imported no sooner.
"""

import fcntl
import importlib
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any, Final

from matching.engine.compiled.programs import PROGRAMS, Program

HERE: Final = Path(__file__).parent
# Where numba stores: beside the source, or where its own variable says, for a disk that nobody may write to.
STORE: Final = Path(os.environ.get("NUMBA_CACHE_DIR") or HERE / "__pycache__")
STAMP: Final = STORE / "prepared"


def prepare() -> None:
    """Compile all programs and store them, for `load`. Takes seconds; again, it takes almost none. Two at once take turns.

    Raises ModuleNotFoundError without numba, OSError where nothing can be written.
    """
    numba = importlib.import_module("numba")
    STORE.mkdir(parents=True, exist_ok=True)
    with _alone():
        if not STAMP.exists() or STAMP.read_text() != _key(numba):
            _forget()
        for program in PROGRAMS:
            _compiled(numba, program)
        with NamedTemporaryFile("w", dir=STORE, delete=False) as file:
            file.write(_key(numba))
        Path(file.name).replace(STAMP)


def load(program: Program) -> SimpleNamespace | None:
    """Return the compiled functions of `program` by name, or None where `prepare` has not run, or not for this machine
    and these files, or where numba may not read its own store (it wants to write beside it: not on a read-only disk).

    Loaded once; where `prepare` has run since it was asked last, it looks again, so that a process that began before
    need not start anew.
    """
    try:
        return _loaded(program, STAMP.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


@cache
def _loaded(program: Program, prepared_at: int) -> SimpleNamespace | None:
    try:
        numba = importlib.import_module("numba")
        return _compiled(numba, program) if STAMP.read_text() == _key(numba) else None
    except (ImportError, RuntimeError):
        return None


@contextmanager
def _alone() -> Iterator[None]:
    with (STORE / "prepared.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _forget() -> None:
    """Delete what numba stored for other files: it looks at a function's own file, not at those of its callees."""
    for old in STORE.rglob("*.nb[ci]"):
        old.unlink(missing_ok=True)


def _compiled(numba: ModuleType, program: Program) -> SimpleNamespace:
    """Return the functions that the sample called, compiled for its types. The plain functions stay as they are."""
    scope: dict[str, Any] = {}
    for plain in program.functions:
        twin = FunctionType(plain.__code__, {**plain.__globals__, **scope}, plain.__name__)
        twin.__module__, twin.__qualname__ = plain.__module__, plain.__qualname__
        inline = "always" if plain in program.inlined else "never"
        scope[plain.__name__] = numba.njit(cache=True, nogil=True, inline=inline)(twin)
    program.sample(SimpleNamespace(**scope))
    called = {name: function for name, function in scope.items() if function.signatures}
    for function in called.values():
        function.disable_compile()
    return SimpleNamespace(**called)


def _key(numba: ModuleType) -> str:
    """Return what numba's own store depends on (source files by time and size, processor), and more."""
    binding = importlib.import_module("llvmlite.binding")
    told = [numba.__version__, platform.python_version(), binding.get_host_cpu_name()]
    told += [binding.get_host_cpu_features().flatten()]
    for source in sorted(HERE.glob("*.py")):
        told += [source.name, str(source.stat().st_mtime_ns), sha256(source.read_bytes()).hexdigest()]
    return "\n".join(told)
