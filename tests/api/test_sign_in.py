"""Signing in and out: by a code in the mail, or by password and authenticator app."""

import pytest
from django.core import mail

from tests.api.client import Api
from tests.api.sign_in import call, token_by_code, token_by_password_and_totp
from tests.factories.people import a_coordinator, a_family, a_person, contact_of

pytestmark = pytest.mark.django_db


def test_a_family_signs_in_with_the_code_from_its_mail():
    contact = contact_of(a_family())
    answer = Api(token=token_by_code(contact)).get("me")
    assert answer.json()["id"] == str(contact.uuid)


def test_a_coordinator_signs_in_with_password_and_authenticator_app():
    coordinator = a_coordinator()
    answer = Api(token=token_by_password_and_totp(coordinator)).get("me")
    assert answer.json()["roles"][0]["role"] == "coordinator"


def test_the_first_token_alone_opens_nothing():
    asked = call("POST", "auth/code/request", {"email": a_person().email})
    assert Api(token=asked.json()["meta"]["session_token"]).get("me").status_code == 401


def test_after_signing_out_the_token_is_worth_nothing():
    token = token_by_code(a_person())
    assert Api(token=token).get("me").status_code == 200
    assert call("DELETE", "auth/session", token=token).status_code == 401
    assert Api(token=token).get("me").status_code == 401


def test_an_address_that_nobody_has_gets_the_same_answer_and_no_mail():
    known = call("POST", "auth/code/request", {"email": a_person().email})
    mail.outbox.clear()
    unknown = call("POST", "auth/code/request", {"email": "nobody@example.org"})
    assert (unknown.status_code, unknown.json()["data"]) == (known.status_code, known.json()["data"])
    assert mail.outbox == []


def test_who_is_not_active_any_more_is_nobody():
    person = a_person()
    token = token_by_code(person)
    person.is_active = False
    person.save()
    assert Api(token=token).get("me").status_code == 401
