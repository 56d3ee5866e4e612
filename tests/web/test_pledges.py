"""What sponsor groups must have pledged: administrators say it; and a run for groups says how good its plan is."""

import pytest
from django.urls import reverse

from backend.people.models.organisation import Role
from matching.models import Run
from tests.factories.people import a_coordinator, an_organisation
from tests.web.world import World, a_run, signed_in

ASK = "web:choose_pledges"
NEAR = {"gap": 0.0123, "proven": False, "stages": [{"value": 80, "bound": 81, "proof": ""}]}
BRANCHED = {"gap": 0.0, "proven": True, "stages": [{"value": 81, "bound": 82, "proof": "branch_and_bound"}]}


def asked_by(world: World) -> tuple[int, int]:
    world.organisation.refresh_from_db()
    return world.organisation.sponsor_base_euro, world.organisation.sponsor_person_euro


def test_an_administrator_says_what_is_asked(world: World) -> None:
    boss = signed_in(a_coordinator(world.organisation, role=Role.ADMINISTRATOR))
    sent = {"organisation": str(world.organisation.uuid), "base_euro": "2500", "person_euro": "1000"}
    saved = boss.post(reverse(ASK), sent, follow=True).content.decode()
    assert "Saved. The next matching of sponsor groups asks this." in saved
    assert 'value="2500"' in saved
    assert asked_by(world) == (2_500, 1_000)


@pytest.mark.parametrize("base", ["-1", "", "a lot", "1000001"])
def test_an_amount_that_is_none_is_refused_kindly(world: World, base: str) -> None:
    boss = signed_in(a_coordinator(world.organisation, role=Role.ADMINISTRATOR))
    sent = {"organisation": str(world.organisation.uuid), "base_euro": base, "person_euro": "0"}
    assert "Something in what you sent is not right." in boss.post(reverse(ASK), sent, follow=True).content.decode()
    assert asked_by(world) == (0, 0)


def test_a_coordinator_and_another_organisation_do_not(world: World) -> None:
    sent = {"organisation": str(world.organisation.uuid), "base_euro": "1", "person_euro": "1"}
    assert signed_in(world.coordinator).post(reverse(ASK), sent).status_code == 403
    stranger = signed_in(a_coordinator(an_organisation(), role=Role.ADMINISTRATOR))
    assert stranger.post(reverse(ASK), sent).status_code == 404
    assert asked_by(world) == (0, 0)


@pytest.mark.parametrize(
    ("certificate", "said", "checked"),
    [
        (NEAR, "At most 1.3 % from the best plan there can be.", False),
        (BRANCHED, "Proven best", False),
        ({"primal": 1, "dual": 1}, "Proven: no plan serves more families", True),
    ],
)
def test_a_run_claims_no_more_than_is_proven(
    world: World, certificate: dict[str, object], said: str, checked: bool
) -> None:
    run = a_run(world.organisation)
    Run.objects.filter(pk=run.pk).update(certificate=certificate, helper_kind="sponsor_group")
    page = signed_in(world.coordinator).get(reverse("web:run", args=[run.uuid])).content.decode()
    assert said in page
    assert ("An independent check of the numbers agrees." in page) is checked
    assert ("Proven" in page) is not ("gap" in certificate and certificate["gap"] != 0)
