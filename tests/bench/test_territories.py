"""The benchmark of territories runs, its plans agree, and the continent is cut as it says. How fast, no test asks."""

import subprocess
import sys

from tests.bench.continent import Rates, cut, estimate


def test_a_small_land_is_measured_in_pieces_with_the_same_plan():
    line = [sys.executable, "-m", "tests.bench.territories", "100x400", "--cuts", "1", "3", "--continent", "200000"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("rounds of prices") == 2
    assert "the same plan and prices, to the byte" in done.stdout


def test_a_continent_is_cut_into_territories_that_one_worker_can_hold():
    made = cut(1_000_000, 50_000)
    assert made.helpers.sum() == 1_000_000
    assert made.helpers.max() <= 50_000 or made.helpers.size == 1
    assert 0 < made.crossing < made.everybody <= made.families.sum()


def test_the_estimate_names_what_it_counts():
    told = estimate(1_000_000, Rates(0.001, 0.0005, 0.0001, 60.0, 100.0, 4.0, 5.0, 3))
    for name in (
        "territories",
        "families that cross",
        "MB stored for a territory",
        "tasks settled",
        "memory of the join",
    ):
        assert name in told
