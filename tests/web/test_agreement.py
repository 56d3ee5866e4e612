"""Administrators say who approves what was proposed by hand, and how long matches are tried out."""

import pytest
from django.urls import reverse

from backend.people.models.organisation import Role
from tests.factories.people import a_coordinator, an_organisation
from tests.web.world import World, signed_in

SAY = "web:choose_agreement"


def rules_of(world: World) -> tuple[bool, int]:
    world.organisation.refresh_from_db()
    return world.organisation.four_eyes, world.organisation.trial_days


def test_an_administrator_says_how_people_agree(world: World) -> None:
    boss = signed_in(a_coordinator(world.organisation, role=Role.ADMINISTRATOR))
    sent = {"organisation": str(world.organisation.uuid), "trial_days": "14"}
    boss.post(reverse(SAY), sent | {"four_eyes": "1"})
    assert rules_of(world) == (True, 14)
    boss.post(reverse(SAY), sent)
    assert rules_of(world) == (False, 14)


@pytest.mark.parametrize("days", ["-1", "", "366", "some"])
def test_days_that_are_none_change_nothing(world: World, days: str) -> None:
    boss = signed_in(a_coordinator(world.organisation, role=Role.ADMINISTRATOR))
    sent = {"organisation": str(world.organisation.uuid), "trial_days": days, "four_eyes": "1"}
    assert "Something in what you sent is not right." in boss.post(reverse(SAY), sent, follow=True).content.decode()
    assert rules_of(world) == (False, 30)


def test_a_coordinator_and_another_organisation_do_not(world: World) -> None:
    sent = {"organisation": str(world.organisation.uuid), "trial_days": "0"}
    assert signed_in(world.coordinator).post(reverse(SAY), sent).status_code == 403
    stranger = signed_in(a_coordinator(an_organisation(), role=Role.ADMINISTRATOR))
    assert stranger.post(reverse(SAY), sent).status_code == 404
    assert rules_of(world) == (False, 30)
