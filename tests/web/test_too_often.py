"""Who has looked at many suggestions and explanations is told kindly to go on later."""

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from tests.factories.clock import NOON
from tests.factories.people import a_family
from tests.web.world import World, signed_in


@pytest.fixture(autouse=True)
def _within_one_hour() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def test_after_one_page_all_the_others_wait(world: World, settings) -> None:
    settings.PLANS_AN_HOUR = 1
    family, client = a_family(world.organisation), signed_in(world.coordinator)
    pages = [
        reverse("web:family_help", args=[family.uuid]),
        reverse("web:suggestion", args=[family.uuid]),
        reverse("web:second_choice", args=[world.proposal.uuid]),
    ]
    assert client.get(pages[0]).status_code == 200
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 429
        assert "Please go on in an hour at the latest; nothing is lost." in answer.content.decode()
        assert answer.headers["Retry-After"] == "3600"


@pytest.mark.parametrize("page", range(3))
def test_each_page_counts(world: World, settings, page: int) -> None:
    settings.PLANS_AN_HOUR = 0
    family = a_family(world.organisation)
    asked = [("family_help", family.uuid), ("suggestion", family.uuid), ("second_choice", world.proposal.uuid)]
    name, uuid = asked[page]
    assert signed_in(world.coordinator).get(reverse(f"web:{name}", args=[uuid])).status_code == 429


def test_a_yes_is_counted_too(world: World, settings) -> None:
    settings.PLANS_AN_HOUR = 0
    path = reverse("web:suggestion_yes", args=[a_family(world.organisation).uuid])
    assert signed_in(world.coordinator).post(path, {"token": "0"}).status_code == 429
