"""The pages of a suggestion and of a comparison: they fit a narrow screen, and the yes goes through."""

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models.run import RunTrigger
from matching.services.runs import execute_run, request_run
from tests.browser.acts import scrolls_sideways
from tests.browser.conftest import OpenTab
from tests.web.test_suggestion import a_tight_place
from tests.web.world import World

pytestmark = pytest.mark.browser


def a_run(world: World, **over):
    queued = request_run(organisation=world.organisation, trigger=RunTrigger.CONSOLE, now=timezone.now(), **over)
    return execute_run(queued.pk, clock=timezone.now)


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
def test_a_coordinator_looks_at_a_suggestion_and_says_yes(world: World, open_tab: OpenTab, language: str) -> None:
    world.coordinator.language = language
    world.coordinator.save()
    asking, *_ = a_tight_place(world.organisation)
    page = open_tab({"width": 1200, "height": 900}, person=world.coordinator, language=language)
    page.goto(reverse("web:family", args=[asking.uuid]))
    page.locator(f"a[href='{reverse('web:suggestion', args=[asking.uuid])}']").click()
    page.wait_for_url("**/suggestion/")
    page.set_viewport_size({"width": 360, "height": 640})
    assert scrolls_sideways(page) == []
    page.locator("form[action$='/suggestion/yes/'] button").click()
    page.wait_for_url("**/proposals/**")


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
def test_a_comparison_fits_a_narrow_screen(world: World, open_tab: OpenTab, language: str) -> None:
    world.coordinator.language = language
    world.coordinator.save()
    a_run(world)
    a_tight_place(world.organisation)
    tried = a_run(world, is_dry=True, tried_weights={"distance": 1})
    page = open_tab({"width": 1200, "height": 900}, person=world.coordinator, language=language)
    page.goto(reverse("web:run", args=[tried.uuid]))
    page.locator(f"a[href='{reverse('web:run_comparison', args=[tried.uuid])}']").click()
    page.wait_for_url("**/comparison/")
    page.set_viewport_size({"width": 360, "height": 640})
    assert scrolls_sideways(page) == []
    page.goto(reverse("web:runs"))
    page.locator("details.more > summary").first.click()
    page.locator("details.more details.more > summary").first.click()
    assert scrolls_sideways(page) == []
