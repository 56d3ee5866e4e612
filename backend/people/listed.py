"""Words one after the other, with the separator of the reader's language ("," and a space, or "،")."""

from collections.abc import Iterable

from django.utils.translation import pgettext


def listed(words: Iterable[object]) -> str:
    """Return the words as one text."""
    return pgettext("between the words of a list", ", ").join(str(word) for word in words)
