"""How I can be reached: I add, share, change and remove it on the phone, and see who has seen it."""

import pytest
from django.urls import reverse

from backend.people.models import ContactDetail
from tests.factories.people import a_person, a_reachable_person
from tests.web.world import World, signed_in

pytestmark = pytest.mark.django_db


def test_i_add_share_change_and_remove_a_detail() -> None:
    me = a_person()
    client, page = signed_in(me), reverse("web:my_details")
    client.post(reverse("web:my_detail_add"), {"kind": "phone", "value": "+32460123456"})
    detail = ContactDetail.objects.get(person=me)
    assert "not shared" in client.get(page).content.decode()
    client.post(reverse("web:my_detail_share", args=[detail.uuid]), {"is_shared": "1"})
    client.post(reverse("web:my_detail_change", args=[detail.uuid]), {"value": "+32 460 99 99 99"})
    detail.refresh_from_db()
    assert (detail.value, detail.is_shared) == ("+32 460 99 99 99", True)
    client.post(reverse("web:my_detail_share", args=[detail.uuid]))
    assert not ContactDetail.objects.get(pk=detail.pk).is_shared
    client.post(reverse("web:my_detail_remove", args=[detail.uuid]))
    assert not ContactDetail.objects.filter(person=me).exists()


def test_what_is_no_number_is_told_and_not_kept() -> None:
    me = a_person()
    for sent, told in (
        ({"kind": "phone", "value": "0460"}, "This is not a phone number."),
        ({"kind": "email", "value": "x"}, "This is not an e-mail address."),
        ({"kind": "address", "value": ""}, "Please fill it in."),
    ):
        answer = signed_in(me).post(reverse("web:my_detail_add"), sent, follow=True)
        assert told in answer.content.decode()
    assert not ContactDetail.objects.exists()


def test_nobody_touches_the_details_of_another() -> None:
    detail = a_reachable_person().contact_details.get(kind="phone")
    client = signed_in(a_person())
    for name in ("share", "change", "remove"):
        assert client.post(reverse(f"web:my_detail_{name}", args=[detail.uuid]), {"value": "x"}).status_code == 404
    assert ContactDetail.objects.get(pk=detail.pk).value == detail.value


def test_i_see_who_has_seen_my_details(world: World) -> None:
    assert "Nobody yet." in signed_in(world.matched_volunteer).get(reverse("web:my_details")).content.decode()
    signed_in(world.matched_contact).get(reverse("web:home"))
    page = signed_in(world.matched_volunteer).get(reverse("web:my_details")).content.decode()
    assert world.matched_contact.name in page
