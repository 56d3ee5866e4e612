"""A browser for each module, and tabs that complain about what goes wrong in them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Request, ViewportSize

from backend.people.models import Person
from tests.browser.chromium import a_browser
from tests.web.world import World, a_world, signed_in

OpenTab = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as started:
        yield started


@pytest.fixture
def world(transactional_db: None) -> World:
    return a_world()


@pytest.fixture
def open_tab(browser: Browser, live_server: Any) -> Iterator[OpenTab]:
    """Open tabs of a given size and language; at the end, no script error and no broken policy may be on record."""
    wrong: list[str] = []
    contexts = []

    def open_one(
        size: ViewportSize, *, language: str = "en", person: Person | None = None, has_scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            viewport=size, base_url=live_server.url, locale=language, java_script_enabled=has_scripts
        )
        contexts.append(context)
        if person:
            session = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("requestfailed", lambda request: _note_failure(wrong, request))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert wrong == []


def _note_failure(wrong: list[str], request: Request) -> None:
    """Keep what failed, but for what our own next step cut off: the picture of a page that we left."""
    if request.failure != "net::ERR_ABORTED":
        wrong.append(f"{request.url}: {request.failure}")
