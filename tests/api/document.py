"""Holds requests and answers of the tests against the OpenAPI document; a field it does not name is an error."""

from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker

FORMATS = FormatChecker(formats=["uuid", "date", "email"])


@cache
def document() -> dict[str, Any]:
    """Return the document as it is served."""
    served: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return served


def api_routes() -> list[URLPattern]:
    """Return every route below /api/."""
    [api] = [found for found in get_resolver().url_patterns if str(found.pattern) == "api/"]
    assert isinstance(api, URLResolver)
    return [route for route in api.url_patterns if isinstance(route, URLPattern)]


def operation_at(method: str, route: str) -> dict[str, Any]:
    """Return the operation for a Django route such as api/v1/steps/<uuid:step_id>/done."""
    path = "/" + route.replace("<uuid:", "{").replace(">", "}")
    operations: dict[str, Any] = document()["paths"].get(path)
    assert operations, f"the document does not know {path}"
    assert method.lower() in operations, f"the document does not know {method} {path}"
    operation: dict[str, Any] = operations[method.lower()]
    return operation


def check_answer(response: Any) -> None:
    """Fail unless the document allows this answer to this request."""
    request = response.wsgi_request
    operation = operation_at("GET" if request.method == "HEAD" else request.method, request.resolver_match.route)
    documented = operation["responses"].get(str(response.status_code))
    assert documented, f"{operation['operationId']} does not document {response.status_code}: {response.content!r}"
    documented = pointed_to(documented)
    if "content" not in documented:
        assert not response.content
        return
    media_type = response.headers["Content-Type"].split(";")[0]
    assert media_type in documented["content"], f"{media_type} is not documented"
    if response.streaming:  # a file, which no schema describes
        return
    check(response.json(), documented["content"][media_type]["schema"])


def check_request(response: Any, body: Any) -> None:
    """Fail unless the document allows the body that was accepted."""
    operation = operation_at(response.wsgi_request.method, response.wsgi_request.resolver_match.route)
    if body is not None and "requestBody" in operation:
        check(body, operation["requestBody"]["content"]["application/json"]["schema"])


def check(value: Any, schema: dict[str, Any]) -> None:
    """Fail unless `value` is as `schema` of the document says."""
    whole = {**schema, "components": _closed_components()}
    errors = list(Draft202012Validator(whole, format_checker=FORMATS).iter_errors(value))
    assert not errors, [f"{error.json_path}: {error.message}" for error in errors]


def pointed_to(thing: dict[str, Any]) -> dict[str, Any]:
    """Return what a reference points to, or the thing itself."""
    for name in thing.get("$ref", "#").split("/")[1:]:
        thing = document() if thing.get("$ref") else thing
        thing = thing[name]
    return thing


@cache
def _closed_components() -> dict[str, Any]:
    schemas = document()["components"]["schemas"]
    return {"schemas": {name: _closed(name, schema) for name, schema in schemas.items()}}


def _closed(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    is_answer = name.endswith("Out") and "Problem" not in name  # a problem may have further members (RFC 9457)
    return schema | {"additionalProperties": False} if is_answer else schema
