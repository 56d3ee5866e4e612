"""The benchmark of plans that begin with another runs, and finds them the same."""

import subprocess
import sys


def test_both_ways_and_both_changes_are_shown():
    line = [sys.executable, "-m", "tests.bench.warm", "60", "50", "--repeats", "1"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    rows = done.stdout.splitlines()[2:]
    assert [row.split(",")[0] for row in rows] == ["solve", "solve", "plan", "plan"]
    assert len({row.split()[-1] for row in rows}) == 1, "the same number of pairs"
