"""Proposing by hand in the console: search, look, propose."""

from django.urls import reverse

from backend.people.models import Family, Organisation
from matching.models import Proposal
from tests.factories.people import a_coordinator, a_family, a_person, a_volunteer
from tests.web.world import World, signed_in


def test_a_helper_is_searched_looked_at_and_proposed(world: World) -> None:
    family = a_family(world.organisation)
    helper = a_volunteer(world.organisation, person=a_person(name="Griet Claes"))
    client, page = signed_in(world.coordinator), reverse("web:by_hand", args=[family.uuid])
    assert page in client.get(reverse("web:family", args=[family.uuid])).content.decode()
    assert f"?helper={helper.uuid}" in client.get(page, {"search": "claes"}).content.decode()
    looked_at = client.get(page, {"helper": str(helper.uuid)}).content.decode()
    assert "Why they fit" in looked_at
    made = client.post(reverse("web:propose_by_hand", args=[family.uuid]), {"helper": str(helper.uuid)})
    proposal = Proposal.objects.get(family=family)
    assert made.headers["Location"] == reverse("web:proposal", args=[proposal.uuid])
    assert proposal.proposed_by == world.coordinator


def test_what_stands_in_the_way_is_shown_and_nothing_is_offered(world: World) -> None:
    family, helper = a_family(world.organisation, is_on_hold=True), a_volunteer(world.organisation)
    client, page = signed_in(world.coordinator), reverse("web:by_hand", args=[family.uuid])
    shown = client.get(page, {"helper": str(helper.uuid)}).content.decode()
    assert "The family is on hold." in shown
    assert "Propose this" not in shown
    answer = client.post(reverse("web:propose_by_hand", args=[family.uuid]), {"helper": str(helper.uuid)}, follow=True)
    assert "These two cannot be proposed now." in answer.content.decode()
    assert "The family is on hold." in answer.content.decode()
    assert not Proposal.objects.filter(family=family).exists()


def test_of_a_partner_only_first_names_are_searched_and_shown(world: World) -> None:
    helper = a_volunteer(person=a_person(name="Griet Claes"))
    world.organisation.works_with.add(helper.organisation)
    family = a_family(world.organisation)
    client, page = signed_in(world.coordinator), reverse("web:by_hand", args=[family.uuid])
    found = client.get(page, {"search": "griet"}).content.decode()
    assert "Griet" in found
    for guess in ("griet c", "griet x"):
        assert f"?helper={helper.uuid}" in client.get(page, {"search": guess}).content.decode()
    for hidden in ("Claes", helper.reference):
        assert hidden not in found
        assert f"?helper={helper.uuid}" not in client.get(page, {"search": hidden}).content.decode()


def test_who_proposed_a_pair_is_told_that_a_colleague_must_approve_it(world: World) -> None:
    Organisation.objects.update(four_eyes=True)
    family, helper = a_family(world.organisation), a_volunteer(world.organisation)
    client = signed_in(world.coordinator)
    client.post(reverse("web:propose_by_hand", args=[family.uuid]), {"helper": str(helper.uuid)})
    proposal = Proposal.objects.get(family=family)
    page = client.get(reverse("web:proposal", args=[proposal.uuid])).content.decode()
    assert "a colleague must approve it" in page
    assert 'value="yes"' not in page
    judge = reverse("web:judge", args=[proposal.uuid])
    assert "a colleague must approve it" in client.post(judge, {"answer": "yes"}, follow=True).content.decode()


def test_for_others_there_is_nothing_to_propose(world: World) -> None:
    family, helper = a_family(world.organisation), a_volunteer(world.organisation)
    for person in (a_coordinator(), world.matched_contact):
        client = signed_in(person)
        assert client.get(reverse("web:by_hand", args=[family.uuid]), {"helper": str(helper.uuid)}).status_code == 404
        path = reverse("web:propose_by_hand", args=[family.uuid])
        assert client.post(path, {"helper": str(helper.uuid)}).status_code == 404
    assert Family.objects.filter(pk=family.pk, proposals__isnull=True).exists()
