"""The entrance: what a guest sees, where everybody lands, signing in by code, and the choice of the language."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.factories.people import a_coordinator, a_family, a_person, contact_of
from tests.web.world import signed_in

pytestmark = pytest.mark.django_db


def test_a_guest_reads_what_this_is_and_can_ask_for_a_code(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Nobody should arrive alone." in page
    assert reverse("account_request_login_code") in page
    assert page.index("Send me a code") < page.index("sign in with a password")


def test_a_coordinator_lands_on_today_and_a_family_at_home() -> None:
    assert signed_in(a_coordinator()).get("/").headers["Location"] == reverse("web:today")
    assert signed_in(contact_of(a_family())).get("/").headers["Location"] == reverse("web:home")


def test_a_person_signs_in_with_the_code_from_the_mail(client: Client) -> None:
    person = contact_of(a_family())
    sent = client.post(reverse("account_request_login_code"), {"email": person.email})
    assert sent.headers["Location"].startswith(reverse("account_confirm_login_code"))
    assert "Your code" in client.get(sent.headers["Location"]).content.decode()
    [code] = re.findall(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", str(mail.outbox[0].body), re.MULTILINE)
    signed = client.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)
    assert signed.redirect_chain[-1][0] == reverse("web:home")


def test_a_wrong_code_is_refused_in_words(client: Client) -> None:
    person = contact_of(a_family())
    client.post(reverse("account_request_login_code"), {"email": person.email})
    answer = client.post(reverse("account_confirm_login_code"), {"code": "WRONG-1"})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()


@pytest.mark.parametrize("way", ["account_login", "web:start"])
def test_from_a_code_that_is_awaited_one_can_go_back_to_the_other_ways_to_sign_in(client: Client, way: str) -> None:
    client.post(reverse("account_request_login_code"), {"email": "wrong@example.org"})
    waiting = client.get(reverse("account_confirm_login_code")).content.decode()
    assert f'name="next" value="{reverse(way)}"' in waiting
    assert client.post(reverse("account_logout"), {"next": reverse(way)}).headers["Location"] == reverse(way)
    assert client.get(reverse("account_login")).status_code == 200
    asked = client.post(reverse("account_request_login_code"), {"email": "right@example.org"}, follow=True)
    assert "right@example.org" in asked.content.decode()


def test_a_coordinator_signs_in_with_a_password(client: Client) -> None:
    person = a_coordinator(password="a long enough password")
    sent = {"login": person.email, "password": "a long enough password"}
    answer = client.post(reverse("account_login"), sent, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("web:today")


def test_a_person_chooses_the_language_for_good() -> None:
    person = a_person()
    client = signed_in(person)
    answer = client.post(reverse("web:language"), {"language": "ar", "next": "/home/"})
    assert answer.headers["Location"] == "/home/"
    person.refresh_from_db()
    assert person.language == "ar"
    assert 'dir="rtl"' in client.get("/home/").content.decode()


def test_a_guest_chooses_the_language_for_this_browser(client: Client) -> None:
    client.post(reverse("web:language"), {"language": "nl", "next": "/"})
    assert '<html lang="nl"' in client.get("/").content.decode()


def test_a_language_that_we_do_not_have_changes_nothing() -> None:
    person = a_person(language="nl")
    assert signed_in(person).post(reverse("web:language"), {"language": "xx"}).status_code == 400
    person.refresh_from_db()
    assert person.language == "nl"


def test_the_choice_of_the_language_leads_nowhere_else(client: Client) -> None:
    answer = client.post(reverse("web:language"), {"language": "nl", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_signing_out_ends_the_session() -> None:
    client = signed_in(a_person())
    client.post(reverse("account_logout"))
    assert client.get(reverse("web:home")).status_code == 302
