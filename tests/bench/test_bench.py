"""The benchmark runs, and its instances are what they say. How fast anything is, no test asks."""

import subprocess
import sys

import numpy as np

from tests.bench.instances import instance


def test_the_table_has_every_solver_and_they_agree():
    line = [sys.executable, "-m", "tests.bench.assign", "60x40x5x1", "--repeats", "1"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("100.0%") >= 4


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
