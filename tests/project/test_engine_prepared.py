"""A worker makes the compiled engine ready beside its work."""

import os
import subprocess
import sys

from backend.project.celery import prepare_engine
from matching.engine.compiled import jit
from matching.engine.compiled.programs import PROGRAMS


def test_a_worker_that_is_ready_has_the_engine_compiled():
    assert prepare_engine().wait(600) == 0
    assert all(jit.load(program) for program in PROGRAMS)


def test_the_compiled_engine_can_be_kept_where_the_source_may_not_be_written(tmp_path):
    says = "from matching.engine.compiled import jit, programs; print(all(map(jit.load, programs.PROGRAMS)), jit.STAMP)"
    kept = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "engine")}
    subprocess.run([sys.executable, "-m", "matching.engine", "prepare"], env=kept, check=True)
    told = subprocess.run([sys.executable, "-c", says], env=kept, capture_output=True, text=True, check=True).stdout
    assert told.split() == ["True", str(tmp_path / "engine" / "prepared")]
