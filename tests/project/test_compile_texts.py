"""Translations compile without GNU gettext, and what is wrong is named by file and line."""

import gettext

import pytest
from django.core.management import CommandError, call_command

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


@pytest.fixture
def dutch(settings, tmp_path):
    """Return a .po file in a folder of its own."""
    folder = tmp_path / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    settings.LOCALE_PATHS = [tmp_path]
    return folder / "django.po"


def test_a_translation_is_compiled(dutch):
    dutch.write_text(HEAD + 'msgid "home"\nmsgstr "thuis"\n')
    call_command("compile_texts", verbosity=0)
    with dutch.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("home") == "thuis"


def test_checking_writes_nothing(dutch):
    dutch.write_text(HEAD + 'msgid "home"\nmsgstr "thuis"\n')
    call_command("compile_texts", "--check")
    assert not dutch.with_suffix(".mo").exists()


@pytest.mark.parametrize(
    ("translation", "fault"), [("ver weg", "lost parameter km"), ("%(km)s van %(x)s", "unknown parameter x")]
)
def test_a_wrong_parameter_is_named_with_its_line(dutch, translation, fault):
    dutch.write_text(HEAD + f'#, python-format\nmsgid "%(km)s km"\nmsgstr "{translation}"\n')
    with pytest.raises(CommandError, match=rf"nl/django\.po:5: {fault}"):
        call_command("compile_texts", "--check")


def test_a_broken_file_is_named(dutch):
    dutch.write_text(HEAD + 'msgid "home"\nthuis\n')
    with pytest.raises(CommandError, match=r"nl/django\.po"):
        call_command("compile_texts", "--check")
