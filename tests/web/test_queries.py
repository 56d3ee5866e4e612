"""Pages read in a fixed number of queries, however much there is to show."""

from typing import Any

import pytest
from django.urls import reverse

from tests.factories.people import a_family
from tests.web.world import World, asked_pair, signed_in


@pytest.mark.parametrize(
    ("name", "most"),
    [("today", 40), ("proposals", 18), ("families", 12), ("helpers", 12), ("runs", 10)],
)
def test_a_longer_list_takes_no_more_queries(
    world: World, django_assert_max_num_queries: Any, name: str, most: int
) -> None:
    client = signed_in(world.coordinator)
    for _ in range(12):
        asked_pair(world.organisation)
        a_family(world.organisation)
    with django_assert_max_num_queries(most):
        assert client.get(reverse(f"web:{name}")).status_code == 200


def test_the_pages_of_one_thing_take_few_queries(world: World, django_assert_max_num_queries: Any) -> None:
    client = signed_in(world.coordinator)
    with django_assert_max_num_queries(22):
        client.get(reverse("web:proposal", args=[world.proposal.uuid]))
    with django_assert_max_num_queries(24):
        client.get(reverse("web:family", args=[world.matched_family.uuid]))


def test_a_home_takes_few_queries(world: World, django_assert_max_num_queries: Any) -> None:
    client = signed_in(world.matched_volunteer)
    with django_assert_max_num_queries(40):
        client.get(reverse("web:home"))
