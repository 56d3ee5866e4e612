"""Explanations in the console: what is shown, what is asked, and for whom there are no such pages."""

from typing import Any

import pytest
from django.urls import reverse

from backend.web.explanation_cards import answer_card
from matching.engine.explain import Loss
from matching.explanations import Answer, Named
from matching.models.proposal import Party
from matching.models.run import RunState
from tests.factories.matching import a_consent
from tests.factories.people import a_coordinator, a_family, a_sponsor_group, a_volunteer, an_organisation
from tests.factories.places import a_municipality
from tests.web.test_queries import _queries
from tests.web.world import World, a_run, asked_pair, signed_in

RECRUIT = {"language": "ti", "need": "housing_search", "gender": "female", "priority": 98, "points": 7400, "waiting": 2}


def _page(world: World, name: str, *args: Any, query: str = "") -> str:
    answer = signed_in(world.coordinator).get(reverse(f"web:{name}", args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_proposal_to_judge_offers_its_second_choice(world: World) -> None:
    path = reverse("web:second_choice", args=[world.proposal.uuid])
    assert path in _page(world, "proposal", world.proposal.uuid)
    group = asked_pair(world.organisation, helper=a_sponsor_group(world.organisation), helper_kind="sponsor_group")
    assert "second-choice" not in _page(world, "proposal", group.uuid)
    a_consent(world.proposal, Party.COORDINATOR)
    assert path not in _page(world, "proposal", world.proposal.uuid)


def test_the_second_choice_is_named_with_what_it_costs_and_for_whom(world: World) -> None:
    other = a_family(world.organisation, reference="F-OTHER", needs=["housing_search"])
    a_volunteer(world.organisation, reference="V-OTHER", skills=["housing_search"])
    page = _page(world, "second_choice", world.proposal.uuid)
    for told in (
        "V-OTHER",
        "They would fit, but all together would be worse off.",
        "In the plan they help:",
        "F-OTHER",
    ):
        assert told in page
    assert "All together would fit worse by" in page
    assert reverse("web:family", args=[other.uuid]) in page


def test_what_it_costs_is_told_in_families_then_in_fit() -> None:
    def told(*families: tuple[int, int], points: int) -> tuple[str, ...]:
        one, loss = Named("Welkom"), Loss(families, points, ())
        return answer_card(Answer("costs", one, one, loss=loss)).losses

    assert told((99, 1), points=120) == (
        "1 family fewer would be served (first protection class, waiting 0 months).",
        "All together would fit worse by 1.2 points.",
    )
    assert told((99, 1), points=0) == told((99, 1), points=120)[:1]
    assert told(points=0) == ("All together it would be just as good.",)


def test_of_a_partner_only_the_organisation_is_named(world: World) -> None:
    partner = an_organisation(name="Samen")
    world.organisation.works_with.add(partner)
    a_volunteer(partner, reference="S-SECRET")
    page = _page(world, "second_choice", world.proposal.uuid)
    assert "somebody of Samen" in page
    assert "S-SECRET" not in page


def test_where_nobody_else_is_possible_that_is_said(world: World) -> None:
    alone = asked_pair(world.organisation)
    town = a_municipality(latitude=45.0)
    type(alone.family).objects.filter(pk=alone.family.pk).update(municipality=town)
    assert "Nobody else is possible for this family now." in _page(world, "second_choice", alone.uuid)


def test_a_family_without_a_volunteer_is_told_what_would_help(world: World) -> None:
    family = a_family(world.organisation, languages={"ti": 6, "nl": 2}, municipality=a_municipality(latitude=45.0))
    a_volunteer(world.organisation, reference="V-NL", languages={"nl": 6}, municipality=family.municipality)
    page = _page(world, "family_help", family.uuid)
    assert "V-NL" in page
    assert "If the family&#x27;s Dutch, now A2, reached B1." in page
    assert "Somebody new" in page
    assert "helps this family" in page
    assert reverse("web:family_help", args=[family.uuid]) in _page(world, "family", family.uuid)


def test_a_family_for_whom_nothing_alone_is_enough_is_told_so(world: World) -> None:
    family = a_family(world.organisation, languages={}, municipality=a_municipality(latitude=45.0))
    assert "Nothing alone would be enough." in _page(world, "family_help", family.uuid)


def test_a_family_with_a_volunteer_needs_no_change(world: World) -> None:
    assert "nothing has to change" in _page(world, "family_help", world.matched_family.uuid)


def test_a_volunteer_is_looked_for_and_then_asked_about(world: World) -> None:
    family = a_family(world.organisation)
    far = a_volunteer(world.organisation, reference="V-FAR", municipality=a_municipality(latitude=50.0))
    a_volunteer(reference="V-FAR-OTHERS")
    found = _page(world, "family_help", family.uuid, query="?search=V-FAR")
    assert f"?helper={far.uuid}" in found
    assert "V-FAR-OTHERS" not in found
    assert "No helpers found." in _page(world, "family_help", family.uuid, query="?search=nobody")
    asked = _page(world, "family_help", family.uuid, query=f"?helper={far.uuid}")
    assert "A rule forbids it. They live 116.8 km apart; the helper travels 25 km." in asked
    assert "V-FAR" in asked


def test_a_question_that_cannot_be_understood_is_left_out(world: World) -> None:
    assert "A rule forbids it." not in _page(world, "family_help", world.matched_family.uuid, query="?helper=nonsense")


def test_a_group_is_not_explained(world: World) -> None:
    group = a_sponsor_group(world.organisation)
    path = reverse("web:family_help", args=[a_family(world.organisation).uuid]) + f"?helper={group.uuid}"
    answer = signed_in(world.coordinator).get(path)
    assert (answer.status_code, "for volunteers only" in answer.content.decode()) == (400, True)


def test_whom_to_look_for_is_told_as_the_last_matching_says(world: World) -> None:
    town = a_municipality(names={"nl": "Lier", "fr": "Lierre"})
    better = RECRUIT | {"need": None, "gender": None, "priority": None, "points": 1250}
    rows = [row | {"municipality": str(town.uuid)} for row in (RECRUIT, better)]
    a_run(world.organisation, recruitment=rows)
    page = _page(world, "recruitment")
    for told in (
        "Lier",
        "a woman who speaks Tigrinya and can help with: finding a home",
        "one family more",
        "first protection class, waiting 1 month",
        "2 families without a helper",
        "a volunteer who speaks Tigrinya",
        "all together would fit better by 12.5 points",
    ):
        assert told in page


def test_where_nobody_new_is_needed_or_nothing_was_matched_yet_that_is_said(world: World) -> None:
    assert "No matching has been done yet." in _page(world, "recruitment")
    a_run(world.organisation, recruitment=[])
    assert "Nobody new would make this plan better." in _page(world, "recruitment")
    a_run(an_organisation(name="Elsewhere"), recruitment=[])
    a_run(world.organisation, recruitment=[], state=RunState.FAILED)
    assert "Elsewhere" not in _page(world, "recruitment")


@pytest.mark.parametrize("name", ["second_choice", "family_help", "recruitment"])
@pytest.mark.parametrize("who", ["family", "volunteer", "stranger"])
def test_for_everybody_else_there_is_no_such_page(world: World, name: str, who: str) -> None:
    a_consent(world.proposal, Party.COORDINATOR)
    arguments = {"second_choice": [world.proposal.uuid], "family_help": [world.proposal.family.uuid], "recruitment": []}
    person = a_coordinator() if who == "stranger" else getattr(world, who)
    answer = signed_in(person).get(reverse(f"web:{name}", args=arguments[name]))
    is_open_to_staff = name == "recruitment" and who == "stranger"
    assert answer.status_code == (200 if is_open_to_staff else 404)
    assert "Welkom" not in answer.content.decode()


def test_more_people_take_no_more_queries(world: World) -> None:
    client, town = signed_in(world.coordinator), a_municipality(latitude=45.0)
    family = a_family(world.organisation, languages={"ti": 6}, municipality=town)
    for number in range(2):
        a_volunteer(world.organisation, municipality=town, languages={"nl": 5}, reference=f"V-NL-{number}")
        a_volunteer(world.organisation)
        a_family(world.organisation)
    a_run(world.organisation, recruitment=[RECRUIT | {"municipality": str(town.uuid)}])
    paths = [
        reverse("web:second_choice", args=[world.proposal.uuid]),
        reverse("web:family_help", args=[family.uuid]) + "?search=V-NL",
        reverse("web:recruitment"),
    ]
    few = [_queries(client, path) for path in paths]
    for number in range(9):
        a_volunteer(world.organisation, municipality=town, languages={"nl": 5}, reference=f"V-NL-1{number}")
        a_volunteer(world.organisation)
        a_family(world.organisation)
    a_run(world.organisation, recruitment=[RECRUIT | {"municipality": str(a_municipality().uuid)} for _ in range(9)])
    assert [_queries(client, path) for path in paths] == few
    assert max(few) <= 34
