"""python -m matching.engine assign IN.npz OUT.npz"""

import runpy
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from matching.engine import __main__ as command
from matching.engine import assign, assign_fairly
from matching.engine.__main__ import main
from matching.engine.compiled import jit
from tests.matching.engine.instances import a_question


@pytest.fixture
def question():
    return a_question(30, 20, 5)


def test_it_writes_the_plan_that_assign_returns(tmp_path, question):
    np.savez(tmp_path / "in.npz", **question, keep_bonus=0.1)
    assert main(["assign", str(tmp_path / "in.npz"), str(tmp_path / "out.npz")]) == 0
    plan = assign(**question, keep_bonus=0.1)
    with np.load(tmp_path / "out.npz") as out:
        assert set(out) == {
            "pairs", "total_fit", "classes", "served_by_class", "unserved", "family_price", "helper_price", "queue",
        }  # fmt: skip
        for name in out:
            np.testing.assert_array_equal(out[name], getattr(plan, name))


def test_where_municipalities_are_given_the_plan_is_fair_between_them(tmp_path, question):
    question["municipality"] = np.arange(30) % 4
    np.savez(tmp_path / "in.npz", **question)
    assert main(["assign", str(tmp_path / "in.npz"), str(tmp_path / "out.npz")]) == 0
    plan = assign_fairly(**question)
    with np.load(tmp_path / "out.npz") as out:
        for name in ("pairs", "municipalities", "served_by_municipality", "municipality_price"):
            np.testing.assert_array_equal(out[name], getattr(plan, name))


def test_it_runs_as_a_module_and_imports_neither_django_nor_numba(tmp_path, question):
    np.savez(tmp_path / "in.npz", **question)
    code = "import sys, matching.engine; sys.exit(bool({'django', 'numba', 'llvmlite'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    line = [sys.executable, "-m", "matching.engine", "assign", str(tmp_path / "in.npz"), str(tmp_path / "out")]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "out").exists()


def test_its_exit_code_is_what_main_returns(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["matching.engine", "help"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(command.__file__, run_name="__main__")
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("usage:")


def bad_files(folder, question):
    np.savez(folder / "nan.npz", **{**question, "fit": question["fit"] * np.nan})
    np.savez(folder / "missing.npz", **{name: question[name] for name in question if name != "capacity"})
    np.savez(folder / "object.npz", **{**question, "fit": np.array([None])})
    np.save(folder / "one.npy", question["fit"])
    (folder / "text.npz").write_text("not an archive")
    (folder / "empty.npz").write_bytes(b"")
    (folder / "broken.npz").write_bytes((folder / "nan.npz").read_bytes()[:200])
    np.savez(folder / "good.npz", **question)
    for name, shape in SHAPES.items():
        last_array(folder / name, question, shape)
    for name, change in SPOILT.items():
        last_array(folder / name, question, "(1,)", zipfile.ZIP_LZMA)
        spoil(folder / name, *change)


SHAPES = {  # as the header of one array says
    "larger than memory.npz": "(1000000000000000,)",
    "larger than numbers.npz": "(99999999999999999999999,)",
    "no number.npz": "(True,)",
    "no end.npz": "(((",
}
LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"  # where an array begins in an archive, and its entry in the list of all
SPOILT = {"damaged.npz": (LOCAL, 50, 0xFF), "locked.npz": (CENTRAL, 8, 1), "packed otherwise.npz": (CENTRAL, 10, 77)}


def last_array(path, question, shape, packing=zipfile.ZIP_STORED):
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}\n".encode()
    np.savez(path, **{name: question[name] for name in question if name != "fit"})
    with zipfile.ZipFile(path, "a", packing) as archive:
        archive.writestr("fit.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(8))


def spoil(path, part, at, value):
    data = bytearray(path.read_bytes())
    data[data.rindex(part) + at] = value
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("nan.npz", "out.npz", "fit[0]: nan is not in [0, 1]"),
        ("missing.npz", "out.npz", "capacity: not in"),
        ("object.npz", "out.npz", "allow_pickle"),
        ("one.npy", "out.npz", "one array, not an archive"),
        ("text.npz", "out.npz", ""),
        ("empty.npz", "out.npz", ""),
        ("broken.npz", "out.npz", ""),
        *((name, "out.npz", f"{name}: ") for name in [*SHAPES, *SPOILT]),
        ("nowhere.npz", "out.npz", "No such file"),
        ("good.npz", "no folder/out.npz", "No such file"),
    ],
)
def test_bad_input_gives_one_line_and_exit_2(tmp_path, question, capsys, source, target, message):
    bad_files(tmp_path, question)
    assert main(["assign", str(tmp_path / source), str(tmp_path / target)]) == 2
    out, line = capsys.readouterr()
    assert (out, line.count("\n")) == ("", 1)
    assert line.strip()
    assert message in line
    assert not (tmp_path / target).exists()


@pytest.mark.parametrize("arguments", [[], ["assign"], ["plan", "a", "b"], ["assign", "a", "b", "c"]])
def test_wrong_use_is_told_in_one_line(capsys, arguments):
    assert main(arguments) == 2
    assert capsys.readouterr().err == "usage: python -m matching.engine assign IN.npz OUT.npz | prepare\n"


def test_prepare_makes_the_fast_solver_ready(monkeypatch):
    calls = []
    monkeypatch.setattr(jit, "prepare", lambda: calls.append(1))
    assert (main(["prepare"]), calls) == (0, [1])


def test_prepare_says_in_one_line_why_it_cannot(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "numba", None)
    assert main(["prepare"]) == 2
    line = capsys.readouterr().err
    assert line.startswith("the fast solver is not prepared, the engine works without it: ")
    assert "numba" in line
    assert line.count("\n") == 1
