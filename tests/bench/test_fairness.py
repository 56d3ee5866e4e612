"""The benchmark of fairness runs, and what it shows is fairer. How fast anything is, no test asks."""

import json
import subprocess
import sys


def test_the_fair_plan_serves_as_many_and_is_no_less_equal(tmp_path):
    line = [sys.executable, "-m", "tests.bench.fairness", "600x300x8", "--repeats", "1", "--json"]
    done = subprocess.run([*line, str(tmp_path / "told.json")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    [told] = json.loads((tmp_path / "told.json").read_text()).values()
    usual, fair = told["classes"], told["municipalities_policy"]
    assert usual["served"] == fair["served"] > 0
    assert sorted(fair["shares"]) > sorted(usual["shares"])
    assert len(fair["shares"]) == told["municipalities"]
    assert str(fair["gini"]) in done.stdout
