"""Every line and every branch of the engine is run by its own tests; what numba compiles is run there as plain Python."""

import sys
from subprocess import run

import pytest

pytestmark = pytest.mark.campaign


def test_the_tests_of_the_engine_leave_no_branch_of_it_out(tmp_path):
    told = f"--data-file={tmp_path / 'coverage'}"
    what = ["--branch", "--source=matching.engine", told, "-m", "pytest", "-q", "tests/matching/engine"]
    run([sys.executable, "-m", "coverage", "run", *what], check=True)
    report = [sys.executable, "-m", "coverage", "report", told, "--show-missing", "--skip-covered", "--fail-under=100"]
    done = run(report, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
