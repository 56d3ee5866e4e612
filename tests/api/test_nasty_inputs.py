"""Whatever is sent to whatever operation: an answer that the document allows, and nothing breaks."""

import re
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from matching.models import Proposal
from tests.api.client import Api
from tests.api.document import check_answer, document, pointed_to
from tests.factories.journey import a_step
from tests.factories.matching import a_proposal
from tests.factories.people import a_coordinator

pytestmark = pytest.mark.django_db
VALUES: list[Any] = [
    None,
    "",
    "\x00",
    "\U0001f984" * 300,
    2**70,
    -1,
    0.5,
    True,
    [],
    {},
    [{}],
    {"a": {"b": 1}},
    str(uuid4()),
]
QUERIES = ["", "\x00", "a" * 2000, "-1", "1e999", "nan", "[]", "' OR 1=1 --", "\U0001f984", "../..", "%"]
BODIES = [
    b"",
    b"null",
    b"[]",
    b'"x"',
    b"17",
    b"{}",
    b'{"a": NaN}',
    b'{"name": "\\ud800"}',
    *(b"[" * depth + b"]" * depth for depth in (500, 950, 3000)),
    b"\xff",
    b'{"csv": "\\u0000"}',
]

OPERATIONS = [
    (method.upper(), path, operation)
    for path, operations in document()["paths"].items()
    for method, operation in operations.items()
]
WRITES = [(method, path, operation) for method, path, operation in OPERATIONS if method != "GET"]
READS = [(path, operation) for method, path, operation in OPERATIONS if method == "GET"]


@pytest.fixture
def staff():
    proposal = a_proposal()
    a_step(proposal.family, milestone="id_card")
    return a_coordinator(proposal.organisation)


def filled(path):
    """The path with ids of rows that are there, where it can be."""
    proposal = Proposal.objects.get()
    known = {
        "{proposal_id}": proposal.uuid,
        "{family_id}": proposal.family.uuid,
        "{helper_id}": proposal.helper.uuid,
        "{step_id}": proposal.family.steps.get().uuid,
    }
    for name, uuid in known.items():
        path = path.replace(name, str(uuid))
    return re.sub(r"{\w+}", lambda _: str(uuid4()), path)


@pytest.mark.parametrize(("method", "path", "operation"), WRITES, ids=[path for _, path, _ in WRITES])
def test_any_body(staff, method, path, operation):
    client = APIClient()
    client.force_authenticate(staff)
    for body in BODIES:
        for headers in ({}, {"Idempotency-Key": str(uuid4())}):
            sent: Any = body
            answer = client.generic(method, filled(path), sent, "application/json", headers=headers)
            check_answer(answer)


@pytest.mark.parametrize(("method", "path", "operation"), WRITES, ids=[path for _, path, _ in WRITES])
def test_any_value_in_any_field(staff, method, path, operation):
    json = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if json is None:
        return
    schema = pointed_to(json["schema"])
    [example] = [e["value"] for e in json["examples"].values()]
    api = Api(staff)
    for field in schema["properties"]:
        for value in VALUES:
            check_answer(
                api.client.generic(method, filled(path), api.encoded(example | {field: value}), "application/json")
            )


@pytest.mark.parametrize(("path", "operation"), READS, ids=[path for path, _ in READS])
def test_any_query(staff, path, operation):
    names = [parameter["name"] for parameter in map(pointed_to, operation["parameters"]) if parameter["in"] == "query"]
    for name in names:
        for value in QUERIES:
            Api(staff).get(f"{filled(path)}?{name}={quote(value)}")


@pytest.mark.parametrize("value", ["", ",;=*", "a" * 3000, "é", '"', 'W/"', "-" * 40])
def test_any_header(staff, value):
    for name in ("Accept_Language", "If_None_Match", "Idempotency_Key", "X_Session_Token"):
        Api(staff).get("me/proposals", **{name: value})
        Api(staff).post(f"me/inbox/{uuid4()}/read", **{name: value})
