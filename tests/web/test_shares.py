"""How places are shared: administrators choose it, and every run tells what came of it."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backend.people.models import Organisation, Person
from backend.people.models.organisation import MatchingPolicy, Role
from tests.factories.people import a_coordinator, an_organisation
from tests.factories.places import a_municipality
from tests.web.world import World, a_run, signed_in

CHOOSE = "web:choose_policy"


def shares(*served_of: tuple[int, int]) -> list[dict[str, object]]:
    return [
        {"municipality": str(a_municipality().uuid), "served": served, "families": families, "price": 0.0}
        for served, families in served_of
    ]


def test_an_administrator_chooses_how_places_are_shared(world: World) -> None:
    boss = signed_in(a_coordinator(world.organisation, role=Role.ADMINISTRATOR))
    page = boss.get(reverse("web:runs")).content.decode()
    assert "How places are shared" in page
    assert 'value="classes" required checked' in page
    sent = {"organisation": str(world.organisation.uuid), "policy": "municipalities"}
    saved = boss.post(reverse(CHOOSE), sent, follow=True).content.decode()
    assert "Saved. The next matching shares places this way." in saved
    assert 'value="municipalities" required checked' in saved
    world.organisation.refresh_from_db()
    assert world.organisation.matching_policy == MatchingPolicy.MUNICIPALITIES


def test_a_coordinator_neither_sees_the_choice_nor_makes_it(world: World) -> None:
    client = signed_in(world.coordinator)
    assert "How places are shared" not in client.get(reverse("web:runs")).content.decode()
    sent = {"organisation": str(world.organisation.uuid), "policy": "municipalities"}
    assert client.post(reverse(CHOOSE), sent).status_code == 403
    assert not Organisation.objects.filter(matching_policy="municipalities").exists()


@pytest.mark.parametrize("sent", [{}, {"policy": "fairest"}, {"organisation": "x", "policy": "classes"}])
def test_a_choice_that_is_none_is_refused_kindly(world: World, sent: dict[str, str]) -> None:
    boss = signed_in(a_coordinator(world.organisation, role=Role.ADMINISTRATOR))
    answer = boss.post(reverse(CHOOSE), {"organisation": str(world.organisation.uuid)} | sent, follow=True)
    assert "Something in what you sent is not right." in answer.content.decode()


def test_another_organisation_looks_like_none(world: World) -> None:
    boss = signed_in(a_coordinator(world.organisation, role=Role.ADMINISTRATOR))
    for other in (an_organisation().uuid, uuid4()):
        assert boss.post(reverse(CHOOSE), {"organisation": str(other), "policy": "classes"}).status_code == 404


@pytest.mark.parametrize(
    ("certificate", "told", "proven"),
    [
        ({"primal": 1, "policy": "municipalities"}, "It cost no family a helper.", "fairer between municipalities"),
        ({"primal": 1}, "This matching did not look at municipalities.", "no plan serves more families or fits better"),
    ],
)
def test_a_run_shows_the_least_served_municipality_first(
    world: World, certificate: dict[str, object], told: str, proven: str
) -> None:
    rows = shares((0, 4), (1, 2))
    run = a_run(world.organisation, municipalities=rows, certificate=certificate)
    page = signed_in(world.coordinator).get(reverse("web:run", args=[run.uuid]))
    text = page.content.decode()
    assert [(card.served, card.families) for card in page.context["shares"]] == [(0, 4), (1, 2)]
    assert text.index("0 of 4") < text.index("1 of 2")
    assert told in text
    assert proven in text
    assert proven in signed_in(world.coordinator).get(reverse("web:runs")).content.decode()


def test_names_are_in_the_language_of_the_reader(world: World) -> None:
    run = a_run(world.organisation, municipalities=shares((0, 4), (1, 2)))
    Person.objects.filter(pk=world.coordinator.pk).update(language="fr")
    assert "Village 9" in signed_in(world.coordinator).get(reverse("web:run", args=[run.uuid])).content.decode()


def test_a_municipality_that_is_no_more_is_left_out(world: World) -> None:
    gone = {"municipality": str(uuid4()), "served": 0, "families": 1, "price": 0.0}
    run = a_run(world.organisation, municipalities=[gone, *shares((0, 4), (1, 2))])
    page = signed_in(world.coordinator).get(reverse("web:run", args=[run.uuid]))
    assert [card.families for card in page.context["shares"]] == [4, 2]


def test_one_municipality_alone_is_nothing_to_compare(world: World) -> None:
    run = a_run(world.organisation, municipalities=shares((1, 2)))
    page = signed_in(world.coordinator).get(reverse("web:run", args=[run.uuid])).content.decode()
    assert "by municipality" not in page


def test_many_municipalities_are_counted_and_take_no_more_queries(world: World) -> None:
    client, counts = signed_in(world.coordinator), set()
    for number in (2, 15):
        run = a_run(world.organisation, municipalities=shares(*[(1, 2)] * number))
        with CaptureQueriesContext(connection) as captured:
            page = client.get(reverse("web:run", args=[run.uuid])).content.decode()
        counts.add(len(captured))
        assert ("and 3 more" in page) == (number == 15)
    assert len(counts) == 1
