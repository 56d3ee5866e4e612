"""Explanations in a browser: opened where they are asked for, and readable on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.acts import scrolls_sideways
from tests.browser.chromium import LAPTOP, PHONE
from tests.browser.conftest import OpenTab
from tests.browser.test_widths import STICKS_OUT, TARGET, TOO_SMALL
from tests.factories.people import a_family, a_volunteer
from tests.factories.places import a_municipality
from tests.web.test_explanations import RECRUIT
from tests.web.world import World, a_run

pytestmark = pytest.mark.browser


def _people(world: World) -> list[str]:
    """Add a second choice that others hold, a family that needs help, a list; return the pages."""
    a_family(world.organisation, needs=["housing_search"])
    a_volunteer(world.organisation, skills=["housing_search"])
    far = a_municipality(latitude=45.0, names={"nl": "Sint-Genesius-Rode", "fr": "Rhode-Saint-Genèse"})
    lonely = a_family(world.organisation, languages={"ti": 6, "nl": 2}, municipality=far)
    a_volunteer(world.organisation, languages={"nl": 6}, municipality=far)
    a_volunteer(world.organisation, languages={"ti": 6}, municipality=a_municipality(latitude=46.0), travel_km=20)
    better = RECRUIT | {"need": None, "gender": None, "priority": None, "points": 1250}
    a_run(world.organisation, recruitment=[row | {"municipality": str(far.uuid)} for row in (RECRUIT, better)])
    return [
        f"/proposals/{world.proposal.uuid}/second-choice/",
        f"/families/{lonely.uuid}/help/?search=H",
        "/recruitment/",
    ]


def test_the_second_choice_opens_beside_the_proposal(world: World, open_tab: OpenTab) -> None:
    _people(world)
    page = open_tab(LAPTOP, person=world.coordinator)
    page.goto(f"/proposals/{world.proposal.uuid}/")
    page.get_by_role("link", name="Show", exact=True).click()
    expect(page.get_by_text("They would fit, but all together would be worse off.")).to_be_visible()
    assert page.url.endswith(f"/proposals/{world.proposal.uuid}/")


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
def test_no_explanation_scrolls_sideways_on_a_phone(world: World, open_tab: OpenTab, language: str) -> None:
    paths = _people(world)
    type(world.coordinator).objects.filter(pk=world.coordinator.pk).update(language=language)
    page = open_tab(PHONE, person=world.coordinator, language=language)
    for path in paths:
        page.goto(path)
        assert scrolls_sideways(page) == [], path
        assert page.evaluate(STICKS_OUT) == [], path
        assert page.evaluate(TOO_SMALL, TARGET) == [], path
