"""What must hold of every page, whoever opens it and in whatever language."""

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from backend.people.models import Person
from backend.web.reader_language import CONSOLE
from tests.factories.people import a_volunteer
from tests.web.world import World, signed_in

DIRECTIONS = {"en": "ltr", "nl": "ltr", "ar": "rtl"}
INLINE_HANDLERS = {"onclick", "onload", "onsubmit", "onchange", "onerror", "oninput", "onfocus"}


class Seen(HTMLParser):
    """What of a page matters here."""

    def __init__(self) -> None:
        super().__init__()
        self.root: dict[str, str | None] = {}
        self.inline: list[str] = []
        self.headings = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.root = given
        if tag == "h1":
            self.headings += 1
        if (
            tag == "style"
            or "style" in given
            or INLINE_HANDLERS & given.keys()
            or (given.get("href") or "").startswith("javascript:")
        ):
            self.inline.append(self.get_starttag_text() or tag)
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.inline.append("script")


def console_pages(world: World) -> list[str]:
    return [
        reverse("web:today"),
        reverse("web:proposals"),
        reverse("web:proposals") + "?state=open&waiting_for=coordinator&order=answer_by&helper_kind=volunteer",
        reverse("web:proposal", args=[world.proposal.uuid]),
        reverse("web:families"),
        reverse("web:family", args=[world.matched_family.uuid]),
        reverse("web:helpers"),
        reverse("web:runs"),
        reverse("web:run", args=[world.run.uuid]),
        reverse("web:match", args=[world.match.uuid]),
        reverse("web:by_hand", args=[world.matched_family.uuid]),
        reverse("web:second_choice", args=[world.proposal.uuid]),
        reverse("web:family_help", args=[world.matched_family.uuid]),
        reverse("web:recruitment"),
        reverse("web:hand_overs"),
        reverse("mfa_index"),
        reverse("usersessions_list"),
        reverse("account_logout"),
        "/nowhere/",
    ]


def pages_of_everybody(world: World) -> list[tuple[Person | None, str]]:
    pages: list[tuple[Person | None, str]] = [(world.coordinator, path) for path in console_pages(world)]
    people = (world.family, world.volunteer, world.matched_contact, world.matched_volunteer)
    pages += [(person, reverse("web:home")) for person in people]
    guest = ("web:start", "account_login", "account_request_login_code", "account_reset_password")
    return pages + [(None, reverse(name)) for name in guest]


def seen(client: Client, path: str) -> Seen:
    answer = client.get(path)
    assert answer.status_code == (404 if path == "/nowhere/" else 200), path
    page = Seen()
    page.feed(answer.content.decode())
    return page


@pytest.mark.parametrize("language", DIRECTIONS)
def test_every_page_says_its_language_and_direction_and_holds_nothing_inline(world: World, language: str) -> None:
    Person.objects.update(language=language)
    for person, path in pages_of_everybody(world):
        client = signed_in(person) if person else Client(headers={"accept-language": language})
        page = seen(client, path)
        shown = language if person != world.coordinator or language in CONSOLE else "en"
        assert (page.root["lang"], page.root["dir"]) == (shown, DIRECTIONS[shown]), path
        assert page.inline == [], path
        assert page.headings == 1, path


def test_no_browser_and_no_proxy_keeps_a_page_of_somebody_signed_in(world: World) -> None:
    for person, path in pages_of_everybody(world):
        if person and path.startswith(("/today", "/proposals", "/families", "/helpers", "/runs", "/home")):
            assert "no-store" in signed_in(person).get(path).headers["Cache-Control"], path


def test_the_security_policy_allows_nothing_inline(client: Client, db: None) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_every_page_weighs_less_than_fifty_kilobytes(world: World) -> None:
    for person, path in pages_of_everybody(world):
        client = signed_in(person) if person else Client()
        assert len(client.get(path).content) < 50_000, path


def test_the_console_is_english_for_those_in_whose_language_it_is_not_complete(world: World) -> None:
    Person.objects.update(language="uk")
    client = signed_in(world.coordinator)
    for path in (reverse("web:today"), reverse("mfa_index")):
        answer = client.get(path)
        assert '<html lang="en" dir="ltr">' in answer.content.decode()
        assert answer.headers["Content-Language"] == "en"
    judged = client.post(reverse("web:judge", args=[world.proposal.uuid]), {"answer": "yes"}, follow=True)
    assert "You said yes. Now the others are asked." in judged.content.decode()
    assert '<html lang="uk"' in signed_in(world.family).get(reverse("web:home")).content.decode()


def test_a_coordinator_who_helps_a_family_reads_the_home_in_their_own_language(world: World) -> None:
    a_volunteer(world.organisation, person=world.coordinator)
    Person.objects.update(language="ar")
    assert 'lang="ar" dir="rtl"' in signed_in(world.coordinator).get(reverse("web:home")).content.decode()
