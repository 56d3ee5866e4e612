"""Who I am here, and how I can be reached."""

import pytest

from backend.people.models import ContactDetail, Person
from backend.people.models.organisation import Role
from backend.people.models.sponsor_group import GroupRole
from tests.api.client import Api
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_person,
    a_reachable_person,
    a_sponsor_group,
    a_volunteer,
    contact_of,
)

pytestmark = pytest.mark.django_db


def test_somebody_new_is_nothing_yet():
    person = a_person(language="ar")
    api = Api(person)
    assert api.get("me").json() == {
        "id": str(person.uuid),
        "name": person.name,
        "language": "ar",
        "time_zone": "Europe/Brussels",
        "roles": [],
    }
    assert api.queries == 4


def test_one_person_may_have_every_part():
    family = a_family()
    person = contact_of(family)
    volunteer = a_volunteer(person=person)
    group = a_sponsor_group()
    group.sponsor_group.members.create(organisation=group.organisation, person=person, role=GroupRole.MEMBER)
    family.organisation.memberships.create(person=person, role=Role.ADMINISTRATOR)
    roles = Api(person).get("me").json()["roles"]
    assert [(role["role"], role["speaks"]) for role in roles] == [
        ("family", True),
        ("volunteer", True),
        ("sponsor_group_member", False),
        ("administrator", True),
    ]
    assert roles[0]["family"] == str(family.uuid)
    assert [role["helper"] for role in roles[1:3]] == [str(volunteer.uuid), str(group.uuid)]
    assert roles[0]["organisation"] == {"id": str(family.organisation.uuid), "name": family.organisation.name}


def test_what_is_left_out_of_a_change_stays():
    person = a_person(name="Amina", language="ar")
    api = Api(person)
    answer = api.patch("me", {"language": "nl"})
    assert (answer.json()["language"], answer.json()["name"]) == ("nl", "Amina")
    assert api.queries == 5
    stored = Person.objects.get(pk=person.pk)
    assert (stored.language, stored.name, stored.time_zone) == ("nl", "Amina", "Europe/Brussels")
    assert Api(person).patch("me", {}).status_code == 200


def test_nobody_makes_themselves_staff():
    person = a_person()
    Api(person).patch("me", {"name": "X", "is_staff": True, "is_superuser": True, "id": str(a_person().uuid)})
    stored = Person.objects.get(pk=person.pk)
    assert (stored.is_staff, stored.is_superuser, stored.uuid) == (False, False, person.uuid)


def test_i_see_my_own_contact_details_and_nobody_elses():
    me, _other = a_reachable_person(), a_reachable_person()
    api = Api(me)
    shown = api.get("me/contact-details").json()["results"]
    assert {row["value"] for row in shown} == set(me.contact_details.values_list("value", flat=True))
    assert api.queries == 1


def test_i_stop_sharing_a_detail():
    me = a_reachable_person()
    detail = me.contact_details.get(kind="phone")
    api = Api(me)
    assert api.patch(f"me/contact-details/{detail.uuid}", {"is_shared": False}).json()["is_shared"] is False
    assert api.queries == 2
    assert not ContactDetail.objects.get(pk=detail.pk).is_shared


def test_nobody_else_changes_what_i_share():
    detail = a_reachable_person().contact_details.get(kind="phone")
    assert Api(a_coordinator()).patch(f"me/contact-details/{detail.uuid}", {"is_shared": False}).status_code == 404
    assert ContactDetail.objects.get(pk=detail.pk).is_shared


def test_nothing_new_is_a_304_and_news_is_not():
    person = a_person()
    api = Api(person)
    first = api.get("me")
    assert first.headers["Cache-Control"] == "private, no-cache"
    etag = first.headers["ETag"]
    same = api.get("me", If_None_Match=etag)
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    assert api.get("me", If_None_Match=f'"other", W/{etag}').status_code == 304
    assert api.get("me", If_None_Match=etag, Accept_Language="nl").status_code == 200
    person.name = "New"
    person.save()
    assert api.get("me", If_None_Match=etag).status_code == 200
