"""Human texts in an answer: each with its language and direction, told truly where a translation is missing."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from rest_framework import serializers

from backend.people.directions import direction_of

_T = TypeVar("_T")


class HumanOut(serializers.Serializer[Any]):
    """A text for people: what it says, in which language, and in which direction it runs."""

    text = serializers.CharField()
    lang = serializers.CharField(help_text="BCP 47. The language the text is in, which may not be the one asked for.")
    dir = serializers.ChoiceField(choices=["ltr", "rtl"])


def human(text: str, language: str | None = None) -> dict[str, str]:
    """Return `text`, which is in `language` (None = the active one), as an answer shows it."""
    language = language or translation.get_language() or settings.LANGUAGE_CODE
    return {"text": text, "lang": language, "dir": direction_of(language)}


def said(make: Callable[[], str | Promise]) -> dict[str, str]:
    """Return the text that `make` gives in the active language.

    A text that has no translation comes out in the source's language, and then says so: it is called
    once more there, and if both are equal, that is the language it is in.
    """
    return human_pair(*told_and_source(lambda: str(make())))


def told_and_source(make: Callable[[], _T]) -> tuple[_T, _T]:
    """Return what `make` gives in the active language, and in the source's."""
    told = make()
    if translation.get_language() == settings.LANGUAGE_CODE:
        return told, told
    with translation.override(settings.LANGUAGE_CODE):
        return told, make()


def human_pair(text: str, source: str) -> dict[str, str]:
    """Return `text` as in the active language, unless it equals `source`, the same in the source's language."""
    return human(text, settings.LANGUAGE_CODE if text == source else None)
