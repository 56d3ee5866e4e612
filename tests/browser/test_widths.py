"""Narrow screens: no page scrolls sideways, and what a thumb must hit is large enough."""

import pytest

from backend.people.models import Person
from matching.models.proposal import Party
from notifications.channels import INBOX
from notifications.models import DeliveryState
from tests.browser.acts import scrolls_sideways
from tests.browser.chromium import PHONE
from tests.browser.conftest import OpenTab
from tests.factories.matching import a_consent
from tests.factories.notifications import a_delivery, a_message
from tests.web.test_pages import console_pages
from tests.web.world import World

pytestmark = pytest.mark.browser

TARGET = 44
TOO_SMALL = """(least) => [...document.querySelectorAll("button, summary, a.button, a.way, select, input:not([type=hidden], [type=checkbox], [type=radio])")]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < least - 0.5)
    .map((one) => one.outerHTML.slice(0, 80))"""

STICKS_OUT = """() => [...document.querySelectorAll(".card .chip, .card .button")]
    .filter((one) => {
        const [inner, outer] = [one, one.closest(".card")].map((box) => box.getBoundingClientRect());
        return inner.right > outer.right + 0.5 || inner.left < outer.left - 0.5;
    })
    .map((one) => one.outerHTML.slice(0, 80))"""
HIDDEN_SIDEWAYS = """() => [...document.querySelectorAll(".table-wrap")]
    .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.outerHTML.slice(0, 80))"""
CUT_CHOICES = """() => [...document.querySelectorAll("select")].flatMap((one) => {
    const pen = document.createElement("canvas").getContext("2d");
    const look = getComputedStyle(one);
    pen.font = look.font;
    const room = one.clientWidth - parseFloat(look.paddingLeft) - parseFloat(look.paddingRight);
    return [...one.options].map((choice) => choice.text).filter((text) => pen.measureText(text).width > room);
})"""


@pytest.mark.parametrize("language", ["en", "nl", "fr", "ar"])
def test_no_page_of_the_phone_scrolls_sideways(world: World, open_tab: OpenTab, language: str) -> None:
    a_consent(world.proposal, Party.COORDINATOR)
    Person.objects.update(language=language)
    pages: list[tuple[Person | None, str]] = [(None, "/"), (None, "/accounts/login/")]
    pages += [(person, "/home/") for person in (world.family, world.volunteer, world.matched_contact)]
    for person, path in pages:
        page = open_tab({"width": 320, "height": 640}, person=person, language=language)
        for width in (320, 360, 390):
            page.set_viewport_size({"width": width, "height": 640})
            page.goto(path)
            assert scrolls_sideways(page) == [], (path, width)
            assert page.evaluate(STICKS_OUT) == [], (path, width)
        assert page.evaluate(TOO_SMALL, TARGET) == [], path


def test_no_page_of_the_console_scrolls_sideways_on_a_phone(world: World, open_tab: OpenTab) -> None:
    page = open_tab({"width": 360, "height": 640}, person=world.coordinator)
    for path in console_pages(world)[:12]:
        page.goto(path)
        assert scrolls_sideways(page) == [], path
        assert page.evaluate(HIDDEN_SIDEWAYS) == [], path


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
def test_no_choice_of_a_filter_is_cut(world: World, open_tab: OpenTab, language: str) -> None:
    Person.objects.update(language=language)
    page = open_tab({"width": 360, "height": 860}, person=world.coordinator)
    for width in (360, 900, 1280):
        page.set_viewport_size({"width": width, "height": 860})
        page.goto("/proposals/")
        assert page.evaluate(CUT_CHOICES) == [], width


def test_on_a_phone_the_button_of_a_message_stands_below_its_text(world: World, open_tab: OpenTab) -> None:
    a_delivery(a_message(world.family), channel=INBOX, state=DeliveryState.SENT)
    page = open_tab(PHONE, person=world.family)
    page.goto("/home/")
    text, button = page.locator(".message .soft"), page.locator(".message button")
    told, pressed = text.bounding_box(), button.bounding_box()
    assert told
    assert pressed
    assert pressed["y"] >= told["y"] + told["height"]
    assert told["width"] > 200
