"""numba: compiles the kernel once, on purpose, and loads it only where that has been done.

Nothing is compiled while somebody waits: `load` gives up unless `prepare` has run for exactly these files, this numba,
this Python and this processor, and what it returns refuses to compile anything more. numba itself is imported no sooner.
"""

import importlib
import platform
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import FunctionType, ModuleType
from typing import Any, Final

import numpy as np

from matching.engine.compiled import heap, kernel
from matching.engine.compiled.board import empty_board

# Callees first.
KERNEL: Final[tuple[Callable[..., Any], ...]] = (
    heap.rise,
    heap.take_nearest,
    kernel.best_offer,
    kernel.sort_again,
    kernel.reach,
    kernel.look,
    kernel.search,
    kernel.settle_prices,
    kernel.move,
    kernel.let_one_in,
    kernel.let_in,
)
HERE: Final = Path(__file__).parent
SOURCES: Final = tuple(HERE / name for name in ("board.py", "heap.py", "kernel.py"))
STAMP: Final = HERE / "__pycache__" / "prepared"  # beside what numba stores


def prepare() -> None:
    """Compile the kernel and store it beside the source, for `load`. Takes seconds; again, it takes almost none.

    Raises ModuleNotFoundError without numba, OSError where nothing can be written.
    """
    numba = importlib.import_module("numba")
    STAMP.parent.mkdir(exist_ok=True)
    _compiled(numba)
    with NamedTemporaryFile("w", dir=STAMP.parent, delete=False) as file:
        file.write(_key(numba))
    Path(file.name).replace(STAMP)


def load() -> Callable[..., int] | None:
    """Return the compiled `let_in`, or None where `prepare` has not run, or not for this machine and these files,
    or where numba may not read its own store (it wants to write beside it: not on a read-only disk)."""
    if not STAMP.exists():
        return None
    try:
        numba = importlib.import_module("numba")
        return _compiled(numba) if STAMP.read_text() == _key(numba) else None
    except (ImportError, RuntimeError):
        return None


def _compiled(numba: ModuleType) -> Callable[..., int]:
    """Return `let_in` for int64 arrays that can be written to. The plain functions stay as they are."""
    scope: dict[str, Any] = {}
    for plain in KERNEL:
        twin = FunctionType(plain.__code__, {**plain.__globals__, **scope}, plain.__name__)
        twin.__module__, twin.__qualname__ = plain.__module__, plain.__qualname__
        scope[plain.__name__] = numba.njit(cache=True, nogil=True)(twin)
    none = np.zeros(0, dtype=np.int64)
    let_in: Any = scope["let_in"]
    let_in(empty_board(none, none, none, none, 0), none, 0, 0)
    let_in.disable_compile()
    compiled: Callable[..., int] = let_in
    return compiled


def _key(numba: ModuleType) -> str:
    """Return what numba's own store depends on (source files by time and size, processor), and more."""
    binding = importlib.import_module("llvmlite.binding")
    told = [numba.__version__, platform.python_version(), binding.get_host_cpu_name()]
    told += [binding.get_host_cpu_features().flatten()]
    for source in SOURCES:
        told += [str(source.stat().st_mtime_ns), sha256(source.read_bytes()).hexdigest()]
    return "\n".join(told)
