"""Logs say which route and how it went, never who or what."""

import json
import logging
from io import StringIO

import pytest
from celery import shared_task
from celery.app.trace import build_tracer
from django.db import IntegrityError, transaction

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


@pytest.mark.django_db
def test_an_error_of_the_database_tells_its_code_and_never_the_row(lines):
    person = contact_of(a_family())
    try:
        with transaction.atomic():
            type(person).objects.create_user(person.email, name="Somebody")
    except IntegrityError:
        logging.getLogger("anything").exception("it broke")
    [line] = [line for line in lines() if line["event"] == "it broke"]
    told = json.dumps(line)
    assert str(person.email) not in told
    assert line["exception"][-1]["sqlstate"] == "23505"
    assert line["exception"][-1]["constraint"] == "people_person_email_key"
    assert any("test_logs.py" in frame for frame in line["exception"][0]["frames"])


def test_an_exception_is_told_by_its_type_without_its_message(lines):
    try:
        raise ValueError("Rima Hallak lives in Eeklo")
    except ValueError as error:
        logging.getLogger("anything").error("it broke", exc_info=error)
    [line] = lines()
    assert line["exception"][0]["type"] == "builtins.ValueError"
    assert "Rima" not in json.dumps(line)


@pytest.mark.django_db
def test_djangos_own_lines_say_the_route_and_not_the_path(lines, client, settings):
    client.raise_request_exception = False
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    client.get("/readyz?family=Hallak")
    [line] = [line for line in lines() if line.get("logger") == "django.request"]
    assert (line["route"], line["status"]) == ("readyz", 503)
    assert "Hallak" not in json.dumps(line)


def test_a_task_that_breaks_is_named_without_what_its_exception_says(lines):
    @shared_task(name="a_task_that_breaks")
    def breaks():
        raise ValueError("Rima Hallak lives in Eeklo")

    tracer = build_tracer(breaks.name, breaks, app=breaks.app, eager=False)
    tracer("an-id", [], {}, {"id": "an-id", "reply_to": None})
    line = next(line for line in lines() if line.get("logger") == "celery.app.trace")
    assert (line["task"], line["event"]) == ("a_task_that_breaks", "raised unexpected")
    assert "Rima" not in json.dumps(line)
