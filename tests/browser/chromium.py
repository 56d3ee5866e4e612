"""A real Chromium, without a window, that talks to nobody but the page under test."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from backend.devstack.chromium import find

QUIET: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)
PHONE: Final = {"width": 360, "height": 740}
LAPTOP: Final = {"width": 1280, "height": 860}


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Start Chromium and stop it at the end: the one that CHROMIUM names, else the system's.

    Playwright keeps an event loop running in this thread, which Django takes for asynchronous code and then
    refuses the ORM; nothing here is asynchronous, so we say so for as long as the browser lives.
    """
    path = find()
    assert path, "No Chromium here: install it, or name one in CHROMIUM."
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *as_root])
            yield browser
            browser.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
