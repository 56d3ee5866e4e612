"""Every text of the code is in every catalogue, translated for everybody who reads it."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from backend.project import texts


def test_every_catalogue_is_in_line_with_the_code_and_complete():
    call_command("collect_texts", "--check", stdout=StringIO())


def test_every_language_that_is_offered_has_a_catalogue():
    locales = {code.split("-")[0] for code, _ in settings.LANGUAGES} - {"en"}
    assert {language.split("_")[0] for language in texts.PLURALS} == locales


@pytest.fixture
def checkout(tmp_path, settings):
    """Return a small checkout with texts in code and in a template."""
    (tmp_path / "backend/web/templates/web").mkdir(parents=True)
    (tmp_path / "matching").mkdir()
    (tmp_path / "notifications").mkdir()
    (tmp_path / "matching/words.py").write_text(
        "from django.utils.translation import ngettext, gettext_lazy as lazy\n"
        'A = lazy("far away")\nB = ngettext("%(n)d day", "%(n)d days", 2)\n'
    )
    (tmp_path / "backend/web/templates/web/home.html").write_text(
        '{% load i18n %}<p>\n  {% translate "Hello" %}\n'
        "      {% blocktranslate trimmed %}\n Dear\n {{ name }}{% endblocktranslate %}</p>"
    )
    (tmp_path / "backend/web/templates/web/today.html").write_text('{% load i18n %}{% translate "To judge" %}')
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    settings.ROOT = tmp_path
    return tmp_path


def test_texts_are_found_in_code_and_templates(checkout):
    assert {text.forms for text in texts.collect(checkout)} == {
        ("far away",),
        ("%(n)d day", "%(n)d days"),
        ("Hello",),
        ("Dear %(name)s",),
        ("To judge",),
    }


def test_what_only_staff_reads_is_wanted_in_dutch_and_french_alone(checkout):
    [judge] = [text for text in texts.collect(checkout) if text.forms == ("To judge",)]
    assert judge.is_wanted_in("nl")
    assert not judge.is_wanted_in("ti")


def test_collecting_keeps_translations_and_drops_what_is_gone(checkout):
    call_command("collect_texts", stdout=StringIO())
    path = texts.catalogue_path("nl")
    path.write_text(path.read_text().replace('msgid "Hello"\nmsgstr ""', 'msgid "Hello"\nmsgstr "Hallo"'))
    (checkout / "matching/words.py").write_text("")
    call_command("collect_texts", stdout=StringIO())
    assert texts.translations("nl") == {(None, "Hello"): ("Hallo",)}
    assert "far away" not in path.read_text()


def test_a_missing_translation_is_named_with_its_file(checkout):
    call_command("collect_texts", stdout=StringIO())
    with pytest.raises(CommandError, match=r"ti: not translated: 'Hello' \(backend/web/templates/web/home\.html\)"):
        call_command("collect_texts", "--check", stdout=StringIO())
