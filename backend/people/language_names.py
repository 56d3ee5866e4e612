"""What a spoken language is called in the language of the reader (CLDR names, through Babel)."""

from functools import cache

from babel import Locale, UnknownLocaleError

from backend.people.vocabulary import LANGUAGES


@cache
def language_name(code: str, reader: str) -> str:
    """Return the name of the language `code` for somebody who reads `reader` ("nl", "fa-af"); else in English."""
    tag = LANGUAGES.get(code, code).replace("-", "_")
    for locale in (reader, reader.split("-")[0], "en"):
        try:
            name = Locale.parse(locale.replace("-", "_")).languages.get(tag)
        except (UnknownLocaleError, ValueError):
            continue
        if name:
            return str(name)
    return code
