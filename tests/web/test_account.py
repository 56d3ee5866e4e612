"""Sign-in settings: the pages of allauth in our own design, and a sign-in app set up and used."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from backend.people.models import Person
from tests.factories.people import a_coordinator, a_family, contact_of
from tests.web.world import signed_in

PASSWORD = "a long enough password"

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> Person:
    return a_coordinator(password=PASSWORD)


def _signed_in_by_password(coordinator: Person) -> Any:
    client = Client()
    client.post(reverse("account_login"), {"login": coordinator.email, "password": PASSWORD})
    return client


def _present_code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def test_a_coordinator_sets_up_a_sign_in_app_and_is_asked_for_its_code(coordinator: Person) -> None:
    client = _signed_in_by_password(coordinator)
    assert client.get(reverse("mfa_activate_totp")).headers["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert "Familievriend</span></a>" in page.content.decode()
    secret = page.context["form"].secret
    codes = client.post(reverse("mfa_activate_totp"), {"code": _present_code(secret)}, follow=True)
    assert codes.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes")
    assert "<textarea" in codes.content.decode()

    again = Client()
    sent = {"login": coordinator.email, "password": PASSWORD}
    asked = again.post(reverse("account_login"), sent, follow=True)
    assert asked.redirect_chain[-1][0].startswith(reverse("mfa_authenticate"))
    assert again.get(reverse("web:today")).status_code == 302


@pytest.mark.parametrize("name", ["account_change_password", "mfa_index", "usersessions_list", "account_logout"])
def test_the_pages_of_the_account_are_ours(coordinator: Person, name: str) -> None:
    page = _signed_in_by_password(coordinator).get(reverse(name)).content.decode()
    assert "web/app.css" in page
    assert "Menu:" not in page


def test_the_pages_of_the_account_keep_the_menu_of_the_console_for_staff(coordinator: Person) -> None:
    client = _signed_in_by_password(coordinator)
    for name in ("account_change_password", "mfa_index", "usersessions_list", "account_logout"):
        assert reverse("web:proposals") in client.get(reverse(name)).content.decode(), name
    page = signed_in(contact_of(a_family())).get(reverse("account_logout")).content.decode()
    assert reverse("web:proposals") not in page
    assert "To my start page" in page


def test_a_wrong_password_is_refused_in_words(coordinator: Person, client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": coordinator.email, "password": "wrong"})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()


def test_nobody_opens_an_account_alone(client: Client) -> None:
    page = client.get(reverse("account_signup")).content.decode()
    assert "web/app.css" in page
    assert '<input type="email"' not in page
