"""Processes that do the parts of a stage side by side: their seconds, their memory, the bytes they leave for others."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final, NamedTuple, Self

PROCESSES: Final = 2
Part = Callable[[Path, Any], object]


class Stage(NamedTuple):
    """Seconds by the clock, and of processors by all parts; the most memory of a process so far; bytes written."""

    name: str
    seconds: float
    work: float
    memory: int
    written: int


class Workers:
    """Two processes for parts, one for what is done alone, and a folder in which they leave what others need."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.stages = folder, list[Stage]()

    def __enter__(self) -> Self:
        self._many = ProcessPoolExecutor(PROCESSES, get_context("spawn"), _load)
        self._one = ProcessPoolExecutor(1, get_context("spawn"), _load)
        for pool in (self._many, self._one):  # until they are there: starting is not measured
            list(pool.map(_measured, [_nothing] * PROCESSES, [self.folder] * PROCESSES, [0] * PROCESSES))
        return self

    def __exit__(self, *error: object) -> None:
        self._many.shutdown()
        self._one.shutdown()

    def stage(self, name: str, do: Part, parts: Sequence[Any], *, alone: bool = False) -> list[Any]:
        """Let each part be done, do(folder, part), and return what they return."""
        before, begun = self._bytes(), perf_counter()
        pool = self._one if alone else self._many
        told = list(pool.map(_measured, [do] * len(parts), [self.folder] * len(parts), parts))
        answers, work, memory = zip(*told, strict=True)
        written = sum(size for name, size in self._bytes().items() if before.get(name) != size)
        self.stages.append(Stage(name, perf_counter() - begun, sum(work), max(memory), written))
        return list(answers)

    def _bytes(self) -> dict[Path, int]:
        return {path: path.stat().st_size for path in self.folder.iterdir()}


def _load() -> None:
    from matching.engine.compiled.steps import steps
    from matching.engine.search import looking

    looking()
    steps()


def _nothing(folder: Path, part: int) -> None:
    pass


def _measured(do: Part, folder: Path, part: Any) -> tuple[object, float, int]:
    begun = process_time()
    answer = do(folder, part)
    return answer, process_time() - begun, _peak()


def _peak() -> int:
    """Return the most bytes that this process has held, as Linux counts them."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
