"""Pages come in the language the signed-in person reads, whatever the browser asks for, and in their own time."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from backend.people.access import is_staff_somewhere
from backend.people.models import Person
from backend.people.time_zones import zone_named

CONSOLE: Final = frozenset({"en", "nl", "fr"})  # a page half in another language reads worse than one in English
FOR_EVERYBODY: Final = "/home/"


class ReaderLanguageMiddleware:
    """After authentication: a person's own language wins over the browser's. Guests and the API see UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = None
        if not request.path.startswith("/api/") and isinstance(request.user, Person):
            request.LANGUAGE_CODE = _language_of_page(request.user, request.path)
            translation.activate(request.LANGUAGE_CODE)
            zone = zone_named(request.user.time_zone)
        with timezone.override(zone):
            return self._get_response(request)


def _language_of_page(reader: Person, path: str) -> str:
    """Return the language of `reader`; English for staff in the console, if it is not complete in theirs."""
    if reader.language in CONSOLE or path.startswith(FOR_EVERYBODY) or not is_staff_somewhere(reader):
        return reader.language
    return "en"
