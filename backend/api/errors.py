"""Every refusal leaves the API in one shape: RFC 9457 problem details with a stable `code`."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from backend.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, TooOften

MEDIA_TYPE: Final = "application/problem+json"

STATUS: Final[dict[type[DomainError], HTTPStatus]] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Conflict: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooOften: HTTPStatus.TOO_MANY_REQUESTS,
}

# RFC 9110's names, which Python calls by since 3.13: the same on every version.
TITLES: Final = {413: "Content Too Large", 422: "Unprocessable Content"}

# What the framework refuses, under our own stable codes.
CODES: Final[dict[int, tuple[str, str]]] = {
    400: ("malformed", "the body is not JSON"),
    401: ("not_signed_in", "sign in first"),
    403: ("not_allowed", "this is not yours to do"),
    404: ("not_found", "there is nothing here"),
    405: ("method_not_allowed", "this address does not take this method"),
    406: ("not_acceptable", "the API answers in JSON"),
    413: ("too_large", "the body is too large"),
    415: ("unsupported_media_type", "send JSON (Content-Type: application/json), and files as multipart/form-data"),
    429: ("too_many_requests", "too many requests: wait a little"),
}


class FieldErrorOut(serializers.Serializer[Any]):
    field = serializers.CharField(help_text="Path of the field; empty when the whole body is meant.", allow_blank=True)
    code = serializers.CharField()
    detail = serializers.CharField(help_text="A sentence, in the language of the answer where we have it.")


class ProblemOut(serializers.Serializer[Any]):
    """Why it was refused (RFC 9457). Go by `code`: it is stable. Some problems carry further members."""

    type = serializers.CharField(help_text="/problems/ and the code.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField(help_text="A sentence for the developer, in English.")
    errors = FieldErrorOut(  # type: ignore[assignment]  # the name is RFC 9457's own, in its example
        many=True, required=False, help_text="Only for 422."
    )


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the problem for `error`, or None to let it become a 500."""
    match error:
        case DomainError():
            return refusal(error)
        case exceptions.ValidationError():
            errors = list(_field_errors(error.detail))
            return problem(422, "invalid", "some of what was sent cannot be right", {"errors": errors})
        case exceptions.APIException():
            return _framework_problem(error.status_code, error)
        case Http404():
            return _framework_problem(404, error)
        case PermissionDenied():
            return _framework_problem(403, error)
    return None


def refusal(error: DomainError) -> Response:
    """Return the problem for a refusal of the domain; one that names a field lists it like any other."""
    facts = dict(error.facts)
    if isinstance(error, Invalid) and "field" in facts:
        facts["errors"] = [{"field": facts.pop("field"), "code": error.code, "detail": error.detail}]
    answer = problem(STATUS[type(error)], error.code, error.detail, facts)
    if isinstance(error, TooOften):
        answer.headers["Retry-After"] = str(error.wait)
    return answer


def problem(status: int, code: str, detail: str, facts: Mapping[str, Any] | None = None) -> Response:
    """Return a problem; `facts` are its further members."""
    body = {
        "type": f"/problems/{code}",
        "title": TITLES.get(status) or HTTPStatus(status).phrase,
        "status": int(status),
        "code": code,
        "detail": detail,
        **(facts or {}),
    }
    return Response(body, status=int(status), content_type=MEDIA_TYPE)


def _framework_problem(status: int, error: Exception) -> Response:
    code, detail = CODES[status]
    answer = problem(status, code, detail)
    if challenge := getattr(error, "auth_header", None):
        answer.headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        answer.headers["Retry-After"] = str(int(wait))
    return answer


def _field_errors(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            below = "" if name == "non_field_errors" else str(name)
            yield from _field_errors(inner, ".".join(part for part in (path, below) if part))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _field_errors(inner, path)
    else:
        yield {"field": path, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}
