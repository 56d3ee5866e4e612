"""The phone home: answering, my people, our steps, my messages."""

import pytest
from django.urls import reverse

from backend.people.models import Disclosure, HelperLanguage, Person
from matching.lifecycle import ProposalState
from matching.models import Proposal
from matching.models.proposal import Party
from notifications.channels import INBOX
from notifications.models import DeliveryState
from tests.factories.matching import a_consent
from tests.factories.notifications import a_delivery, a_message
from tests.factories.people import a_sponsor_group, a_volunteer
from tests.web.world import REASONS, World, asked_pair, signed_in


def _home(person: Person) -> str:
    return signed_in(person).get(reverse("web:home")).content.decode()


def _approve(world: World) -> None:
    a_consent(world.proposal, Party.COORDINATOR)


def test_nobody_is_asked_before_a_coordinator_has_looked(world: World) -> None:
    assert "A question for you" not in _home(world.volunteer)
    _approve(world)
    assert "A question for you" in _home(world.volunteer)
    assert "A question for you" in _home(world.family)


def test_a_volunteer_sees_why_they_fit_and_nothing_that_is_not_theirs_to_see(world: World) -> None:
    _approve(world)
    page = _home(world.volunteer)
    assert "Both speak Arabic (level B1)." in page
    assert world.proposal.family.reference not in page
    assert "+32 460" not in page


def test_the_words_of_a_list_have_the_comma_of_the_reader(world: World) -> None:
    _approve(world)
    HelperLanguage.objects.create(helper=world.proposal.helper, language="ti", level=6)
    Person.objects.update(language="ar")
    assert "</span></span>، <span" in _home(world.family)


def test_what_is_not_known_is_no_reason_why_somebody_fits(world: World) -> None:
    unknown = {"criterion": "origin", "value": 0.5, "weight": 0.5, "code": "origin.not_wished", "parameters": {}}
    Proposal.objects.filter(pk=world.proposal.pk).update(reasons=[*REASONS, unknown])
    _approve(world)
    assert "The country of origin does not matter." not in _home(world.volunteer)


@pytest.mark.parametrize(("who", "name"), [("volunteer", "Member 1"), ("family", "Person")])
def test_a_yes_is_thanked_for_and_the_home_says_that_the_others_are_asked(world: World, who: str, name: str) -> None:
    _approve(world)
    client = signed_in(getattr(world, who))
    answer = client.post(reverse("web:answer", args=[world.proposal.uuid]), {"answer": "yes"}, follow=True)
    page = answer.content.decode()
    assert "Thank you for saying yes!" in page
    assert f"You said yes to {name}" in page
    for contrary in ("A question for you", "Nobody yet.", "We are looking for somebody for you."):
        assert contrary not in page
    assert world.proposal.consents.filter(person=getattr(world, who)).exists()


def test_a_message_that_asks_is_gone_once_it_is_answered(world: World) -> None:
    _approve(world)
    asking = a_message(
        world.volunteer,
        rule="answer_wanted",
        template="answer_wanted_helper",
        subject=f"proposal:{world.proposal.uuid}",
    )
    a_delivery(asking, channel=INBOX, state=DeliveryState.SENT)
    assert "There is a family for you" in _home(world.volunteer)
    client = signed_in(world.volunteer)
    client.post(reverse("web:answer", args=[world.proposal.uuid]), {"answer": "yes"})
    page = _home(world.volunteer)
    assert "There is a family for you" not in page
    assert "1 new</span>" not in page


def test_staff_without_a_family_or_helper_are_sent_to_the_console(world: World) -> None:
    assert signed_in(world.coordinator).get(reverse("web:home")).headers["Location"] == reverse("web:today")
    a_volunteer(world.organisation, person=world.coordinator)
    assert signed_in(world.coordinator).get(reverse("web:home")).status_code == 200


def test_the_last_yes_shows_how_to_reach_each_other(world: World) -> None:
    _approve(world)
    a_consent(world.proposal, Party.HELPER)
    client = signed_in(world.family)
    answer = client.post(reverse("web:answer", args=[world.proposal.uuid]), {"answer": "yes"}, follow=True)
    page = answer.content.decode()
    assert "You have all said yes!" in page
    assert f'href="mailto:{world.volunteer.email}"' in page
    assert 'href="tel:+3246000' in page


def test_a_no_with_its_reason_closes_the_proposal(world: World) -> None:
    _approve(world)
    client = signed_in(world.family)
    path = reverse("web:answer", args=[world.proposal.uuid])
    assert "Please choose a reason." in client.post(path, {"answer": "no"}, follow=True).content.decode()
    client.post(path, {"answer": "no", "reason": "not_now"})
    world.proposal.refresh_from_db()
    assert world.proposal.state == ProposalState.DECLINED


def test_neither_yes_nor_no_is_no_answer(world: World) -> None:
    _approve(world)
    client = signed_in(world.family)
    path = reverse("web:answer", args=[world.proposal.uuid])
    for sent in ({}, {"answer": "perhaps"}, {"reason": "not_now"}):
        assert "Please say yes or no." in client.post(path, sent, follow=True).content.decode()
    world.proposal.refresh_from_db()
    assert world.proposal.state == ProposalState.OPEN


def test_answering_for_somebody_else_is_not_there(world: World) -> None:
    _approve(world)
    path = reverse("web:answer", args=[world.proposal.uuid])
    assert signed_in(world.matched_contact).post(path, {"answer": "yes"}).status_code == 404


def test_a_member_of_a_group_who_does_not_lead_it_is_told_so(world: World) -> None:
    group = a_sponsor_group(world.organisation)
    proposal = asked_pair(world.organisation, helper=group, helper_kind="sponsor_group")
    a_consent(proposal, Party.COORDINATOR)
    member = group.sponsor_group.members.exclude(role="lead").select_related("person")[0].person
    answer = signed_in(member).post(reverse("web:answer", args=[proposal.uuid]), {"answer": "yes"})
    assert answer.status_code == 403
    assert "Only the lead of the group answers for it." in answer.content.decode()


def test_each_reading_of_a_contact_is_on_record(world: World) -> None:
    page = _home(world.matched_contact)
    assert f"mailto:{world.matched_volunteer.email}" in page
    shown = Disclosure.objects.filter(reader=world.matched_contact, owner=world.matched_volunteer)
    assert sorted(shown.values_list("kind", flat=True)) == ["email", "phone"]


def test_a_family_sees_its_next_three_steps(world: World) -> None:
    page = _home(world.matched_contact)
    assert "Your next three steps" in page
    assert page.count('class="step"') == 3


def test_a_volunteer_sees_the_steps_of_each_family_and_can_tick_one_off(world: World) -> None:
    page = _home(world.matched_volunteer)
    assert "Next steps of Member 1" in page
    assert "This is what Member 1 reads:" in page
    assert "they can do this now" in page
    assert "you can do this now" not in page
    own = _home(world.matched_contact)
    assert "reads:" not in own
    assert "you can do this now" in own
    step = world.matched_family.steps.order_by("pk")[0]
    client = signed_in(world.matched_volunteer)
    assert "Well done!" in client.post(reverse("web:step_done", args=[step.uuid]), follow=True).content.decode()
    step.refresh_from_db()
    assert step.done_by == world.matched_volunteer


def test_done_twice_is_said_and_can_be_taken_back(world: World) -> None:
    step = world.matched_family.steps.order_by("pk")[0]
    client = signed_in(world.matched_contact)
    client.post(reverse("web:step_done", args=[step.uuid]))
    again = client.post(reverse("web:step_done", args=[step.uuid]), follow=True).content.decode()
    assert "This step is done already." in again
    assert reverse("web:step_open", args=[step.uuid]) in again
    client.post(reverse("web:step_open", args=[step.uuid]))
    step.refresh_from_db()
    assert step.done_at is None


def test_a_step_of_a_strange_family_is_not_there(world: World) -> None:
    step = world.matched_family.steps.order_by("pk")[0]
    assert signed_in(world.family).post(reverse("web:step_done", args=[step.uuid])).status_code == 404


def test_a_message_is_shown_in_the_inbox_and_marked_as_read(world: World) -> None:
    message = a_message(world.family)
    a_delivery(message, channel=INBOX, state=DeliveryState.SENT)
    path = reverse("web:message_read", args=[message.uuid])
    assert "Now there is somebody to help your family" in _home(world.family)
    assert path in _home(world.family)
    signed_in(world.family).post(path)
    message.refresh_from_db()
    assert message.read_at is not None
    assert path not in _home(world.family)


def test_the_number_of_messages_that_are_not_read_is_told(world: World) -> None:
    assert "new</span>" not in _home(world.family)
    for _ in range(7):
        message = a_message(world.family)
        a_delivery(message, channel=INBOX, state=DeliveryState.SENT)
    assert ">7 new</span>" in _home(world.family)
    signed_in(world.family).post(reverse("web:message_read", args=[message.uuid]))
    assert ">6 new</span>" in _home(world.family)


def test_a_message_of_somebody_else_is_not_there(world: World) -> None:
    message = a_message(world.family)
    a_delivery(message, channel=INBOX, state=DeliveryState.SENT)
    assert signed_in(world.volunteer).post(reverse("web:message_read", args=[message.uuid])).status_code == 404


def test_an_empty_home_says_what_will_come(world: World) -> None:
    assert "We are looking for somebody for you." in _home(world.family)
    assert "When there is a family for you, you will see it here." in _home(world.volunteer)
