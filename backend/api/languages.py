"""In which language an answer speaks: what the request asks for, else what the person reads."""

from django.conf import settings
from django.utils.translation.trans_real import parse_accept_lang_header


def answer_language(accept_language: str, own: str) -> str:
    """Return the first language of the header that we write, else `own`.

    A region falls back to its language ("nl-be" → "nl") and a language to its one region ("fa" → "fa-af").
    """
    for wish, _quality in parse_accept_lang_header(accept_language):
        if found := _written(wish):
            return found
    return _written(own) or settings.LANGUAGE_CODE


def _written(wish: str) -> str | None:
    codes = [code for code, _name in settings.LANGUAGES]
    language = wish.split("-")[0]
    exact = [code for code in codes if code in (wish, language)]
    near = [code for code in codes if code.split("-")[0] == language]
    return max(exact, key=len, default=None) or next(iter(near), None)
