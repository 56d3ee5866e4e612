"""Pages are in the time of whoever reads them: the day that it is for them, and the clock on their wall."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backend.people.models import Family, Person
from matching.models import Run
from matching.models.proposal import Party
from tests.factories.journey import a_step
from tests.factories.matching import a_consent
from tests.factories.people import contact_of
from tests.web.world import World, asked_pair, signed_in

LATE = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
READERS = [("Europe/Brussels", "Monday 2 March 2026", "2 Mar 2026, 00:30"), ("UTC", "Sunday 1 March 2026", "23:30")]


@pytest.fixture(autouse=True)
def _late_in_the_evening(world: World) -> None:
    Run.objects.update(created_at=LATE)


@pytest.mark.parametrize(("zone", "day", "clock"), READERS)
def test_the_console_shows_the_day_and_the_time_of_its_reader(world: World, zone: str, day: str, clock: str) -> None:
    Person.objects.filter(pk=world.coordinator.pk).update(time_zone=zone)
    client = signed_in(world.coordinator)
    with time_machine.travel(LATE, tick=False):
        page = client.get(reverse("web:today")).content.decode()
    assert day in page
    assert clock in page


@pytest.mark.parametrize(("zone", "days"), [("Europe/Brussels", 1), ("UTC", 0)])
def test_a_wait_is_counted_in_the_days_of_the_reader(world: World, zone: str, days: int) -> None:
    Person.objects.filter(pk=world.coordinator.pk).update(time_zone=zone)
    Family.objects.update(waiting_since=datetime(2026, 3, 1, 22, 30, tzinfo=UTC))
    client = signed_in(world.coordinator)
    with time_machine.travel(LATE, tick=False):
        page = client.get(reverse("web:families"))
    assert {card.waiting_days for card in page.context["cards"]} == {days}


@pytest.mark.parametrize("zone", ["Europe/Brussels", "Atlantis/Center"])
def test_a_home_opens_in_every_zone_and_even_in_one_that_is_no_more(world: World, zone: str) -> None:
    Person.objects.filter(pk=world.matched_contact.pk).update(time_zone=zone)
    a_step(world.matched_family, milestone="home", due_on=datetime(2026, 3, 2).date())
    client = signed_in(world.matched_contact)
    with time_machine.travel(LATE, tick=False):
        page = client.get(reverse("web:home")).content.decode()
    assert ("2 March 2026</time> · today" in page) == (zone == "Europe/Brussels")


def test_the_zone_of_one_reader_is_not_kept_for_the_next(world: World) -> None:
    Person.objects.update(time_zone="Europe/Brussels")
    signed_in(world.coordinator).get(reverse("web:today"))
    assert timezone.get_current_timezone_name() == "UTC"
    assert Client().get("/").status_code == 200


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "8 December 2036"),
        ("nl", "8 december 2036"),
        ("fr", "8 décembre 2036"),
        ("ar", "8 ديسمبر 2036"),
        ("fa-af", "8 دسمبر 2036"),
        ("ti", "8 ታሕሳስ 2036"),
        ("uk", "8 грудня 2036"),
    ],
)
def test_a_day_is_written_as_the_reader_writes_it(world: World, language: str, written: str) -> None:
    asked = asked_pair(world.organisation, answer_by=datetime(2036, 12, 8, 12, tzinfo=UTC))
    a_consent(asked, Party.COORDINATOR)
    Person.objects.update(language=language)
    page = signed_in(contact_of(asked.family)).get(reverse("web:home")).content.decode()
    assert written in page
    assert f"0{written}" not in page


@pytest.mark.parametrize(("language", "written"), [("nl", "dinsdag 8 december"), ("fr", "mardi 8 décembre")])
def test_today_is_told_with_its_weekday(world: World, language: str, written: str) -> None:
    Person.objects.update(language=language)
    client = signed_in(world.coordinator)
    with time_machine.travel(datetime(2026, 12, 8, 12, tzinfo=UTC), tick=False):
        assert f"<p>{written} 2026</p>" in client.get(reverse("web:today")).content.decode()
