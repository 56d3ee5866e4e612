"""Pages read in a fixed number of queries, however much there is to show."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backend.people.models import Helper
from matching.models.proposal import Party
from notifications.channels import INBOX
from notifications.models import DeliveryState
from tests.factories.clock import NOON
from tests.factories.journey import a_step
from tests.factories.matching import a_consent, a_match
from tests.factories.notifications import a_delivery, a_message
from tests.factories.people import a_family, a_volunteer, lead_of
from tests.web.world import World, a_run, asked_pair, signed_in


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def _more_of_everything(world: World) -> None:
    """Add to each list of the console."""
    lonely = [a_family(world.organisation) for _ in range(12)]
    for _ in range(12):
        judged = asked_pair(world.organisation)
        a_consent(judged, Party.COORDINATOR)
        asked_pair(world.organisation)
    a_run(world.organisation, unserved=lonely)


@pytest.mark.parametrize("name", ["today", "proposals", "families", "helpers", "runs"])
def test_a_longer_list_takes_no_more_queries(world: World, name: str) -> None:
    a_consent(asked_pair(world.organisation), Party.COORDINATOR)
    client, path = signed_in(world.coordinator), reverse(f"web:{name}")
    few = _queries(client, path)
    _more_of_everything(world)
    assert _queries(client, path) == few


def test_a_run_that_served_fewer_families_takes_no_more_queries(world: World) -> None:
    client = signed_in(world.coordinator)
    many = a_run(world.organisation, unserved=[a_family(world.organisation) for _ in range(13)])
    counts = {_queries(client, reverse("web:run", args=[run.uuid])) for run in (world.run, many)}
    assert len(counts) == 1


def test_a_family_with_a_longer_history_takes_no_more_queries(world: World) -> None:
    client, path = signed_in(world.coordinator), reverse("web:family", args=[world.matched_family.uuid])
    few = _queries(client, path)
    for _ in range(12):
        helper = a_volunteer(world.organisation)
        a_match(world.matched_family, helper, state="ended", end_reason="moved", ended_at=NOON)
    for milestone in ("home", "job_search", "school"):
        a_step(world.matched_family, milestone=milestone)
    assert _queries(client, path) == few


def test_a_match_in_which_more_stood_in_takes_no_more_queries(world: World) -> None:
    def stands_in() -> None:
        over = {"state": "ended", "ended_at": NOON, "end_reason": "stood_in", "stands_in_for": world.match}
        a_match(world.matched_family, a_volunteer(world.organisation), **over)

    stands_in()
    client, path = signed_in(world.coordinator), reverse("web:match", args=[world.match.uuid])
    few = _queries(client, path)
    for _ in range(3):
        stands_in()
    assert _queries(client, path) == few


def test_a_home_with_more_to_read_takes_no_more_queries(world: World) -> None:
    def told() -> None:
        a_delivery(a_message(world.matched_contact), channel=INBOX, state=DeliveryState.SENT)

    told()
    client, path = signed_in(world.matched_contact), reverse("web:home")
    few = _queries(client, path)
    for _ in range(12):
        told()
    for milestone in ("home", "job_search", "school"):
        a_step(world.matched_family, milestone=milestone)
    assert _queries(client, path) == few


def test_a_helper_of_more_families_takes_no_more_queries(world: World) -> None:
    helper = a_volunteer(world.organisation, capacity=3)
    client, path = signed_in(lead_of(helper)), reverse("web:home")
    _helps_one_more(helper, world)
    few = _queries(client, path)
    for _ in range(2):
        _helps_one_more(helper, world)
    assert _queries(client, path) == few


def _helps_one_more(helper: Helper, world: World) -> None:
    match = a_match(a_family(world.organisation), helper)
    for milestone in ("first_words", "id_card"):
        a_step(match.family, milestone=milestone)
