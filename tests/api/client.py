"""The API as one person uses it. Every answer is held against the document, and queries are counted."""

import json
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from backend.people.models import Person
from tests.api.document import check_answer, check_request


class Api:
    """Calls of one person, or of a stranger.

    With `person` they are signed in without a session, so `queries` counts what the operation itself asks;
    with `token` they are signed in for real.
    """

    def __init__(self, person: Person | None = None, *, token: str | None = None, language: str | None = None) -> None:
        headers = {"X-Session-Token": token, "Accept-Language": language}
        self.client = APIClient(headers={name: value for name, value in headers.items() if value})
        if person is not None:
            self.client.force_authenticate(person)
        self.queries = 0

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("PATCH", path, body, **headers)

    def upload(self, path: str, fields: dict[str, Any], **headers: str) -> Any:
        """Return the answer to a form with files in it."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with CaptureQueriesContext(connection) as captured:
            response = self.client.post(f"/api/v1/{path}", fields, format="multipart", headers=named)
        self.queries = sum(not _is_savepoint(query["sql"]) for query in captured.captured_queries)
        check_answer(response)
        return response

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Return the answer; header names with _ for -. `path` is below /api/v1, or a whole one."""
        address = path if path.startswith("/") else f"/api/v1/{path}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with CaptureQueriesContext(connection) as captured:
            response = self.client.generic(
                method, address, "" if body is None else self.encoded(body), "application/json", headers=named
            )
        self.queries = sum(not _is_savepoint(query["sql"]) for query in captured.captured_queries)
        check_answer(response)
        if response.status_code < 300:
            check_request(response, body)
        return response

    def encoded(self, body: Any) -> str:
        return json.dumps(body)


def _is_savepoint(sql: str) -> bool:
    return "SAVEPOINT" in sql
