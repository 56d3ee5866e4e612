"""The benchmark runs, and its instances are what they say. How fast anything is, no test asks."""

import subprocess
import sys

import numpy as np
import pytest

from tests.bench import orlibrary
from tests.bench.heuristics import first_come, gale_shapley, greedy
from tests.bench.instances import instance
from tests.bench.peers import PEERS, engine


def told(*line):
    done = subprocess.run([sys.executable, "-m", *line], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_table_has_every_solver_and_they_agree():
    table = told("tests.bench.assign", "60x40x5x1", "--repeats", "1")
    assert table.count("100.0%") >= 8  # nine where the fast solver is prepared
    assert [name for name in PEERS if name not in table] == []


def test_every_goal_is_shown_with_what_was_measured():
    table = told("tests.bench.goals", "large", "scarce", "middle", "--small")
    lines = table.splitlines()
    assert sum(line.startswith("  goal ") for line in lines) == 3
    assert sum(line.startswith("  measured ") and "the same optimum" in line for line in lines) == 5


def test_growth_has_an_exponent_per_solver():
    table = told("tests.bench.growth", "100", "300", "--repeats", "1").splitlines()
    assert [line.split()[0] for line in table[1:]] == ["100", "300", "exponent"]


def test_arrivals_show_every_kind_of_change():
    table = told("tests.bench.arrivals", "60", "100", "8", "--changes", "20").splitlines()
    changes = ["remove_family", "insert_family", "remove_helper", "insert_helper", "approve"]
    assert [line.split()[0] for line in table[2:]] == changes


def test_every_benchmark_is_listed():
    assert {"arrivals", "assign", "goals", "growth"} <= {
        line.split()[2].rpartition(".")[2] for line in told("tests.bench").splitlines()
    }


def test_an_instance_has_no_pair_twice_and_is_always_the_same():
    first, second = instance(200, 100, 8), instance(200, 100, 8)
    pairs = first.family * 100 + first.helper
    assert (np.diff(pairs) > 0).all()
    assert np.bincount(first.family).max() <= 8
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def test_an_instance_is_as_uneven_as_life():
    made = instance(2000, 1500, 24, most_places=1)
    choice = np.bincount(made.family, minlength=2000)
    wished = np.bincount(made.helper, minlength=1500)
    assert (choice == 0).mean() > 0.02, "some families have nobody"
    assert (choice == 24).mean() > 0.1, "others have more than they need"
    assert wished.max() > 10 * wished.mean(), "a few helpers are wished for by many"


@pytest.mark.parametrize("rule", [greedy, first_come, gale_shapley])
def test_a_heuristic_keeps_the_capacities_and_leaves_families_that_could_be_served(rule):
    made = instance(600, 400, 12, most_places=1)
    chosen = rule(made)
    rows = chosen[chosen >= 0]
    assert made.family[rows].tolist() == np.flatnonzero(chosen >= 0).tolist()
    assert (np.bincount(made.helper[rows], minlength=400) <= made.capacity).all()
    assert rows.size < (engine(made) >= 0).sum()


def test_gale_shapley_is_stable():
    made = instance(300, 200, 12, most_places=2)
    chosen = gale_shapley(made)
    held = [made.family[chosen[(chosen >= 0)][made.helper[chosen[chosen >= 0]] == h]] for h in range(200)]
    for row, (family, helper) in enumerate(zip(made.family, made.helper, strict=True)):
        happy = chosen[family] >= 0 and made.fit[chosen[family]] >= made.fit[row]
        full = held[helper].size == made.capacity[helper]
        claim = made.rank[family], -family
        assert happy or (full and all((made.rank[one], -one) > claim for one in held[helper]))


@pytest.mark.parametrize("text", ["3\n 4 1 9\n 2 7 8\n 3 5 6\n", "3\n 1 1 4\n 1 2 1\n 2 1 2\n 3 2 5\n 3 3 6\n"])
def test_both_formats_of_the_or_library_are_read(tmp_path, text):
    path = tmp_path / "assign3.txt"
    path.write_text(text)
    assert orlibrary.least_cost(orlibrary.read(path)) == 1 + 2 + 6


def test_an_instance_without_a_complete_assignment_is_said_to_have_none(tmp_path):
    path = tmp_path / "assign2.txt"
    path.write_text("2\n 1 1 4\n 2 1 5\n 1 2 10\n")
    assert orlibrary.least_cost(orlibrary.read(path)) == 5 + 10
    path.write_text("3\n 1 1 4\n 2 1 5\n")
    with pytest.raises(ValueError, match="2 of 3 cannot be assigned together"):
        orlibrary.least_cost(orlibrary.read(path))
