"""Proposals in the console: finding, reading, judging, withdrawing."""

from datetime import timedelta

from django.urls import reverse

from matching.lifecycle import ProposalState
from matching.models import Proposal
from matching.models.proposal import Answer, Party
from tests.factories.matching import a_consent
from tests.factories.people import a_sponsor_group
from tests.web.world import REASONS, World, asked_pair, signed_in


def _path(world: World, name: str = "proposal") -> str:
    return reverse(f"web:{name}", args=[world.proposal.uuid])


def test_the_page_shows_both_sides_the_fit_and_every_reason_in_words(world: World) -> None:
    page = signed_in(world.coordinator).get(_path(world)).content.decode()
    assert world.proposal.family.reference in page
    assert world.proposal.helper.reference in page
    assert "75<small>% fit" in page
    assert "Both speak Arabic (level B1)." in page
    assert "About 12 km apart." in page
    assert '<rect class="fill" width="70%"' in page


def test_a_yes_is_recorded_and_the_others_are_waited_for(world: World) -> None:
    answer = signed_in(world.coordinator).post(_path(world, "judge"), {"answer": "yes"}, follow=True)
    assert "You said yes. Now the others are asked." in answer.content.decode()
    consent = world.proposal.consents.get()
    assert (consent.party, consent.answer, consent.person) == (Party.COORDINATOR, Answer.YES, world.coordinator)


def test_the_third_yes_makes_the_match(world: World) -> None:
    for party in (Party.FAMILY, Party.HELPER):
        a_consent(world.proposal, party)
    answer = signed_in(world.coordinator).post(_path(world, "judge"), {"answer": "yes"}, follow=True)
    assert "All three have said yes" in answer.content.decode()
    world.proposal.refresh_from_db()
    assert world.proposal.state == ProposalState.AGREED


def test_a_no_needs_a_reason_and_says_so(world: World) -> None:
    client = signed_in(world.coordinator)
    answer = client.post(_path(world, "judge"), {"answer": "no"}, follow=True)
    assert "Please choose a reason." in answer.content.decode()
    client.post(_path(world, "judge"), {"answer": "no", "reason": "too_far"})
    world.proposal.refresh_from_db()
    assert world.proposal.state == ProposalState.DECLINED


def test_neither_yes_nor_no_is_no_answer(world: World) -> None:
    answer = signed_in(world.coordinator).post(_path(world, "judge"), {"reason": "too_far"}, follow=True)
    assert "Please say yes or no." in answer.content.decode()
    assert world.proposal.consents.count() == 0


def test_a_criterion_of_which_nothing_is_known_speaks_neither_for_nor_against(world: World) -> None:
    for number, code in enumerate(("origin.not_wished", "origin.unknown")):
        reason = {"criterion": "origin", "value": 0.5, "weight": 0.1, "points": 500, "code": code, "parameters": {}}
        Proposal.objects.filter(pk=world.proposal.pk).update(reasons=[*REASONS, reason])
        page = signed_in(world.coordinator).get(_path(world)).content.decode()
        assert page.count("not counted for or against") == 1, number
        assert '<rect class="fill" width="50%"' not in page
        assert "50 %" not in page


def test_a_coordinator_says_no_in_the_words_of_a_coordinator(world: World) -> None:
    client = signed_in(world.coordinator)
    page = client.get(_path(world)).content.decode()
    assert 'value="no_time"' not in page
    assert "I have no time" not in page
    client.post(_path(world, "judge"), {"answer": "no", "reason": "too_far"})
    assert " · They live too far apart" in client.get(_path(world)).content.decode()


def test_a_second_answer_is_refused_kindly_with_the_present_state(world: World) -> None:
    client = signed_in(world.coordinator)
    client.post(_path(world, "judge"), {"answer": "yes"})
    answer = client.post(_path(world, "judge"), {"answer": "no", "reason": "too_far"}, follow=True)
    assert answer.status_code == 200
    assert "This was answered already." in answer.content.decode()
    world.proposal.refresh_from_db()
    assert world.proposal.state == ProposalState.OPEN


def test_a_closed_proposal_says_how_it_was_closed(world: World) -> None:
    client = signed_in(world.coordinator)
    client.post(_path(world, "withdraw"))
    answer = client.post(_path(world, "judge"), {"answer": "yes"}, follow=True)
    page = answer.content.decode()
    assert "This proposal is closed." in page
    assert "withdrawn" in page
    assert ">Approve<" not in page


def test_withdrawing_closes_it(world: World) -> None:
    answer = signed_in(world.coordinator).post(_path(world, "withdraw"), follow=True)
    assert "The proposal is withdrawn." in answer.content.decode()
    world.proposal.refresh_from_db()
    assert world.proposal.state == ProposalState.WITHDRAWN


def test_the_list_filters_by_each_choice(world: World) -> None:
    group = asked_pair(world.organisation, helper=a_sponsor_group(world.organisation), helper_kind="sponsor_group")
    judged = asked_pair(world.organisation)
    a_consent(judged, Party.COORDINATOR)
    client = signed_in(world.coordinator)

    def shown(query: str) -> set[str]:
        page = client.get(reverse("web:proposals") + query).context["cards"]
        return {card.family_reference for card in page}

    first, second, third = (p.family.reference for p in (world.proposal, group, judged))
    assert shown("?state=open") == {first, second, third}
    assert shown("?waiting_for=coordinator") == {first, second}
    assert shown("?helper_kind=sponsor_group") == {second}
    place = judged.family.municipality
    assert place is not None
    assert shown(f"?municipality={place.uuid}") == {third}
    assert shown("?state=declined") == set()


def test_a_filter_that_cannot_be_understood_is_left_out(world: World) -> None:
    page = signed_in(world.coordinator).get(reverse("web:proposals") + "?order=nonsense&state=nonsense&page=x")
    assert page.status_code == 200
    assert world.proposal.family.reference in page.content.decode()


def test_the_list_comes_in_pages_that_keep_the_filter(world: World) -> None:
    for _ in range(22):
        asked_pair(world.organisation)
    client = signed_in(world.coordinator)
    first = client.get(reverse("web:proposals") + "?state=open")
    assert "page=2" in first.content.decode()
    assert "state=open&amp;page=2" in first.content.decode()
    second = client.get(reverse("web:proposals") + "?state=open&page=2")
    assert len(first.context["cards"]) + len(second.context["cards"]) == 23


def test_the_queue_leads_from_the_best_fit_to_the_next(world: World) -> None:
    better = asked_pair(world.organisation, fit=0.9)
    worse = asked_pair(world.organisation, fit=0.5)
    page = signed_in(world.coordinator).get(_path(world))
    assert (page.context["before"], page.context["after"]) == (better.uuid, worse.uuid)


def test_the_time_to_answer_being_over_is_said(world: World) -> None:
    late = asked_pair(world.organisation, answer_by=world.proposal.created_at + timedelta(days=1))
    answer = signed_in(world.coordinator).post(reverse("web:judge", args=[late.uuid]), {"answer": "yes"}, follow=True)
    assert "The time to answer is over." in answer.content.decode()
