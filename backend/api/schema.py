"""How operations describe themselves in OpenAPI: what all have in common is said once, here."""

from collections.abc import Iterator
from typing import Any, Final, Literal

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from backend.api.description import DESCRIPTION, TAGS
from backend.api.endpoint import Endpoint, PolledEndpoint
from backend.api.errors import CODES, MEDIA_TYPE, ProblemOut, problem
from backend.api.idempotency import HEADER
from backend.api.staff import StaffEndpoint

ACCEPT_LANGUAGE: Final = OpenApiParameter(
    "Accept-Language",
    location=OpenApiParameter.HEADER,
    description="Language of the texts; without it, the language the person reads. "
    f"Written: {', '.join(code for code, _ in settings.LANGUAGES)}.",
)
IDEMPOTENCY_KEY: Final = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[\x21-\x7e]+$"},
    location=OpenApiParameter.HEADER,
    description="A new random value for each thing to be done, the same when it is sent again: it is then done "
    "once, and the first answer comes back, with `Idempotent-Replayed: true`. Kept for 48 hours.",
)
IF_NONE_MATCH: Final = OpenApiParameter(
    "If-None-Match",
    location=OpenApiParameter.HEADER,
    description="The ETag of the last answer: 304, without a body, if nothing is new.",
)
RETRY_AFTER: Final = {
    "Retry-After": {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds to wait.", "required": True}
}

# What an operation may refuse beside what the framework does, with an example of each.
REFUSALS: Final[dict[int, tuple[str, str, str]]] = {
    403: ("not_allowed", "not_allowed: seen, but not yours to do", "only a coordinator may do this"),
    404: ("not_found", "not_found: it is not there, or not yours to know of: both look the same", "no such proposal"),
    409: ("conflict", "It cannot be done as things stand; `code` says why", "this has been answered already"),
    422: ("invalid", "invalid: what was sent cannot be right; `errors` names the fields", "some of what was sent …"),
}


class OperationSchema(AutoSchema):
    """The house's defaults for every operation: headers, and each refusal as a problem with an example."""

    def get_override_parameters(self) -> list[Any]:
        """Return the headers that the operation takes."""
        headers = [ACCEPT_LANGUAGE]
        if self.method == "POST":
            headers.append(IDEMPOTENCY_KEY)
        if self._is_polled():
            headers.append(IF_NONE_MATCH)
        return headers

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        if self._is_polled():
            bodies.setdefault("304", {"description": "Nothing is new."})
        for status in self._refusals():
            if str(status) not in bodies:
                bodies[str(status)] = self._problem(status, direction)
        return dict(sorted(bodies.items()))

    def _problem(self, status: int, direction: str) -> Any:
        told = self._get_response_for_code(  # type: ignore[no-untyped-call]  # partly typed
            _refused(status), str(status), [MEDIA_TYPE], direction
        )
        return told | {"headers": RETRY_AFTER} if status == 429 else told

    def _is_polled(self) -> bool:
        return self.method == "GET" and isinstance(self.view, PolledEndpoint)

    def _refusals(self) -> Iterator[int]:
        yield from (401, 406)
        if isinstance(self.view, StaffEndpoint):
            yield 403
        if self.method == "GET":
            if self._get_parameters_in("query"):
                yield 422
        else:
            yield from (400, 403, 413, 415, 422)
        if isinstance(self.view, Endpoint) and self.method in self.view.counted:
            yield 429
        if self.method == "POST" or (isinstance(self.view, Endpoint) and self.view.refuses_to_read):
            yield 409
        if "{" in self.path or self.method == "POST":  # what is named in the path, or in the body
            yield 404

    def _get_parameters_in(self, place: str) -> bool:
        return any(parameter["in"] == place for parameter in self._get_parameters())


class PhoneSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # partly typed
    """`X-Session-Token`."""

    target_class = "backend.api.authentication.PhoneSession"
    name = "phone"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Return the scheme."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "X-Session-Token",
            "description": "The `session_token` of the last step of signing in.",
        }


class BrowserSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # partly typed
    """The session cookie."""

    target_class = "backend.api.authentication.BrowserSession"
    name = "browser"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Return the scheme."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "session",
            "description": "With the port behind it where the address has one: `session8000`. "
            "Unsafe methods also need the CSRF token in `X-CSRFToken`.",
        }


def finish(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Add what belongs to the document as a whole."""
    result["info"]["description"] = DESCRIPTION
    result["info"]["license"] = {"name": "MIT", "identifier": "MIT"}
    result["tags"] = TAGS
    result["components"]["responses"] = _shared_refusals(result)
    result["components"]["parameters"] = _shared_headers(result)
    return result


def _shared_headers(result: dict[str, Any]) -> dict[str, Any]:
    """Say each header of a request once: operations point to it."""
    shared: dict[str, Any] = {}
    for operations in result["paths"].values():
        for operation in operations.values():
            for place, parameter in enumerate(operation["parameters"]):
                if parameter["in"] == "header":
                    name = parameter["name"].replace("-", "")
                    shared[name] = parameter
                    operation["parameters"][place] = {"$ref": f"#/components/parameters/{name}"}
    return dict(sorted(shared.items()))


def _shared_refusals(result: dict[str, Any]) -> dict[str, Any]:
    """Say each refusal once: operations point to it, unless they describe their own."""
    shared: dict[str, Any] = {}
    for operations in result["paths"].values():
        for operation in operations.values():
            responses = operation["responses"]
            for status in [status for status in responses if status >= "400"]:
                name = f"Problem{status}"
                if shared.setdefault(name, responses[status]) == responses[status]:
                    responses[status] = {"$ref": f"#/components/responses/{name}"}
    return dict(sorted(shared.items()))


def _refused(status: int) -> OpenApiResponse:
    if status in REFUSALS:
        code, description, detail = REFUSALS[status]
    else:
        code, detail = CODES[status]
        description = f"{code}: {detail}"
    facts = {"errors": [{"field": "name", "code": "blank", "detail": "This field may not be blank."}]}
    body = problem(status, code, detail, facts if status == 422 else None).data
    example = OpenApiExample(code, value=body, media_type=MEDIA_TYPE, status_codes=[str(status)])
    return OpenApiResponse(ProblemOut, description=description, examples=[example])
