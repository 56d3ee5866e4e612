"""Every refusal has the same shape and a stable code."""

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from backend.people.models import Person
from tests.api.client import Api
from tests.factories.matching import a_proposal
from tests.factories.people import a_coordinator, a_person

pytestmark = pytest.mark.django_db


def send(method, path, body="", content_type="application/json", person=None, **headers):
    client = APIClient(headers={name.replace("_", "-"): value for name, value in headers.items()})
    client.force_authenticate(person or a_person())
    return client.generic(method, path, body, content_type=content_type)


def is_problem(answer, status, code):
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code), body
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert body["type"] == f"/problems/{code}"
    assert body["title"]
    assert body["detail"]
    assert answer.headers["Cache-Control"] == "no-store"
    return body


def test_a_body_that_is_not_json_is_malformed():
    is_problem(send("PATCH", "/api/v1/me", "{broken"), 400, "malformed")
    is_problem(send("PATCH", "/api/v1/me", b"\xff\xfe"), 400, "malformed")


def test_form_data_is_not_taken():
    is_problem(
        send("PATCH", "/api/v1/me", "name=x", "application/x-www-form-urlencoded"), 415, "unsupported_media_type"
    )


def test_other_forms_of_answer_are_not_given():
    is_problem(send("GET", "/api/v1/me", Accept="text/html"), 406, "not_acceptable")


def test_other_methods_are_not_taken_and_the_right_ones_are_named():
    answer = send("DELETE", "/api/v1/me")
    is_problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, PATCH, HEAD, OPTIONS"


def test_an_address_without_anything_is_not_found():
    for path in ("/api/v1/nothing", "/api/v1/proposals/17", "/api/v1/me/", "/api/"):
        is_problem(send("GET", path), 404, "not_found")


def test_a_giant_body_is_not_read():
    is_problem(send("PATCH", "/api/v1/me", b'"' + b"a" * 2**20 + b'"'), 413, "too_large")


def test_wrong_fields_are_named_each_with_a_code():
    answer = Api(a_person()).patch("me", {"language": "xx", "time_zone": "Mars/Olympus"})
    body = is_problem(answer, 422, "invalid")
    assert {(e["field"], e["code"]) for e in body["errors"]} == {
        ("language", "invalid_choice"),
        ("time_zone", "unknown_time_zone"),
    }


def test_a_body_that_is_no_object_is_invalid_as_a_whole():
    body = is_problem(send("PATCH", "/api/v1/me", "[]"), 422, "invalid")
    assert [(e["field"], e["code"]) for e in body["errors"]] == [("", "invalid")]


def test_a_wrong_query_is_invalid_too():
    body = is_problem(Api(a_person()).get("proposals?state=new&page_size=0&fit_min=2"), 422, "invalid")
    assert {e["field"] for e in body["errors"]} == {"state", "page_size", "fit_min"}


def test_a_field_that_the_domain_refuses_is_named_as_any_other():
    proposal = a_proposal()
    answer = Api(a_coordinator(proposal.organisation)).post(f"proposals/{proposal.uuid}/answer", {"answer": "no"})
    body = is_problem(answer, 422, "reason_missing")
    assert [(e["field"], e["code"]) for e in body["errors"]] == [("reason", "reason_missing")]


def test_what_is_not_yours_looks_exactly_like_what_is_not_there():
    foreign, stranger = a_proposal(), a_coordinator()
    for method, path in (("GET", ""), ("POST", "/answer"), ("POST", "/withdraw")):
        answers = {
            Api(stranger)
            .call(method, f"proposals/{uuid}{path}", {"answer": "yes"} if path == "/answer" else None)
            .content
            for uuid in (foreign.uuid, uuid4())
        }
        assert len(answers) == 1


def test_what_breaks_is_a_problem_too_and_tells_nothing(monkeypatch):
    def breaks(_):
        raise RuntimeError("secret")

    monkeypatch.setattr("backend.api.me.roles_of", breaks)
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(a_person())
    answer = client.get("/api/v1/me")
    is_problem(answer, 500, "broken")
    assert "secret" not in answer.content.decode()


def test_a_browser_needs_its_csrf_token():
    person = a_person()
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/api/v1/me").status_code == 200
    answer = client.patch("/api/v1/me", {"name": "Other"}, format="json")
    is_problem(answer, 403, "not_allowed")
    assert Person.objects.get(pk=person.pk).name == person.name
