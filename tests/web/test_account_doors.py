"""A shared phone that lies open is not enough to take an account over; what is not named is closed."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import get_resolver, reverse

from backend.web import account_doors
from tests.factories.people import a_coordinator, a_family, contact_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def account_routes(resolver: Any = None, path="/", space=""):
    """Yield name and address of every route of allauth's that takes no argument."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = path + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            name = getattr(entry, "namespace", None)
            yield from account_routes(entry, here, f"{space}{name}:" if name else space)
        elif here.startswith(account_doors.PREFIXES) and "(" not in here:
            yield f"{space}{entry.name}", here


CLOSED = [(name, path) for name, path in account_routes() if name not in account_doors.OPEN | account_doors.FOR_STAFF]
FOR_STAFF = [(name, path) for name, path in account_routes() if name in account_doors.FOR_STAFF]


def signed_in(person):
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def code_from(message):
    [code] = re.findall(r"^([A-Z0-9]{4}-[A-Z0-9]{4}|[A-Z0-9]{6,8})$", message.body, re.MULTILINE)
    return code


def test_the_tables_name_only_what_there_is():
    known = {name for name, _ in account_routes()} | {"account_reset_password_from_key"}
    assert known >= account_doors.OPEN | account_doors.FOR_STAFF
    assert {"account_email", "account_signup", "headless:app:account:manage_email"} <= {name for name, _ in CLOSED}


@pytest.mark.parametrize(("name", "path"), CLOSED, ids=[name for name, _ in CLOSED])
def test_what_is_not_named_is_closed_for_everybody(name, path):
    for client in (Client(), signed_in(contact_of(a_family())), signed_in(a_coordinator())):
        for method in (client.get, client.post):
            assert method(path).status_code == 404


@pytest.mark.parametrize(("name", "path"), FOR_STAFF, ids=[name for name, _ in FOR_STAFF])
def test_families_change_nothing_about_how_they_sign_in(name, path):
    for client in (Client(), signed_in(contact_of(a_family()))):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404


def test_an_open_session_of_staff_without_a_password_is_not_enough_to_enrol_a_second_factor():
    client = signed_in(a_coordinator())
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": 0}]
    session.save()
    assert client.get(reverse("mfa_activate_totp")).status_code == 403
    assert client.get(reverse("mfa_index")).status_code == 200


def test_staff_who_have_just_signed_in_by_code_enrol_a_second_factor():
    person = a_coordinator()
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": person.email})
    client.post(reverse("account_confirm_login_code"), {"code": code_from(mail.outbox[0])})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_only_staff_can_ask_for_a_new_password_and_nobody_sees_the_difference():
    family, staff = contact_of(a_family()), a_coordinator()
    answers = [
        Client().post(reverse("account_reset_password"), {"email": address})
        for address in (family.email, staff.email, "nobody@example.org")
    ]
    assert len({(answer.status_code, answer.headers["Location"]) for answer in answers}) == 1
    assert [message.to for message in mail.outbox] == [[staff.email]]


@pytest.mark.parametrize("language", ["en", "nl", "fr", "ar", "fa-af", "ti", "uk"])
def test_the_code_comes_in_the_language_of_its_reader(language):
    person = contact_of(a_family())
    person.language = language
    person.save()
    Client(headers={"Accept-Language": "en"}).post(reverse("account_request_login_code"), {"email": person.email})
    [message] = mail.outbox
    assert code_from(message)
    assert "Familievriend" in message.subject
    assert ("Your code" in message.subject) == (language == "en")
    assert "127.0.0.1" not in message.body
    assert "testserver" not in message.body


def test_a_script_name_does_not_lead_around_the_doors():
    client = signed_in(contact_of(a_family()))
    for name, path in (*CLOSED, *FOR_STAFF):
        if name not in account_doors.OPEN:
            assert client.get(f"/x{path}", SCRIPT_NAME="/x").status_code == 404


@pytest.mark.parametrize("client_kind", ["app", "browser"])
def test_nobody_ends_the_sessions_of_others_through_an_open_one(client_kind):
    path = reverse(f"headless:{client_kind}:usersessions:sessions")
    assert signed_in(contact_of(a_family())).delete(path).status_code == 404


def test_a_body_that_is_too_large_or_too_deep_is_refused_and_breaks_nothing():
    path = reverse("headless:app:account:request_login_code")
    deep, hidden = (Client().post(path, "[" * 8_000, content_type=kind) for kind in ("application/json", "text/plain"))
    large = Client().post(path, "x" * 20_000, content_type="application/json")
    assert (deep.status_code, hidden.status_code, large.status_code) == (400, 400, 413)


def test_no_page_about_an_account_is_stored():
    client = signed_in(a_coordinator())
    for name in ("mfa_index", "usersessions_list", "account_logout"):
        assert "no-store" in client.get(reverse(name)).headers["Cache-Control"]


def test_who_is_signed_out_is_asked_for_a_code_and_not_for_a_password():
    answer = Client().get(reverse("web:home"))
    assert answer.headers["Location"].startswith(reverse("account_request_login_code"))


def test_signing_in_by_code_leads_where_one_was_going():
    person = contact_of(a_family())
    assert EmailAddress.objects.filter(user=person, verified=True).exists()
    client = Client()
    asked = client.post(reverse("account_request_login_code"), {"email": person.email, "next": reverse("web:home")})
    confirmed = client.post(asked.headers["Location"], {"code": code_from(mail.outbox[0]), "next": reverse("web:home")})
    assert confirmed.headers["Location"] == reverse("web:home")
