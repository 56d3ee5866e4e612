"""Pages come in the language the signed-in person reads, whatever the browser asks for, and in their own time."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from backend.people.time_zones import zone_named


class ReaderLanguageMiddleware:
    """After authentication: a person's own language wins over the browser's. Guests and the API see UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = None
        if not request.path.startswith("/api/") and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
            zone = zone_named(request.user.time_zone)
        with timezone.override(zone):
            return self._get_response(request)
