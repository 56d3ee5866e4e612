"""Guards over every route: strangers are refused first, and no POST forgets its Idempotency-Key."""

from itertools import product
from uuid import uuid4

import pytest
from django.test import Client

from backend.api.docs import NothingHere
from backend.api.endpoint import Endpoint
from tests.api.document import api_routes

OPEN = {"schema/", "docs/"}
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")


def routes():
    return [route for route in api_routes() if str(route.pattern) not in OPEN]


each_route = pytest.mark.parametrize("route", routes(), ids=lambda route: str(route.pattern))


def address(route):
    path = str(route.pattern)
    for part in [part for part in path.split("/") if part.startswith("<")]:
        path = path.replace(part, str(uuid4()))
    return f"/api/{path}"


@pytest.mark.django_db
@each_route
def test_a_stranger_is_refused_before_anything_is_looked_at(route):
    for method, body in product(METHODS, ("", "{broken", '{"answer": 17}')):
        answer = Client().generic(method, address(route) + "?page_size=none", body, content_type="application/json")
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"]
        assert answer.headers["Cache-Control"] == "no-store"


@each_route
def test_every_route_is_an_endpoint(route):
    assert issubclass(route.callback.cls, Endpoint)
    assert route.callback.cls.permission_classes == Endpoint.permission_classes
    assert route.callback.cls.authentication_classes == Endpoint.authentication_classes


@each_route
def test_every_post_that_does_something_takes_an_idempotency_key(route):
    post = getattr(route.callback.cls, "post", None)
    assert post is None or route.callback.cls is NothingHere or post.is_idempotent


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/schema/", "/api/docs/"])
def test_the_document_is_open(address):
    assert Client().get(address).status_code == 200
