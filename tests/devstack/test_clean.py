import subprocess

from backend.devstack.clean import clean
from backend.devstack.pidfile import write_pids


def test_clean_stops_what_runs_and_removes_what_was_made_but_no_source(tmp_path):
    for folder in (".run/demo", ".venv/bin", "backend/__pycache__", "backend/locale", ".mypy_cache"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("backend/locale/django.mo", "backend/locale/django.po", ".coverage", "backend/errors.py"):
        (tmp_path / file).touch()
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as left:
        write_pids(tmp_path / ".run/demo", {"redis": left.pid})
        clean(tmp_path)
        assert left.wait(5) == -15
    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert files == ["backend/errors.py", "backend/locale/django.po"]
    assert not (tmp_path / ".venv").exists()
