"""What helpers say of themselves on their phone."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from backend.people.lifecycle import HelperState
from backend.people.models import Helper
from tests.factories.clock import NOON
from tests.factories.people import a_family, a_person, a_sponsor_group, a_volunteer, contact_of, lead_of
from tests.web.world import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def says(helper, act, form=None, person=None):
    client = signed_in(person or lead_of(helper))
    return client.post(reverse(f"web:helping_{act}", args=[helper.uuid]), form or {}, follow=True)


def stored(helper):
    return Helper.objects.values_list("state", "capacity", "away_from", "away_until").get(pk=helper.pk)


def test_away_and_here_again():
    helper = a_volunteer()
    shown = says(helper, "away", {"away_from": "2026-03-02", "away_until": "2026-03-09"}).content.decode()
    assert stored(helper) == (HelperState.AWAY, 1, date(2026, 3, 2), date(2026, 3, 9))
    assert "Away from 2 March 2026 until 9 March 2026." in shown
    says(helper, "back")
    assert stored(helper) == (HelperState.APPROVED, 1, None, None)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Please choose a day."),
        ({"away_from": "2026-02-30"}, "Please choose a day."),
        ({"away_from": "soon"}, "Please choose a day."),
        ({"away_from": "2026-03-01"}, "This day is over."),
        ({"away_from": "2026-03-05", "away_until": "2026-03-04"}, "The last day comes before the first."),
    ],
)
def test_days_that_cannot_be_are_said_kindly(form, sentence):
    helper = a_volunteer()
    assert sentence in says(helper, "away", form).content.decode()
    assert stored(helper) == (HelperState.APPROVED, 1, None, None)


@pytest.mark.parametrize(("said", "capacity"), [("3", 3), ("4", 1), ("", 1), ("-1", 1), ("٣", 1)])
def test_how_many_families(said, capacity):
    helper = a_volunteer()
    says(helper, "capacity", {"capacity": said})
    assert Helper.objects.get(pk=helper.pk).capacity == capacity


def test_to_stop_and_to_begin_again():
    helper = a_volunteer()
    assert "You have stopped helping." in says(helper, "stop", {"reason": "moved"}).content.decode()
    assert "You have applied." in says(helper, "again").content.decode()


@pytest.mark.parametrize("state", HelperState)
def test_every_helper_reads_how_they_stand_and_what_can_be_done(state):
    helper = a_volunteer(state=state)
    shown = signed_in(lead_of(helper)).get(reverse("web:home")).content.decode()
    assert "How you help" in shown
    assert ("When I am away" in shown) == (state in (HelperState.APPROVED, HelperState.AWAY))
    assert ("Stop helping" in shown) == (state not in (HelperState.DECLINED, HelperState.LEFT))


@pytest.mark.parametrize("language", ["nl", "fr", "ar", "fa-af", "ti", "uk"])
def test_every_helper_reads_it_in_their_language(language):
    helper = a_volunteer(person=a_person(language=language))
    client = signed_in(lead_of(helper))
    client.post(reverse("web:language"), {"language": language})
    with translation.override(language):
        wanted = translation.gettext("When I am away")
    assert wanted != "When I am away"
    assert wanted in client.get(reverse("web:home")).content.decode()


def test_a_hold_does_not_show():
    helper = a_volunteer(is_on_hold=True)
    assert "hold" not in signed_in(lead_of(helper)).get(reverse("web:home")).content.decode().lower()


def test_of_a_group_only_the_lead_is_asked():
    group = a_sponsor_group()
    member = group.sponsor_group.members.exclude(role="lead")[0].person
    address = reverse("web:helping_stop", args=[group.uuid])
    assert address in signed_in(lead_of(group)).get(reverse("web:home")).content.decode()
    assert address not in signed_in(member).get(reverse("web:home")).content.decode()
    assert says(group, "stop", person=member).status_code == 403


@pytest.mark.parametrize("act", ["away", "back", "capacity", "stop", "again"])
def test_for_others_it_is_not_there(act):
    helper = a_volunteer()
    outsider = contact_of(a_family(helper.organisation))
    assert says(helper, act, {"away_from": "2026-03-05", "capacity": "2"}, person=outsider).status_code == 404
