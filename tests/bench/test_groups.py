"""The benchmark of sponsor groups runs, and no way serves the first class better than the engine does."""

import subprocess
import sys


def test_every_way_is_shown_and_the_engine_is_proven():
    line = [sys.executable, "-m", "tests.bench.groups", "30x10x40"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    table = done.stdout.splitlines()[-4:]
    assert table[0].startswith("engine ")
    assert "proven" in table[0]
    first = [int(row[34:].split()[2]) for row in table]
    assert max(first) == first[0]
