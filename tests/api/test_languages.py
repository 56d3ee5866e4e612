"""Answers speak the language asked for, else the person's own; each text says which language it is really in."""

import pytest

from backend.journey.plan import MILESTONES
from tests.api.client import Api
from tests.factories.journey import a_step
from tests.factories.matching import a_match
from tests.factories.people import a_person, contact_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "ar"),
        ("nl", "nl"),
        ("nl-BE", "nl"),
        ("nl-BE,nl;q=0.9", "nl"),
        ("de, fr;q=0.8, en;q=0.5", "fr"),
        ("fa", "fa-af"),
        ("fa-AF", "fa-af"),
        ("de", "ar"),
        ("*", "ar"),
        (";;;", "ar"),
    ],
)
def test_the_language_asked_for_wins_over_the_persons_own(header, language):
    answer = Api(a_person(language="ar"), language=header).get("me")
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_person_who_reads_what_we_no_longer_write_gets_english():
    assert Api(a_person(language="xx")).get("me").headers["Content-Language"] == "en"


def test_a_text_says_its_language_and_direction():
    match = a_match()
    answer = Api(contact_of(match.family), language="ar").get("me/contacts")
    [spoken] = answer.json()["results"][0]["languages"]
    assert spoken == {"code": "en", "name": {"text": "الإنجليزية", "lang": "ar", "dir": "rtl"}}


def test_a_text_without_a_translation_says_that_it_is_english():
    step = a_step(milestone="id_card")
    source = str(MILESTONES["id_card"].title)
    for language in ("ti", "uk", "fa-af"):
        answer = Api(contact_of(step.family), language=language).get("me/next-steps")
        title = answer.json()["results"][0]["steps"][0]["title"]
        assert (title["lang"] == "en") == (title["text"] == source)
        assert (title["dir"] == "rtl") == (title["lang"] == "fa-af")
