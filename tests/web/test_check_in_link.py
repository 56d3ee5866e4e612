"""The page of a signed link: a question and four buttons, without sign-in, without anything personal."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from backend.care.links import signed
from backend.care.models import CheckInAnswer
from backend.care.models.check_in import CheckInValue, CheckInWay
from backend.people.models import Person
from matching.lifecycle import MatchState
from matching.models import Match
from tests.factories.care import a_check_in, an_answer
from tests.factories.clock import NOON
from tests.factories.people import a_person, contact_of, lead_of
from tests.web.world import signed_in

pytestmark = pytest.mark.django_db

DIRECTIONS = {"en": "ltr", "nl": "ltr", "fr": "ltr", "ar": "rtl", "fa-af": "rtl", "ti": "ltr", "uk": "ltr"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def check_in():
    return a_check_in()


@pytest.fixture
def path(check_in):
    return reverse("web:check_in_link", args=[signed(check_in.uuid, contact_of(check_in.match.family).uuid, now=NOON)])


@pytest.fixture
def strict():
    """Return a browser without any cookie, on a server that insists on CSRF tokens."""
    return Client(enforce_csrf_checks=True)


def test_a_look_changes_nothing_and_one_tap_answers(strict, path):
    for _ in range(2):
        assert strict.get(path).content.decode().count('name="value"') == 4
    assert strict.head(path).status_code == 200
    assert not CheckInAnswer.objects.exists()
    page = strict.post(path, {"value": "want_to_talk"}, follow=True).content.decode()
    assert "Thank you for your answer." in page
    assert "You said: I want to talk with somebody." in page
    assert [answer.value for answer in CheckInAnswer.objects.all()] == ["want_to_talk"]


def test_it_may_be_answered_again(strict, path):
    for value in ("good", "not_met"):
        page = strict.post(path, {"value": value}).content.decode()
    assert "You said: We have not met." in page


@pytest.mark.parametrize("way", list(CheckInWay))
def test_who_opens_the_letter_later_does_not_read_what_was_said(strict, path, check_in, way):
    pages = set()
    for value in (CheckInValue.GOOD, CheckInValue.WANT_TO_TALK):
        an_answer(check_in, value, way=way)
        pages.add(strict.get(path).content.decode())
    [page] = pages
    assert "Thank you for your answer." in page
    assert "You said" not in page


@pytest.mark.parametrize("sent", [{}, {"value": "perhaps"}])
def test_what_is_no_answer_is_asked_again(strict, path, sent):
    answer = strict.post(path, sent)
    assert answer.status_code == 400
    assert 'name="value"' in answer.content.decode()
    assert not CheckInAnswer.objects.exists()


@pytest.mark.parametrize(("language", "direction"), DIRECTIONS.items())
def test_the_question_comes_in_the_language_of_whom_it_asks(strict, path, language, direction):
    Person.objects.update(language=language)
    page = strict.get(path, headers={"Accept-Language": "nl"}).content.decode()
    assert f'lang="{language}" dir="{direction}"' in page
    assert ("How is it going?" in page) == (language == "en")


def test_nothing_personal_is_on_it_no_cookie_is_set_and_nobody_keeps_it(strict, path, check_in):
    match = check_in.match
    for answer in (strict.get(path), strict.post(path, {"value": "good"})):
        assert not answer.cookies
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    page = strict.get(path).content.decode()
    names = [contact_of(match.family).name, lead_of(match.helper).name, "Member 1", match.organisation.name]
    assert not [name for name in (*names, match.family.reference) if name in page]
    links = set(re.findall(r'(?:href|action|src)="([^"]+)"', page))
    assert all(link.startswith(("/static/", "#")) for link in links)


def test_it_answers_for_whom_it_was_made_whoever_is_signed_in(path, check_in):
    signed_in(a_person()).post(path, {"value": "good"})
    assert CheckInAnswer.objects.get().person == contact_of(check_in.match.family)


def test_it_signs_nobody_in(strict, path):
    strict.post(path, {"value": "good"})
    assert strict.get(reverse("web:home")).status_code == 302


def test_after_thirty_days_it_has_ended(strict, path, clock):
    clock.move_to(NOON + timedelta(days=30))
    for answer in (strict.get(path), strict.post(path, {"value": "good"})):
        assert answer.status_code == 410
        assert "This link has ended" in answer.content.decode()
    assert not CheckInAnswer.objects.exists()


@pytest.mark.parametrize(
    "over", [{"state": MatchState.ENDED, "ended_at": NOON, "end_reason": "moved"}, {"is_suspended": True}]
)
def test_when_they_may_not_be_in_touch_it_has_ended_and_does_not_say_why(strict, path, clock, over):
    Match.objects.update(**over)
    ended = strict.get(path)
    assert ended.status_code == 410
    clock.move_to(NOON + timedelta(days=40))
    assert strict.get(path).content == ended.content


def test_a_link_that_we_have_not_made_is_not_there(strict, path):
    for wrong in (path[:-2] + "/", "/check-in/x/", "/check-in/" + "A" * 5000 + "/"):
        assert strict.get(wrong).status_code == strict.post(wrong, {"value": "good"}).status_code == 404
    assert not CheckInAnswer.objects.exists()
