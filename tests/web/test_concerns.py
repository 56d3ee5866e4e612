"""Anybody says on a calm form that something is wrong; few people see what comes of it."""

import re

import pytest
import time_machine
from django.urls import reverse

from backend.care.models import Concern, ConcernNote, ConcernRead
from backend.people.models import FamilyMember, Helper
from matching.models import Match
from tests.factories.clock import NOON
from tests.factories.concerns import a_concern, a_safeguarding_person, an_administrator
from tests.factories.matching import a_match
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_person,
    a_sponsor_group,
    an_organisation,
    contact_of,
    lead_of,
)
from tests.web.world import World, signed_in

HELP = "/home/help/"


def about_the_helper(match, **over):
    return {"who": f"helper:{match.uuid}", "severity": "high", "story": "He comes."} | over


def test_every_page_leads_to_the_form_and_the_form_gives_nothing_away(world: World) -> None:
    a_safeguarding_person(world.organisation)
    for person, path in ((world.family, "/home/"), (world.coordinator, "/today/"), (world.coordinator, "/nowhere/")):
        assert f'href="{HELP}"' in signed_in(person).get(path).content.decode()
    page = signed_in(world.family).get(HELP)
    assert "<title>Help · Familievriend</title>" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert 'href="tel:112"' in page.content.decode()


def test_a_family_tells_and_is_thanked(world: World) -> None:
    a_safeguarding_person(world.organisation)
    client = signed_in(world.matched_contact)
    helper = world.matched_volunteer.name.split()[0]
    assert f"{helper}, who helps us" in client.get(HELP).content.decode()
    answer = client.post(HELP, about_the_helper(world.match), follow=True)
    assert answer.redirect_chain == [("/home/help/received/", 302)]
    concern = Concern.objects.get()
    assert (concern.raised_by, concern.helper, concern.severity) == (world.matched_contact, world.match.helper, "high")
    assert Match.objects.get(pk=world.match.pk).is_suspended
    again = client.get(HELP).content.decode()
    assert f"{helper}, who helps us" not in again
    assert "A helper we got on 2 March 2026" in again


def test_who_sees_no_family_reads_no_name_of_one_on_the_form(world: World) -> None:
    group = a_sponsor_group(world.organisation)
    FamilyMember.objects.filter(family=a_match(a_family(), group).family).update(given_name="Zarifa")
    joining = a_person()
    group.sponsor_group.members.create(organisation=group.organisation, person=joining, is_joining=True)
    assert "family" not in signed_in(joining).get(HELP).content.decode().lower()
    assert "Zarifa" in signed_in(lead_of(group)).get(HELP).content.decode()
    Helper.objects.filter(pk=group.pk).update(state="lapsed")
    assert "Zarifa" not in signed_in(lead_of(group)).get(HELP).content.decode()


def test_if_nobody_may_look_that_is_said(world: World) -> None:
    page = signed_in(world.matched_contact).post(HELP, about_the_helper(world.match), follow=True)
    assert "nobody here can look at it now" in page.content.decode()
    assert Concern.objects.exists()


@pytest.mark.parametrize("missing", ["who", "severity", "story"])
def test_what_was_written_is_not_lost(world: World, missing: str) -> None:
    sent = about_the_helper(world.match, story="He comes without asking.") | {missing: ""}
    page = signed_in(world.matched_contact).post(HELP, sent)
    assert page.status_code == 400
    shown = page.content.decode()
    assert ("He comes without asking." in shown) == (missing != "story")
    assert shown.count(" checked") == 2 - (missing in ("who", "severity"))
    assert not Concern.objects.exists()


def test_nobody_names_a_match_of_others(world: World) -> None:
    other = a_match()
    client = signed_in(world.matched_contact)
    assert client.post(HELP, about_the_helper(other)).status_code == 400
    assert client.get(HELP + f"?match={other.uuid}").status_code == 404
    assert signed_in(world.coordinator).get(HELP + "?match=nonsense").status_code == 200


def test_staff_names_either_side_of_a_match_and_a_colleague(world: World) -> None:
    colleague, client = a_coordinator(world.organisation, name="Els Maes"), signed_in(world.coordinator)
    asked = HELP + f"?match={world.match.uuid}"
    assert f'href="{asked}"' in client.get(reverse("web:match", args=[world.match.uuid])).content.decode()
    assert "Els Maes, who works for the organisation" in client.get(asked).content.decode()
    client.post(asked, {"who": f"family:{world.match.uuid}", "severity": "low", "story": "x"})
    client.post(HELP, {"who": f"person:{colleague.uuid}", "severity": "low", "story": "x"})
    first, second = Concern.objects.order_by("pk")
    assert (first.match, first.about, second.about_person) == (world.match, "family", colleague)


def test_who_belongs_to_several_says_who_should_look(world: World) -> None:
    both = contact_of(a_family(an_organisation()))
    a_coordinator(world.organisation)
    elsewhere = an_organisation(name="Elders")
    elsewhere.memberships.create(person=both, role="coordinator")
    page = signed_in(both).get(HELP).content.decode()
    assert "Elders" in page
    signed_in(both).post(HELP, {"who": "other", "severity": "low", "story": "x", "organisation": str(elsewhere.uuid)})
    assert Concern.objects.get().organisation == elsewhere


def test_a_longer_history_takes_no_more_queries_on_the_form(world: World, django_assert_max_num_queries) -> None:
    client = signed_in(world.matched_contact)
    for _ in range(4):
        a_match(world.matched_family, state="ended", ended_at=world.match.started_at, end_reason="moved")
    with django_assert_max_num_queries(22):
        client.get(HELP)


class TestReaders:
    def test_the_rail_shows_concerns_to_readers_alone(self, world: World) -> None:
        reader = a_safeguarding_person(world.organisation)
        link = reverse("web:concerns")
        assert f'href="{link}"' in signed_in(reader).get("/today/").content.decode()
        for person in (world.coordinator, an_administrator(world.organisation)):
            client = signed_in(person)
            assert f'href="{link}"' not in client.get("/today/").content.decode()
            assert client.get(link).status_code == 404

    def test_a_reader_goes_through_one(self, world: World) -> None:
        reader = a_safeguarding_person(world.organisation, name="Fatima")
        concern = a_concern(world.match, severity="high", story="He comes <b>late</b>.", is_suspending=True)
        client, path = signed_in(reader), reverse("web:concern", args=[concern.uuid])
        assert path in client.get(reverse("web:concerns")).content.decode()
        assert not ConcernRead.objects.exists()
        page = client.get(path).content.decode()
        assert "He comes &lt;b&gt;late&lt;/b&gt;." in page
        assert ConcernRead.objects.filter(reader=reader).exists()
        for act, sent in (
            ("take-up", {}),
            ("note", {"text": "Called her."}),
            ("severity", {"severity": "low"}),
            ("suspend", {}),
            ("lift", {}),
            ("close", {"outcome": "supported"}),
            ("reopen", {}),
        ):
            answer = client.post(reverse("web:act_on_concern", args=[concern.uuid, act]), sent)
            assert answer.headers["Location"] == path
        assert ConcernNote.objects.get().text == "Called her."
        concern.refresh_from_db()
        assert (concern.state, concern.severity, concern.version) == (
            "in_review",
            "low",
            6 + concern.events.filter(move="suspend").count(),
        )
        assert "Called her." in client.get(path).content.decode()

    def test_a_refusal_is_said_above_it(self, world: World) -> None:
        client = signed_in(a_safeguarding_person(world.organisation))
        concern = a_concern(world.match)
        page = client.post(reverse("web:act_on_concern", args=[concern.uuid, "lift"]), follow=True)
        assert "Contact is not stopped." in page.content.decode()
        page = client.post(reverse("web:act_on_concern", args=[concern.uuid, "close"]), follow=True)
        assert "Something in what you sent is not right." in page.content.decode()
        assert client.post(reverse("web:act_on_concern", args=[concern.uuid, "burn"])).status_code == 404

    def test_more_concerns_take_no_more_queries(self, world: World, django_assert_num_queries) -> None:
        client = signed_in(a_safeguarding_person(world.organisation))
        a_concern(world.match)
        client.get(reverse("web:concerns"))
        with django_assert_num_queries(7):
            client.get(reverse("web:concerns"))
        for _ in range(5):
            a_concern(world.match)
        with django_assert_num_queries(7):
            client.get(reverse("web:concerns"))


@time_machine.travel(NOON, tick=False)
def test_to_others_a_concern_is_a_page_that_is_not_there(world: World) -> None:
    a_safeguarding_person(world.organisation)
    concern = a_concern(world.match)
    for person in (world.coordinator, an_administrator(world.organisation), lead_of(world.match.helper)):
        client = signed_in(person)
        pages = [client.get(reverse("web:concern", args=[uuid])) for uuid in (concern.uuid, world.match.uuid)]
        pages += [
            client.post(reverse("web:act_on_concern", args=[uuid, "take-up"]))
            for uuid in (concern.uuid, world.match.uuid)
        ]
        there, missing, moved, unmoved = [
            (page.status_code, re.sub(r"[0-9a-f-]{36}|value=\"\w{64}\"", "", page.content.decode())) for page in pages
        ]
        assert there == missing
        assert moved == unmoved
        assert there[0] == moved[0] == 404
    assert Concern.objects.get().version == 1
