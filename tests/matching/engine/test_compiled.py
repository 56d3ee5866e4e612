"""The compiled solver and its plain twin: the same optimum and the same prices as the flow solver, on any graph."""

import sys
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import assign, optimum, solvers
from matching.engine.compiled import jit, kernel, solver
from matching.engine.compiled.programs import SHORTEST_PATHS
from matching.engine.objective import tie_break
from tests.matching.engine.instances import a_question, questions

TWIN = partial(solver.shortest_paths, kernel.let_in)


@pytest.fixture(scope="session")
def fast():
    jit.prepare()
    program = jit.load(SHORTEST_PATHS)
    assert program is not None
    return partial(solver.shortest_paths, program.let_in)


@st.composite
def graphs(draw, families=7, helpers=5):
    """Arguments of a solver: any pairs, many of the same weight, no places at all at some helpers."""
    f, h = draw(st.integers(0, families)), draw(st.integers(1, helpers))
    pairs = sorted(draw(st.sets(st.tuples(st.integers(0, f - 1), st.integers(0, h - 1))))) if f else []
    most = draw(st.sampled_from([1, 3, 1000, 2**40]))
    weight = draw(st.lists(st.integers(0, most), min_size=len(pairs), max_size=len(pairs)))
    capacity = draw(st.lists(st.integers(0, 3), min_size=h, max_size=h))
    family, helper = np.array(pairs, dtype=np.int64).reshape(-1, 2).T.copy()
    weight, capacity = np.array(weight, dtype=np.int64), np.array(capacity, dtype=np.int64)
    return family, helper, weight, tie_break(family, helper, 40), capacity, f


def a_graph(question):
    """Pairs of a question by family, weighed by class, then fit."""
    order = np.lexsort((question["helper"], question["family"]))
    weight = (3 - question["priority"][question["family"]]) * 10**8 + np.rint(question["fit"] * 10**4).astype(np.int64)
    family, helper = question["family"][order], question["helper"][order]
    tie = tie_break(family, helper, 40)
    return family, helper, weight[order], tie, question["capacity"], question["priority"].size


def the_same(found, graph):
    """Assert that it is the plan that the flow solver finds in turn, with its least prices."""
    family, helper, weight, tie, capacity, families = graph
    best = optimum.in_turn(family, helper, weight, [weight], tie, capacity, families)
    np.testing.assert_array_equal(found.chosen, best.chosen)
    np.testing.assert_array_equal(found.helper_price, best.helper_price)
    np.testing.assert_array_equal(found.family_price, best.family_price)


@given(graphs())
@settings(max_examples=400, deadline=None)
def test_it_finds_the_one_best_plan_and_the_least_prices(graph):
    the_same(TWIN(*graph), graph)


@pytest.mark.parametrize("per_family", [2, 5, 30])
@pytest.mark.parametrize("capacity", [1, 3])
def test_compiled_and_plain_do_exactly_the_same(fast, per_family, capacity):
    graph = a_graph(a_question(200, 120, per_family, capacity=capacity, steps=50))
    compiled, plain = fast(*graph), TWIN(*graph)
    for name in ("chosen", "family_price", "helper_price"):
        np.testing.assert_array_equal(getattr(compiled, name), getattr(plain, name))
    the_same(compiled, graph)


@given(questions())
@settings(max_examples=100, deadline=None)
def test_assign_gives_the_same_plan_with_either_solver(question):
    with pytest.MonkeyPatch.context() as patch:
        plans = []
        for choice in (None, TWIN):
            patch.setattr(optimum, "compiled", lambda choice=choice: choice)
            plans.append(assign(**question))
    plans[1].verify()
    for name in ("pairs", "total_fit", "family_price", "helper_price", "unserved", "queue"):
        np.testing.assert_array_equal(getattr(plans[0], name), getattr(plans[1], name))


def chain(length, weight, places):
    """Family i can go to helpers i and i + 1, of which `places` have a place."""
    family = np.repeat(np.arange(length), 2)
    helper = family + np.tile([0, 1], length)
    capacity = (np.arange(length + 1) < places).astype(np.int64)
    return family, helper, weight, tie_break(family, helper, 40), capacity, length


@pytest.mark.parametrize("places", [20_001, 20_000, 19_500])
@pytest.mark.parametrize(
    "weight", [np.full(40_000, 5), np.arange(1, 40_001), np.arange(40_000, 0, -1), np.tile([9, 8], 20_000)]
)
def test_long_chains_are_walked_quickly(fast, weight, places):
    found = fast(*chain(20_000, weight, places))
    assert found is not None
    family, helper = np.repeat(np.arange(20_000), 2), np.add.outer(np.arange(20_000), [0, 1]).ravel()
    assert (weight <= found.family_price[family] + found.helper_price[helper]).all()


def test_everybody_with_everybody_is_solved(fast):
    family, helper = np.indices((600, 600)).reshape(2, -1)
    for weight in (np.ones(360_000, np.int64), np.random.default_rng(1).integers(1, 10_001, 360_000)):
        graph = family, helper, weight, tie_break(family, helper, 40), np.ones(600, np.int64), 600
        the_same(fast(*graph), graph)


@pytest.mark.parametrize("weight", [lambda n: 1 + n * n // 90_000, lambda n: n % 997 + 1])
def test_a_graph_that_would_take_long_is_given_back(fast, monkeypatch, weight):
    family, helper = np.indices((300, 300)).reshape(2, -1)
    weight = weight(family * helper)
    graph = family, helper, weight, tie_break(family, helper, 40), np.ones(300, np.int64), 300
    monkeypatch.setattr(solver, "FREE_LOOKS", 100_000)
    monkeypatch.setattr(solver, "PER_PAIR", 0)
    monkeypatch.setattr(solver, "PER_FAMILY", 0)
    monkeypatch.setattr(solver, "PER_PAIR_OF_ITS_FAMILY", 0)
    monkeypatch.setattr(solver, "AT_ONCE", 50_000)
    assert fast(*graph) is None
    monkeypatch.setattr(optimum, "compiled", lambda: fast)
    the_same(optimum.optimum(*graph[:3], [weight], *graph[3:]), graph)


def test_helpers_with_thousands_of_places_are_filled_quickly(fast):
    family = np.arange(30_000)
    for weight, price in ((family + 1, 15_000), (family * 0 + 7, 7)):
        tie = tie_break(family, family * 0, 40)
        found = fast(family, family * 0, weight, tie, np.array([15_000]), 30_000)
        assert found is not None
        assert found.helper_price.tolist() == [price]


def test_weights_whose_sums_leave_64_bits_are_given_back():
    one = np.zeros(1, dtype=np.int64)
    assert TWIN(one, one, np.array([2**60]), one + 1, one + 1, 1) is None
    assert TWIN(one, one, one + 1, np.array([2**59]), one + 1, 1) is None
    found = TWIN(one, one, np.array([2**60 - 1]), np.array([2**59 - 1]), one + 1, 1)
    assert found is not None
    assert found.helper_price.tolist() == [0]


def test_arrays_that_cannot_be_written_to_are_copied(fast):
    graph = a_graph(a_question(30, 20, 4))
    for array in graph[:5]:
        array.flags.writeable = False
    the_same(fast(*graph), graph)


def test_what_is_loaded_never_compiles_again(fast):
    with pytest.raises(TypeError, match="No matching definition"):
        fast.args[0](np.zeros(3), np.zeros(3), 0, 0)


def test_without_preparation_there_is_no_compiled_solver(monkeypatch, tmp_path):
    monkeypatch.setattr(jit, "STAMP", tmp_path / "prepared")
    assert solvers.compiled() is None


def test_where_it_is_prepared_the_compiled_solver_is_taken(fast):
    choice = solvers.compiled()
    assert choice is not None
    graph = a_graph(a_question(30, 20, 4))
    the_same(choice(*graph), graph)


def test_what_was_stored_for_other_files_is_forgotten(monkeypatch, tmp_path):
    monkeypatch.setattr(jit, "STAMP", tmp_path / "prepared")
    monkeypatch.setattr(jit, "STORE", tmp_path)
    monkeypatch.setattr(jit, "PROGRAMS", ())
    (tmp_path / "prepared").write_text("other files")
    for name in ("kernel.look-1.nbi", "kernel.look-1.nbc", "kernel.pyc"):
        (tmp_path / name).touch()
    jit.prepare()
    assert {path.name for path in tmp_path.iterdir()} == {"prepared", "prepared.lock", "kernel.pyc"}
    (tmp_path / "kernel.look-1.nbi").touch()
    jit.prepare()
    assert (tmp_path / "kernel.look-1.nbi").exists()


def test_a_preparation_for_another_machine_does_not_count(monkeypatch, tmp_path):
    monkeypatch.setattr(jit, "STAMP", tmp_path / "prepared")
    (tmp_path / "prepared").write_text("another numba on another processor")
    assert jit.load(SHORTEST_PATHS) is None


def test_a_preparation_without_numba_does_not_count(monkeypatch, tmp_path):
    monkeypatch.setattr(jit, "STAMP", tmp_path / "prepared")
    (tmp_path / "prepared").write_text("")
    monkeypatch.setitem(sys.modules, "numba", None)
    assert jit.load(SHORTEST_PATHS) is None


def test_where_numba_may_not_read_its_store_the_flow_solver_serves(fast, monkeypatch):
    def finds_no_place(numba, program):
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(jit, "_compiled", finds_no_place)
    jit._loaded.cache_clear()
    assert jit.load(SHORTEST_PATHS) is None
    jit._loaded.cache_clear()


def test_a_process_that_began_before_the_preparation_finds_it(fast, monkeypatch, tmp_path):
    stamp, later = jit.STAMP, tmp_path / "prepared"
    monkeypatch.setattr(jit, "STAMP", later)
    assert solvers.compiled() is None
    later.write_text(stamp.read_text())
    assert solvers.compiled() is not None
