"""One log line per request: method, route (not the path, which may hold ids), status, milliseconds."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("request")


class RequestLogMiddleware:
    """Writes the line when the answer is ready."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self._get_response(request)
        route = request.resolver_match.route if request.resolver_match else "unknown"
        if route not in {"healthz", "readyz"}:
            log.info(
                "answered",
                method=request.method,
                route=route,
                status=response.status_code,
                milliseconds=round(1000 * (time.perf_counter() - begun), 1),
            )
        return response
