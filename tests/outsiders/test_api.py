"""No address of the API tells somebody from elsewhere that a row is there: 404, byte for byte that of no row."""

from functools import cache
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.client import Api
from tests.api.document import api_routes, operation_at
from tests.factories.clock import NOON
from tests.outsiders.rows import EACH, OUTSIDERS, PART, STAFF, filled, rows

pytestmark = pytest.mark.django_db
METHODS = ("get", "post", "put", "patch", "delete")
STAFF_ONLY = 403  # said before any row is looked for, to who works nowhere


def operations():
    """Return (method, route) of every operation whose address names a row."""
    return [
        (method.upper(), str(route.pattern))
        for route in api_routes()
        if PART.search(str(route.pattern))
        for method in METHODS
        if hasattr(route.callback, "cls") and hasattr(route.callback.cls, method)
    ]


@cache
def example_of(method, route):
    """Return what the document gives as an example of a body, which is a sound one; None where there is no body."""
    content = operation_at(method, f"api/{route}").get("requestBody", {}).get("content", {})
    examples = [one["value"] for kind in content.values() for one in kind.get("examples", {}).values()]
    return examples[0] if examples else None


def asked(api, method, path, body):
    """Return the status and the body of the answer."""
    answer = api.call(method, path, body)
    if answer.status_code == 415:  # a file is wanted
        answer = api.client.post(path, {"code": "identity", "file": SimpleUploadedFile("x.pdf", b"%PDF-1.4")})
    return answer.status_code, answer.content


@pytest.mark.parametrize("who", EACH)
def test_for_an_outsider_no_address_has_a_row(who):
    there, api = rows(), Api(OUTSIDERS[who]())
    expected = {404} if who in STAFF else {404, STAFF_ONLY}
    wrong = {}
    with time_machine.travel(NOON, tick=False):
        for method, route in operations():
            body = example_of(method, route)
            answers = [
                asked(api, method, f"/api/{filled(route, named)}", body)
                for named in (there.__getitem__, lambda part: uuid4())
            ]
            if answers[0] != answers[1] or answers[0][0] not in expected:
                wrong[method, route] = answers
    assert wrong == {}


def test_every_address_that_names_a_row_is_asked():
    assert len(operations()) > 50
    assert {method for method, _ in operations()} >= {"GET", "POST"}
