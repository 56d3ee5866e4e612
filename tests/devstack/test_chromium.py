import pytest

from backend.devstack import chromium


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine without a browser, without apt and without npm."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "RUN", tmp_path)
    return tmp_path


def program(path):
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_the_browser_that_the_environment_names_comes_first(bare, monkeypatch):
    program(bare / "chromium")
    mine = program(bare / "mine")
    monkeypatch.setenv("CHROMIUM", mine)
    assert chromium.find_or_install() == mine


def test_a_named_browser_that_is_not_there_is_an_error_and_not_replaced(bare, monkeypatch):
    program(bare / "chromium")
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    with pytest.raises(chromium.NoBrowserError, match="/no/such/browser"):
        chromium.find_or_install()


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_the_browser_of_the_system_is_found(bare, name):
    path = program(bare / name)
    assert chromium.find_or_install() == path


def test_without_any_browser_one_clear_line_says_what_to_do(bare):
    with pytest.raises(chromium.NoBrowserError) as missing:
        chromium.find_or_install()
    said = str(missing.value)
    assert "\n" not in said
    for way in ("apt install chromium", "CHROMIUM=", "FAMILIEVRIEND_SKIP=browser"):
        assert way in said
