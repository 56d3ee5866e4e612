"""Graphs that were made to hurt: no crash, no hang, and Ctrl-C ends them. Bounds are in looks at pairs, not in seconds."""

import sys
from subprocess import run

import numpy as np
import pytest

from matching.engine import assign
from matching.engine.arrays import by_pair
from matching.engine.compiled import jit, solver
from matching.engine.compiled.board import LOOKS
from matching.engine.compiled.programs import SHORTEST_PATHS
from matching.engine.objective import RESOLUTION, tie_break

RISING, FALLING, EQUAL, TEETH = "rising", "falling", "equal", "teeth"
HANGS_S = 3600  # only so that a hang is a failure and not a night; nothing is timed


def fits(kind, pairs):
    """Fits for pairs in their order along the graph, on the resolution."""
    steps = {
        RISING: np.arange(pairs) * RESOLUTION // max(1, pairs),
        FALLING: np.arange(pairs)[::-1] * RESOLUTION // max(1, pairs),
        EQUAL: np.full(pairs, RESOLUTION // 2),
        TEETH: np.tile([RESOLUTION, RESOLUTION - 1], pairs // 2 + 1)[:pairs],
    }
    return steps[kind] / RESOLUTION


def chain(families, kind, without=0):
    """Family i can go to helpers i and i + 1, so that one arrival may move everybody; the last `without` have no place."""
    family = np.repeat(np.arange(families), 2)
    helper = family + np.tile([0, 1], families)
    capacity = (np.arange(families + 1) < families + 1 - without).astype(np.int64)
    return question(family, helper, fits(kind, family.size), capacity, families)


def complete(number, fit):
    """Everybody with everybody, one place each."""
    family, helper = np.indices((number, number)).reshape(2, -1)
    return question(family, helper, fit(family, helper, number), np.ones(number, np.int64), number)


def star(families, places, kind):
    """Everybody with the only helper."""
    family = np.arange(families)
    return question(family, family * 0, fits(kind, families), np.array([places]), families)


def hubs(families, helpers, places, kind):
    """Everybody with each of a few helpers who have thousands of places."""
    family, helper = np.indices((families, helpers)).reshape(2, -1)
    return question(family, helper, fits(kind, family.size), np.full(helpers, places), families)


def question(family, helper, fit, capacity, families):
    return {"family": family, "helper": helper, "fit": fit, "capacity": capacity, "priority": np.arange(families) % 3}


def multiply(family, helper, number):
    return family * helper / number**2


def equal(family, helper, number):
    return np.full(family.size, 0.5)


def repeat(family, helper, number):
    return family * helper % 997 / 997


GRAPHS = {
    **{f"chain, {kind}": chain(20_000, kind) for kind in (RISING, FALLING, EQUAL, TEETH)},
    **{f"chain without places at its end, {kind}": chain(20_000, kind, without=500) for kind in (RISING, TEETH)},
    "star, more families than places": star(20_000, 9_000, RISING),
    "star, a place for each": star(20_000, 20_000, FALLING),
    "star, all alike": star(20_000, 9_000, EQUAL),
    "few helpers with thousands of places": hubs(9_000, 5, 2_000, RISING),
    "few helpers, too few places, all alike": hubs(9_000, 5, 1_000, EQUAL),
    "everybody with everybody, fits that multiply": complete(250, multiply),
    "everybody with everybody, all alike": complete(400, equal),
    "everybody with everybody, fits that repeat": complete(400, repeat),
}


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_a_hard_graph_is_solved_and_proven(graph):
    plan = assign(**graph)
    proof = plan.proof()
    assert proof["violations"] == 0
    assert proof["served"] == min(most_served(graph), graph["priority"].size)


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_the_compiled_solver_gives_up_before_it_has_looked_too_often(let_in, graph):
    pairs = graph["family"].size
    per_pair = solver.PER_PAIR + 100 + 6 + solver.PER_PAIR_OF_ITS_FAMILY * pairs / graph["priority"].size
    assert looks(let_in, graph) <= solver.FREE_LOOKS + solver.AT_ONCE + per_pair * pairs


@pytest.fixture(scope="session")
def let_in():
    jit.prepare()
    program = jit.load(SHORTEST_PATHS)
    assert program is not None
    return program.let_in


def looks(let_in, graph):
    """How often the compiled solver looked at a pair before it ended, either way."""
    counted = []

    def counting(board, *rest):
        done = let_in(board, *rest)
        counted.append(int(board.tally[LOOKS]))
        return done

    order = by_pair(graph["family"], graph["helper"], graph["capacity"].size)
    family, helper = graph["family"][order], graph["helper"][order]
    weight = 1 + np.rint(graph["fit"][order] * RESOLUTION).astype(np.int64)
    tie = tie_break(family, helper, 40)
    solver.shortest_paths(counting, family, helper, weight, tie, graph["capacity"], graph["priority"].size)
    return sum(counted)


def most_served(graph):
    """For these graphs, where every place can be filled while there are families."""
    return int(graph["capacity"].sum())


@pytest.mark.campaign
@pytest.mark.parametrize("fit", [multiply, equal, repeat])
def test_three_thousand_with_each_other_are_solved_and_proven(tmp_path, fit):
    asked, told = tmp_path / "asked.npz", tmp_path / "told.npz"
    np.savez(asked, **complete(3_000, fit))
    line = [sys.executable, "-m", "matching.engine", "assign", str(asked), str(told)]
    run(line, check=True, timeout=HANGS_S)
    with np.load(told) as plan:
        assert (plan["pairs"].size, plan["unserved"].size) == (3_000, 0)


@pytest.mark.campaign
@pytest.mark.parametrize("kind", [RISING, FALLING, EQUAL, TEETH])
def test_a_chain_of_half_a_million_is_solved_and_proven(kind):
    for without in (0, 1, 20_000):
        plan = assign(**chain(500_000, kind, without))
        assert plan.proof()["served"] == 500_000 - max(0, without - 1)


@pytest.mark.campaign
def test_a_helper_with_a_hundred_thousand_places_is_no_trouble():
    plan = assign(**hubs(300_000, 3, 90_000, RISING))
    assert plan.proof()["served"] == 270_000


INTERRUPTED = """
import os, signal, sys, threading
from tests.matching.engine.test_adversarial import complete, multiply
from matching.engine import assign

signal.signal(signal.SIGINT, signal.default_int_handler)  # where tests run in the background, it is ignored
question = complete(1_200, multiply)
threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    assign(**question)
except KeyboardInterrupt:
    sys.exit(7)
"""


def test_ctrl_c_ends_a_long_search():
    done = run([sys.executable, "-c", INTERRUPTED], timeout=HANGS_S, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (7, "")
