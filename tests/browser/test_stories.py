"""Stories in a real browser: signing in by code, judging by keyboard alone, saying yes on a phone."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from matching.lifecycle import ProposalState
from matching.models import Run
from matching.models.proposal import Party
from matching.models.run import RunState
from tests.browser.acts import ask_for_code, sign_in_by_code, tab_to
from tests.browser.chromium import LAPTOP, PHONE
from tests.browser.conftest import OpenTab
from tests.factories.matching import a_consent
from tests.web.world import World, a_run

pytestmark = pytest.mark.browser


def _code() -> str:
    [letter] = mail.outbox
    [code] = re.findall(r"^\s*([A-Z0-9]{4}-?[A-Z0-9]{4})\s*$", str(letter.body), re.MULTILINE)
    return str(code)


def test_a_coordinator_signs_in_reads_why_and_approves_by_keyboard_alone(world: World, open_tab: OpenTab) -> None:
    page = open_tab(LAPTOP)
    assert world.coordinator.email
    ask_for_code(page, world.coordinator.email)
    sign_in_by_code(page, _code())
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()

    tab_to(page, "Judge")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Both speak Arabic (level B1).")).to_be_visible()
    expect(page.locator(".bar").first).to_be_visible()

    tab_to(page, "Approve")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You said yes. Now the others are asked.")).to_be_visible()
    expect(page.get_by_role("status")).to_be_focused()
    assert world.proposal.consents.get().party == Party.COORDINATOR


def test_a_volunteer_on_a_phone_says_yes_and_then_the_family_sees_the_number(world: World, open_tab: OpenTab) -> None:
    a_consent(world.proposal, Party.COORDINATOR)
    page = open_tab(PHONE)
    assert world.volunteer.email
    ask_for_code(page, world.volunteer.email)
    sign_in_by_code(page, _code())
    expect(page.get_by_text("About 12 km apart.")).to_be_visible()
    page.get_by_role("button", name="Yes, I would like that").click()
    expect(page.get_by_text("Thank you for saying yes!")).to_be_visible()

    family = open_tab(PHONE, person=world.family)
    family.goto("/home/")
    family.get_by_role("button", name="Yes, I would like that").click()
    expect(family.get_by_text("You have all said yes!")).to_be_visible()
    expect(family.get_by_role("link", name="Call")).to_have_attribute("href", re.compile(r"^tel:\+3246000"))
    world.proposal.refresh_from_db()
    assert world.proposal.state == ProposalState.AGREED


def test_everything_a_family_needs_works_without_any_script(world: World, open_tab: OpenTab) -> None:
    page = open_tab(PHONE, person=world.matched_contact, has_scripts=False)
    page.goto("/home/")
    page.get_by_role("button", name="Done").first.click()
    expect(page.get_by_text("Well done!")).to_be_visible()
    page.locator("summary", has_text="English").click()
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_a_filter_changes_the_list_and_the_address_without_a_new_page(world: World, open_tab: OpenTab) -> None:
    page = open_tab(LAPTOP, person=world.coordinator)
    page.goto("/proposals/")
    page.evaluate("window.isSamePage = true")
    page.get_by_label("State").select_option("declined")
    expect(page.get_by_text("No proposals found.")).to_be_visible()
    assert "state=declined" in page.url
    assert page.evaluate("window.isSamePage")
    page.go_back()
    expect(page.get_by_text(world.proposal.family.reference, exact=True)).to_be_visible()


def test_a_run_is_followed_until_it_is_ready(world: World, open_tab: OpenTab) -> None:
    run = a_run(world.organisation, state=RunState.RUNNING, phase="plan", progress=20, certificate={})
    page = open_tab(LAPTOP, person=world.coordinator)
    page.goto(f"/runs/{run.uuid}/")
    expect(page.get_by_text("Looking for the best plan…")).to_be_visible()
    Run.objects.filter(pk=run.pk).update(phase="prove", progress=70)
    expect(page.get_by_text("Proving that no plan is better…")).to_be_visible()
    Run.objects.filter(pk=run.pk).update(state=RunState.DONE, progress=100, certificate={"primal": 1, "dual": 1})
    expect(page.get_by_text("Proven: no plan serves more families or fits better.")).to_be_visible()


def test_a_coordinator_without_scripts_filters_and_declines(world: World, open_tab: OpenTab) -> None:
    page = open_tab(LAPTOP, person=world.coordinator, has_scripts=False)
    page.goto("/proposals/")
    page.get_by_label("State").select_option("open")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Judge").click()
    page.get_by_text("Decline", exact=True).click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Decline the proposal").click()
    expect(page.get_by_text("You said no.")).to_be_visible()
