"""The flow solver, here or in a process of its own: the same flow, and nothing is left running when somebody has enough."""

import os
import runpy
import signal
import sys
from io import BytesIO, TextIOWrapper
from subprocess import CalledProcessError, run
from types import SimpleNamespace

import numpy as np
import pytest

from matching.engine import mincost, optimum
from tests.matching.engine.instances import a_question
from tests.matching.engine.test_compiled import a_graph

HANGS_S = 3600  # only so that a hang is a failure and not a night; nothing is timed


@pytest.fixture
def apart(monkeypatch):
    """Every flow is a process of its own."""
    monkeypatch.setattr(mincost, "FEW_ARCS", -1)


def two_ways(cost):
    """A unit from node 0 to node 2, over node 1 or straight."""
    tail, head = np.array([0, 1, 0]), np.array([1, 2, 2])
    return tail, head, np.ones(3, np.int64), np.array(cost), np.array([1, 0, -1]), 3


@pytest.mark.parametrize(("cost", "flow"), [([1, 1, 3], [1, 1, 0]), ([1, 1, 1], [0, 0, 1])])
def test_a_process_of_its_own_finds_the_same_flow(apart, cost, flow):
    assert mincost.interruptible(*two_ways(cost)).tolist() == mincost.cheapest(*two_ways(cost)).tolist() == flow


def test_a_process_of_its_own_finds_the_same_plan(monkeypatch):
    family, helper, weight, *rest = a_graph(a_question(80, 60, 12, capacity=1))
    here = optimum.in_turn(family, helper, weight, [weight], *rest)
    monkeypatch.setattr(mincost, "FEW_ARCS", -1)
    there = optimum.in_turn(family, helper, weight, [weight], *rest)
    for name in ("chosen", "family_price", "helper_price"):
        np.testing.assert_array_equal(getattr(here, name), getattr(there, name))


def test_what_it_refuses_is_told(apart):
    with pytest.raises(ArithmeticError, match="BAD_COST_RANGE, not OPTIMAL"):
        mincost.interruptible(*two_ways([2**62, 1, 1]))


def test_a_process_that_dies_is_not_taken_for_an_answer(apart, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises((CalledProcessError, BrokenPipeError)):
        mincost.interruptible(*two_ways([1, 1, 3]))


def test_the_file_is_a_program_that_reads_a_question_and_writes_the_flow(monkeypatch):
    asked, told, ended_with = BytesIO(), BytesIO(), []
    names = ("tail", "head", "limit", "cost", "supply", "wanted")
    np.savez(asked, **dict(zip(names, two_ways([1, 1, 3]), strict=True)))
    asked.seek(0)
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(asked))
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(told))
    libc = SimpleNamespace(prctl=lambda *words: ended_with.append(words))
    monkeypatch.setattr("ctypes.CDLL", lambda name: libc)
    monkeypatch.setattr(sys, "argv", [mincost.__file__, str(os.getppid())])
    runpy.run_path(mincost.__file__, run_name="__main__")
    with np.load(BytesIO(told.getvalue())) as answer:
        assert answer["flow"].tolist() == [1, 1, 0]
    assert ended_with == [(mincost.PR_SET_PDEATHSIG, signal.SIGKILL)]


def test_the_program_writes_what_the_solver_refuses():
    asked, told = BytesIO(), BytesIO()
    names = ("tail", "head", "limit", "cost", "supply", "wanted")
    np.savez(asked, **dict(zip(names, two_ways([2**62, 1, 1]), strict=True)))
    asked.seek(0)
    mincost.answer(asked, told)
    with np.load(BytesIO(told.getvalue())) as answer:
        assert "BAD_COST_RANGE" in answer["failed"][0]


def test_where_the_kernel_cannot_end_it_nothing_is_asked_of_it():
    mincost.end_with_parent(SimpleNamespace(), os.getppid())


def test_whose_parent_died_before_it_began_ends_at_once():
    with pytest.raises(SystemExit):
        mincost.end_with_parent(SimpleNamespace(), os.getpid())


# The timer starts with the flow, which takes seconds; the pipe of its errors is open as long as anything runs.
LONG = """
import os, signal, subprocess, sys, threading
import numpy as np
from matching.engine.flow import heaviest

class Enough(Exception):
    pass

def enough(*_):
    raise Enough

def start(*words, run=subprocess.run, **more):
    threading.Timer(1, os.kill, (os.getpid(), getattr(signal, sys.argv[1]))).start()
    run(*words, **more)
    print("not interrupted")

subprocess.run = start
signal.signal(signal.SIGINT, signal.default_int_handler)  # where tests run in the background, it is ignored
signal.signal(signal.SIGUSR1, enough)  # as a worker's soft time limit does
family, helper = np.indices((1_500, 1_500)).reshape(2, -1)
try:
    heaviest(family, helper, 1 + family * helper, np.ones(1_500, np.int64), 1_500)
except (KeyboardInterrupt, Enough):
    sys.exit(7)
"""


@pytest.mark.parametrize(("sent", "code"), [("SIGINT", 7), ("SIGUSR1", 7), ("SIGKILL", -signal.SIGKILL)])
def test_who_is_interrupted_leaves_no_flow_running(sent, code):
    done = run([sys.executable, "-c", LONG, sent], timeout=HANGS_S, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")
