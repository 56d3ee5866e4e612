"""Narrow screens: no page scrolls sideways, and what a thumb must hit is large enough."""

import pytest

from backend.people.models import Person
from matching.models.proposal import Party
from tests.browser.acts import scrolls_sideways
from tests.browser.conftest import OpenTab
from tests.factories.matching import a_consent
from tests.web.test_pages import console_pages
from tests.web.world import World

pytestmark = pytest.mark.browser

TARGET = 44
TOO_SMALL = """(least) => [...document.querySelectorAll("button, summary, a.button, a.way, select, input:not([type=hidden], [type=checkbox], [type=radio])")]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < least - 0.5)
    .map((one) => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("language", ["en", "nl", "ar"])
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
        assert page.evaluate(TOO_SMALL, TARGET) == [], path


def test_no_page_of_the_console_scrolls_sideways_on_a_phone(world: World, open_tab: OpenTab) -> None:
    page = open_tab({"width": 360, "height": 640}, person=world.coordinator)
    for path in console_pages(world)[:9]:
        page.goto(path)
        assert scrolls_sideways(page) == [], path
