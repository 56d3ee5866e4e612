"""Logs say which route and how it went, never who or what."""

import json
import logging
from io import StringIO

import pytest

from backend.project import logs
from tests.factories.people import a_family, contact_of


@pytest.fixture
def lines():
    """Return a function that gives the log lines so far as parsed JSON."""
    stream = StringIO()
    described = logs.configuration(level="INFO", as_json=True)["formatters"]["structured"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(described.pop("()")(**described))
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


@pytest.mark.django_db
def test_a_request_is_one_line_with_its_route_and_no_person(client, lines):
    person = contact_of(a_family())
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(f"/api/v1/proposals/{person.uuid}?search={person.email}")
    [line] = [line for line in lines() if line.get("logger") == "request"]
    assert (line["method"], line["status"]) == ("GET", 404)
    told = json.dumps(line)
    for secret in (str(person.email), person.name, str(person.uuid)):
        assert secret not in told
