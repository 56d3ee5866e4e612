"""What people do in a browser, as steps of a story."""

from typing import Final

from playwright.sync_api import Page

MOST_TABS: Final = 80


def ask_for_code(page: Page, email: str) -> None:
    """Write the address on the entrance and ask for a code."""
    page.goto("/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()


def sign_in_by_code(page: Page, code: str) -> None:
    """Write the code from the mail."""
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something called `name` has the focus, and see that the focus shows. Raises AssertionError."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate("(document.activeElement?.textContent ?? '').trim()")
        if focused.split(":")[0] == name:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"no way by keyboard to {name!r}")


def scrolls_sideways(page: Page) -> list[str]:
    """Return what reaches over the edge of a page that is wider than its window; nothing if none is."""
    found: list[str] = page.evaluate(
        """() => {
            const { scrollWidth, clientWidth } = document.documentElement;
            const isOut = (one) => { const at = one.getBoundingClientRect(); return at.right > clientWidth + 1 || at.left < -1; };
            return scrollWidth <= clientWidth ? [] : [...document.body.querySelectorAll("*")].filter(isOut).map((one) => one.outerHTML.slice(0, 90));
        }"""
    )
    return found
