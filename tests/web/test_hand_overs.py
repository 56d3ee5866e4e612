"""Hand-overs in the console: offered on the family's page, answered on a page of their own."""

from django.urls import reverse

from backend.people.models import Family, HandOver
from tests.factories.hand_overs import a_hand_over
from tests.factories.people import a_coordinator, a_family, an_organisation
from tests.factories.places import a_municipality
from tests.web.world import World, signed_in


def page_of(client, name, *args):
    answer = client.get(reverse(f"web:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def sent(client, name, uuid, **form):
    return client.post(reverse(f"web:{name}", args=[uuid]), form, follow=True).content.decode()


def test_a_family_is_offered_and_taken_over(world: World) -> None:
    to, place = an_organisation(name="Samen"), a_municipality(names={"nl": "Zemst"})
    sender, receiver = signed_in(world.coordinator), signed_in(a_coordinator(to))
    family = world.matched_family
    assert "Samen" in page_of(sender, "family", family.uuid)
    told = sent(
        sender, "hand_over_offer", family.uuid, organisation=str(to.uuid), municipality="zemst", note="A house."
    )
    assert "The family is offered." in told
    assert "Take the offer back" in told
    assert "1 family is offered to you" in page_of(receiver, "today")
    outline = page_of(receiver, "hand_overs")
    for shown in ("1 adult", "Zemst", "A house.", "It has 1 running match."):
        assert shown in outline
    for hidden in ("Member 1", family.reference, str(family.uuid)):
        assert hidden not in outline
    hand_over = HandOver.objects.get()
    taken = sent(receiver, "hand_over_accept", hand_over.uuid, matches="go_on", reference="S-17")
    assert "The family is in your care now." in taken
    assert "S-17" in taken
    assert Family.objects.get(pk=family.pk).municipality == place
    assert sender.get(reverse("web:family", args=[family.uuid])).status_code == 404
    assert "S-17" not in page_of(sender, "hand_overs")


def test_an_offer_is_taken_back_or_declined(world: World) -> None:
    mine = a_hand_over(world.matched_family, offered_by=world.coordinator)
    theirs = a_hand_over(a_family(), to_organisation=world.organisation)
    client = signed_in(world.coordinator)
    assert "The offer is taken back." in sent(client, "hand_over_withdraw", mine.uuid)
    assert "You said no." in sent(client, "hand_over_decline", theirs.uuid)
    assert set(HandOver.objects.values_list("state", flat=True)) == {"withdrawn", "declined"}
    assert "not open any more" in sent(client, "hand_over_decline", theirs.uuid)


def test_a_place_that_nobody_knows_or_that_is_not_clear_is_asked_again(world: World) -> None:
    for _ in range(2):
        a_municipality(names={"nl": "Sint-Niklaas"})
    client = signed_in(world.coordinator)
    assert "We know no municipality" in sent(client, "family_move", world.matched_family.uuid, municipality="Nowhere")
    assert "several municipalities" in sent(
        client, "family_move", world.matched_family.uuid, municipality="sint-niklaas"
    )
    a_municipality(names={"nl": "Zemst"})
    assert "Saved." in sent(client, "family_move", world.matched_family.uuid, municipality="Zemst")
    assert "lives there already" in sent(client, "family_move", world.matched_family.uuid, municipality="Zemst")


def test_what_is_not_filled_in_is_asked_again(world: World) -> None:
    client = signed_in(world.coordinator)
    assert "Something is missing" in sent(client, "hand_over_offer", world.matched_family.uuid)
    received = a_hand_over(to_organisation=world.organisation)
    assert "Something is missing" in sent(client, "hand_over_accept", received.uuid)


def test_the_list_takes_no_more_queries_when_it_grows(world: World, django_assert_max_num_queries) -> None:
    client = signed_in(world.coordinator)
    for _ in range(6):
        a_hand_over(a_family(world.organisation))
        a_hand_over(to_organisation=world.organisation)
    with django_assert_max_num_queries(12):
        page_of(client, "hand_overs")
