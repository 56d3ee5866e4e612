"""The texts that people read: found in code and templates, kept in one catalogue a language. Needs no GNU gettext."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGES: Final = ("backend", "matching", "notifications")
KEYWORDS: Final = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}

# What only staff reads: complete in English, Dutch and French. Everything else is complete in every language.
STAFF_ONLY: Final = re.compile(
    r"backend/(people/imports|demo|api)/|matching/(run_texts|explanation_texts)\.py|notifications/staff_texts\.py"
    r"|backend/web/(forms|cards|people_cards|helper_cards|explanation_cards|staff_refusals|check_forms)\.py"
    r"|backend/web/views/(today|groups|proposals|runs|run_comparison|suggestion|people|helper|helper_checks|requirements|family_hold|explanations)\.py"
    r"|backend/web/(match_cards|views/(matches|by_hand)|templates/web/(match|by_hand))\.(py|html)"
    r"|backend/web/templates/(mfa/|allauth/layouts/manage)"
    r"|backend/web/templates/web/(console|today|proposals?|runs?|run_comparison|suggestion|_reasons|family|families|helpers|_rail|_pager|_filter|_proposal_row|_runs?_\w+)\.html"
    r"|backend/web/templates/web/(helper|group|group_new|_helper_\w+|requirements|_requirement_form|_family_hold|_hold_form)\.html"
    r"|backend/web/templates/web/(second_choice|family_help|recruitment|_answer|_named)\.html"
    r"|backend/(care/staff_texts|web/needs|web/match_care)\.py|backend/web/templates/web/(_needs?|_match_care)\.html"
    r"|backend/web/(hand_over_cards\.py|views/hand_overs\.py|templates/web/(hand_overs|_hand_over_row|_\w+_hand_overs?)\.html)"
    r"|backend/web/(concern_labels|views/concerns)\.py|backend/web/templates/web/concerns?\.html"
)
STAFF_LANGUAGES: Final = frozenset({"nl", "fr"})


class Forms(NamedTuple):
    """How a language counts: the number of plural forms and gettext's rule for them (CLDR)."""

    number: int
    rule: str


PLURALS: Final = {
    "nl": Forms(2, "(n != 1)"),
    "fr": Forms(2, "(n > 1)"),
    "ar": Forms(6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5)"),
    "fa_AF": Forms(2, "(n > 1)"),
    "ti": Forms(2, "(n > 1)"),
    "uk": Forms(3, "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"),
}

Key = tuple[str | None, str]


class Text(NamedTuple):
    """One text of the source: its English, singular and plural if it has one, and where it stands."""

    context: str | None
    forms: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def key(self) -> Key:
        """Return what gettext looks it up by."""
        return self.context, self.forms[0]

    def is_wanted_in(self, language: str) -> bool:
        """Return whether the text must be there in `language`."""
        return language in STAFF_LANGUAGES or not all(STAFF_ONLY.match(file) for file in self.files)


def collect(root: Path) -> list[Text]:
    """Return every text of the packages below `root`, by file and place."""
    found: dict[Key, tuple[tuple[str, ...], list[str]]] = {}
    for path in _sources(root):
        name = path.relative_to(root).as_posix()
        for context, forms in _texts_of(path):
            _, files = found.setdefault((context, forms[0]), (forms, []))
            if name not in files:
                files.append(name)
    return [Text(context, forms, tuple(files)) for (context, _), (forms, files) in found.items()]


def catalogue_path(language: str) -> Path:
    """Return where the translations into `language` stand."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def translations(language: str) -> dict[Key, tuple[str, ...]]:
    """Return what is translated into `language`: by context and English singular, one text for each form."""
    path = catalogue_path(language)
    if not path.exists():
        return {}
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language)
    read: dict[Key, tuple[str, ...]] = {}
    for message in catalogue:
        told = tuple(message.string or ()) if message.pluralizable else (str(message.string or ""),)
        if message.id and not message.fuzzy and all(told):
            read[message.context, message.id[0] if message.pluralizable else str(message.id)] = told
    return read


def catalogue(language: str, texts: list[Text]) -> bytes:
    """Return the .po file of `language` for exactly these texts, with the translations that stand already."""
    forms, known = PLURALS[language], translations(language)
    made = Catalog(locale=language, fuzzy=False)
    made.mime_headers = [("Plural-Forms", _plural_forms(forms))]  # Babel's own count differs for some (Persian: 1)
    for text in texts:
        is_plural = len(text.forms) > 1
        told = known.get(text.key, ())
        if len(told) != (forms.number if is_plural else 1):
            told = ("",) * (forms.number if is_plural else 1)
        made.add(
            text.forms if is_plural else text.forms[0],
            told if is_plural else told[0],
            locations=[(file, 0) for file in text.files],
            flags={"python-format"} if "%(" in "".join(text.forms) else (),
            context=text.context,
        )
    written = BytesIO()
    write_po(written, made, width=120, include_lineno=False, omit_header=True)
    return _head(language, forms).encode() + written.getvalue()


def _head(language: str, forms: Forms) -> str:
    return (
        "# No native reader has read these texts yet: corrections are welcome.\n"
        'msgid ""\nmsgstr ""\n'
        '"Project-Id-Version: Familievriend\\n"\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {_plural_forms(forms)}\\n"\n\n'
    )


def _plural_forms(forms: Forms) -> str:
    return f"nplurals={forms.number}; plural={forms.rule};"


def _sources(root: Path) -> Iterator[Path]:
    for package in PACKAGES:
        code = (path for path in (root / package).rglob("*.py") if "migrations" not in path.parts)
        templates = (path for path in (root / package).rglob("templates/**/*") if path.is_file())
        yield from sorted(code)
        yield from sorted(templates)


def _texts_of(path: Path) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    code = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django turns a template into calls of gettext between blanked-out text; its indentation means nothing.
        code = "\n".join(line.strip() for line in templatize(code, origin=str(path)).splitlines())
    for _line, forms, _comments, context in extract("python", BytesIO(code.encode()), KEYWORDS):
        told = (forms,) if isinstance(forms, str) else tuple(form for form in forms if form)
        if told and told[0]:
            yield context, told
