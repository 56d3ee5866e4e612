"""What is answered when something broke: a page, or for the API a problem like any other."""

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views import defaults

from backend.api.errors import MEDIA_TYPE, problem


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Return the 500. Says nothing of what went wrong: that is in the log."""
    if not request.path_info.startswith("/api/"):
        return defaults.server_error(request)
    body = problem(500, "broken", "something went wrong on our side; send it again in a while").data
    return JsonResponse(body, status=500, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})
