"""Signing in for real: through allauth's headless API, with the code from the mail or the authenticator app."""

import json
import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.test import Client

from backend.people.models import Person

SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "a long password for tests"


def call(method: str, path: str, body: dict[str, Any] | None = None, token: str | None = None) -> Any:
    """Return allauth's answer to a phone."""
    headers = {"X-Session-Token": token} if token else {}
    return Client().generic(
        method, f"/_allauth/app/v1/{path}", _json(body), content_type="application/json", headers=headers
    )


def token_by_code(person: Person) -> str:
    """Return the session token of `person`, who signs in with the code from their mail."""
    asked = call("POST", "auth/code/request", {"email": person.email})
    assert asked.status_code == 401  # "not yet: the code is next"
    [letter] = [letter for letter in mail.outbox if letter.to == [person.email]]
    mail.outbox.remove(letter)
    code = re.search(r"^\s*([0-9A-Z]{4}-?[0-9A-Z]{4}|[0-9A-Z]{6})\s*$", str(letter.body), re.MULTILINE)
    assert code, letter.body
    done = call("POST", "auth/code/confirm", {"code": code[1]}, asked.json()["meta"]["session_token"])
    assert done.status_code == 200, done.content
    return str(done.json()["meta"]["session_token"])


def token_by_password_and_totp(person: Person) -> str:
    """Return the session token of `person`, who signs in with a password and an authenticator app."""
    person.set_password(PASSWORD)
    person.save()
    TOTP.activate(person, SECRET)
    first = call("POST", "auth/login", {"email": person.email, "password": PASSWORD})
    assert first.status_code == 401  # "not yet: the second factor is next"
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    done = call("POST", "auth/2fa/authenticate", {"code": code}, first.json()["meta"]["session_token"])
    assert done.status_code == 200, done.content
    return str(done.json()["meta"]["session_token"])


def _json(body: dict[str, Any] | None) -> str:
    return json.dumps(body) if body is not None else ""
