"""Administrators say on the page of requirements what is asked of every sponsor group."""

import pytest
from django.urls import reverse

from backend.people.models.organisation import Role
from tests.factories.people import a_coordinator
from tests.web.world import World, signed_in

ASK = {"quorum": "6", "quorum_days": "10", "pledge_euro": "9000"}


def post(client, world: World, **over: str):
    sent = {"organisation": str(world.organisation.uuid)} | ASK | over
    return client.post(reverse("web:group_rules"), sent, follow=True)


def rules_of(world: World) -> tuple[int, int, int]:
    world.organisation.refresh_from_db()
    asked = world.organisation
    return asked.group_quorum, asked.quorum_days, asked.group_pledge_euro


def test_an_administrator_asks_and_reads_it_again(world: World) -> None:
    boss = signed_in(a_coordinator(world.organisation, role=Role.ADMINISTRATOR))
    assert 'value="6"' in post(boss, world).content.decode()
    assert rules_of(world) == (6, 10, 9000)


@pytest.mark.parametrize("name", ASK)
def test_what_is_no_number_changes_nothing(world: World, name: str) -> None:
    boss = signed_in(a_coordinator(world.organisation, role=Role.ADMINISTRATOR))
    assert "Something in what you sent is not right." in post(boss, world, **{name: "-1"}).content.decode()
    assert rules_of(world) == (5, 30, 0)


def test_a_coordinator_does_not(world: World) -> None:
    assert post(signed_in(world.coordinator), world).status_code == 403
    assert rules_of(world) == (5, 30, 0)
