"""The cheapest flow by OR-Tools, here or in a process of its own. Knows numbered nodes and arcs, and no families.

OR-Tools holds Python's lock until it is done: no signal gets through, and some graphs take it minutes. So what is large
is solved by this file, run as a program, which is killed when whoever waits for it is interrupted.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from signal import SIGKILL
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

if TYPE_CHECKING:  # as a program it stands alone
    from matching.engine.arrays import Ints

# tail, head, limit, cost of each arc; supply of each node; of how many arcs, the first, the flow is wanted.
Flow = Callable[["Ints", "Ints", "Ints", "Ints", "Ints", int], "Ints"]
FEW_ARCS: Final = 50_000  # up to which the slowest graphs take some 0.1 s; a process of its own takes 0.25 s to begin
PR_SET_PDEATHSIG: Final = 1


def cheapest(tail: Ints, head: Ints, limit: Ints, cost: Ints, supply: Ints, wanted: int) -> Ints:
    """Return int64[wanted]: the flow over the first arcs. Cannot be interrupted.

    Raises ArithmeticError if the solver does not say that its answer is optimal.
    """
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(tail.astype(np.int32), head.astype(np.int32), limit, cost)
    solver.set_nodes_supplies(np.arange(supply.size, dtype=np.int32), supply)
    status = solver.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise ArithmeticError(f"the flow solver ended with {status.name}, not OPTIMAL")
    return np.asarray(solver.flows(np.arange(wanted, dtype=np.int32)), dtype=np.int64)


def interruptible(tail: Ints, head: Ints, limit: Ints, cost: Ints, supply: Ints, wanted: int) -> Ints:
    """Return what `cheapest` does. Whatever is raised meanwhile, by a signal or a time limit, ends it at once.

    Raises ArithmeticError as `cheapest`, CalledProcessError if the process died of something else.
    """
    if tail.size <= FEW_ARCS:
        return cheapest(tail, head, limit, cost, supply, wanted)
    asked = BytesIO()
    np.savez(asked, tail=tail, head=head, limit=limit, cost=cost, supply=supply, wanted=wanted)
    program = [
        sys.executable,
        "-P",
        __file__,
        str(os.getpid()),
    ]  # without this folder among those that modules are looked for in
    done = subprocess.run(  # noqa: S603  # no shell: this file
        program, input=asked.getbuffer(), stdout=subprocess.PIPE, check=True, process_group=0
    )
    with np.load(BytesIO(done.stdout), allow_pickle=False) as told:
        if told["failed"].size:
            raise ArithmeticError(str(told["failed"][0]))
        flow: Ints = told["flow"]
        return flow


def answer(asked: BinaryIO, told: BinaryIO) -> None:
    """Read what `interruptible` wrote, and write what it reads."""
    with np.load(BytesIO(asked.read()), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    flow, failed = np.zeros(0, dtype=np.int64), []
    try:
        flow = cheapest(**arrays | {"wanted": int(arrays["wanted"])})
    except ArithmeticError as error:
        failed.append(str(error))
    found = BytesIO()
    np.savez(found, flow=flow, failed=np.array(failed, dtype=np.str_))
    told.write(found.getbuffer())


def end_with_parent(libc: Any, parent: int) -> None:
    """Let the kernel end this process when the one that started it dies, where it can (Linux; see prctl(2)).

    Raises SystemExit if it is dead already.
    """
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, int(SIGKILL))
    if os.getppid() != parent:
        sys.exit()


if __name__ == "__main__":
    end_with_parent(ctypes.CDLL(None), int(sys.argv[1]))
    answer(sys.stdin.buffer, sys.stdout.buffer)
