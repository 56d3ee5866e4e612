from backend.devstack import check


def passes(_env):
    return True, "fine"


def fails(_env):
    return False, "line 3: too long"


def test_every_check_is_shown_and_every_failure_told_at_the_end(monkeypatch, capsys):
    monkeypatch.setattr(check, "CHECKS", {"types": fails, "lint": passes, "format": fails})
    assert check.main([]) == 1
    shown = capsys.readouterr().out
    assert shown.index("ok") < shown.index("types failed:\nline 3: too long")
    assert "format failed:" in shown
    assert "2 of 3 checks failed." in shown


def test_checks_that_pass_say_so(monkeypatch, capsys):
    monkeypatch.setattr(check, "CHECKS", {"lint": passes})
    assert check.main([]) == 0
    assert "All 1 checks passed." in capsys.readouterr().out


def test_a_check_can_be_named(monkeypatch):
    monkeypatch.setattr(check, "CHECKS", {"types": fails, "lint": passes})
    assert check.main(["lint"]) == 0
    assert check.main(["types"]) == 1
    assert check.main(["speling"]) == 2


def test_nothing_that_was_promised_is_unchecked():
    promised = {"types", "openapi", "imports", "migrations", "texts", "translations", "lint", "format"}
    assert set(check.CHECKS) == promised
