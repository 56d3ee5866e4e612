"""In which direction the languages run that we write."""

from django.utils.translation import get_language_info


def direction_of(language: str) -> str:
    """Return "rtl" or "ltr" for the code of a language ("ar", "fa-af")."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"
