"""Pictures of the main pages: the story of the demo, played by its people in a real browser."""

import sys
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from playwright.sync_api import Browser, Page

from backend.demo.named import COORDINATOR, FAMILY, VOLUNTEER
from backend.people.models import Person
from matching.models import Proposal
from tests.browser.chromium import LAPTOP, PHONE, a_browser
from tests.web.world import signed_in

TELLING_FIT: Final = 0.75  # not so good that every bar is full


def take_all(base_url: str, folder: Path) -> None:
    """Take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with a_browser() as browser:
        _guest(browser, base_url, folder)
        _coordinator(browser, base_url, folder)
        _volunteer(browser, base_url, folder)
        _family(browser, base_url, folder)


def _tab(browser: Browser, base_url: str, size: Any, email: str | None = None) -> Page:
    scale = 1 if size["width"] > 600 else 2
    context = browser.new_context(viewport=size, base_url=base_url, device_scale_factor=scale)
    if email:
        session = signed_in(Person.objects.get(email=email)).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base_url}])
    return context.new_page()


def _take(page: Page, path: str, file: Path) -> None:
    page.goto(path)
    page.screenshot(path=file, full_page=True)
    sys.stdout.write(f"{file}  {file.stat().st_size // 1000} kB\n")


def _guest(browser: Browser, base_url: str, folder: Path) -> None:
    _take(_tab(browser, base_url, LAPTOP), "/", folder / "entrance.png")


def _coordinator(browser: Browser, base_url: str, folder: Path) -> None:
    page = _tab(browser, base_url, LAPTOP, COORDINATOR)
    wanted = Proposal.objects.filter(family__members__person__email=FAMILY, helper_kind="volunteer").latest(
        "created_at"
    )
    queue = Proposal.objects.filter(organisation=wanted.organisation, helper_kind="volunteer", fit__lt=TELLING_FIT)
    telling = queue.latest("fit")
    for other in queue.exclude(pk=telling.pk).order_by("-fit")[:2]:
        page.goto(f"/proposals/{other.uuid}/")
        _press(page, "Approve")
    _take(page, "/today/", folder / "today.png")
    _take(page, f"/proposals/{telling.uuid}/", folder / "proposal.png")
    page.goto(f"/proposals/{wanted.uuid}/")
    _press(page, "Approve")


def _volunteer(browser: Browser, base_url: str, folder: Path) -> None:
    page = _tab(browser, base_url, PHONE, VOLUNTEER)
    _take(page, "/home/", folder / "volunteer.png")
    _press(page, "Yes, I would like that")


def _family(browser: Browser, base_url: str, folder: Path) -> None:
    page = _tab(browser, base_url, PHONE, FAMILY)
    page.goto("/home/")
    _press(page, "Yes, I would like that")
    Person.objects.filter(email=FAMILY).update(language="ar")
    _take(page, "/home/", folder / "family-arabic.png")
    Person.objects.filter(email=FAMILY).update(language="en")


def _press(page: Page, name: str) -> None:
    button = page.get_by_role("button", name=name)
    if button.count():
        button.click()
        page.wait_for_load_state("networkidle")
