"""Next steps: seen and ticked off by the family, by who helps it now, and by staff."""

from datetime import timedelta

import pytest
import time_machine

from backend.journey.models import Step
from matching.lifecycle import MatchState
from tests.api.client import Api
from tests.factories.clock import NOON
from tests.factories.journey import a_step
from tests.factories.matching import a_match
from tests.factories.people import a_coordinator, a_family, a_person, a_volunteer, contact_of, lead_of

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def a_family_with_steps(organisation=None):
    family = a_family(organisation)
    for days, milestone in enumerate(["doctor", "id_card", "home", "job_search"], start=-1):
        a_step(family, milestone=milestone, due_on=TODAY + timedelta(days=days))
    return family


def test_a_family_sees_its_next_three_steps():
    family = a_family_with_steps()
    a_step(family, milestone="first_words", due_on=TODAY - timedelta(9), done_at=NOON, done_by=contact_of(family))
    api = Api(contact_of(family))
    [mine] = api.get("me/next-steps").json()["results"]
    assert (mine["family"], mine["is_own"]) == (str(family.uuid), True)
    assert [(s["milestone"], s["is_overdue"]) for s in mine["steps"]] == [
        ("doctor", True),
        ("id_card", False),
        ("home", False),
    ]
    assert mine["steps"][1]["title"] == {"text": "Your identity card", "lang": "en", "dir": "ltr"}
    assert mine["steps"][1]["how_to"]["text"]
    assert mine["steps"][1]["icon"] == "card"
    assert api.queries <= 6


def test_overdue_goes_by_the_readers_own_date():
    family = a_family()
    a_step(family, milestone="doctor", due_on=TODAY)
    contact = contact_of(family)
    contact.time_zone = "Pacific/Kiritimati"  # tomorrow already
    contact.save()
    [mine] = Api(contact).get("me/next-steps").json()["results"]
    assert mine["steps"][0]["is_overdue"]


def test_a_helper_sees_the_steps_of_each_family_they_help_in_a_fixed_number_of_queries():
    volunteer = a_volunteer(capacity=3)
    asked = []
    for number in (1, 2, 3):
        a_match(a_family_with_steps(volunteer.organisation), volunteer)
        api = Api(lead_of(volunteer))
        found = api.get("me/next-steps").json()["results"]
        assert [(len(one["steps"]), one["is_own"]) for one in found] == [(3, False)] * number
        asked.append(api.queries)
    assert len(set(asked)) == 1


def test_a_stranger_to_all_sees_nothing():
    a_family_with_steps()
    assert Api(a_person()).get("me/next-steps").json() == {"results": []}


@pytest.mark.parametrize("who", ["family", "helper", "staff"])
def test_a_step_is_ticked_off_and_taken_back(who):
    match = a_match()
    step = a_step(match.family, milestone="id_card")
    actors = {
        "family": contact_of(match.family),
        "helper": lead_of(match.helper),
        "staff": a_coordinator(match.organisation),
    }
    api = Api(actors[who])
    assert api.post(f"steps/{step.uuid}/done").json()["done_at"] == "2026-03-02T12:00:00Z"
    assert api.queries <= 5
    assert Step.objects.get(pk=step.pk).done_by == actors[who]
    assert api.post(f"steps/{step.uuid}/done").json()["code"] == "already_done"
    assert api.post(f"steps/{step.uuid}/reopen").json()["done_at"] is None
    assert api.post(f"steps/{step.uuid}/reopen").json()["code"] == "not_done"


def test_whoever_has_nothing_to_do_with_it_does_not_even_learn_that_it_is_there():
    match = a_match(state=MatchState.ENDED, ended_at=NOON, end_reason="moved", version=2)
    step = a_step(match.family, milestone="id_card")
    for actor in (lead_of(match.helper), a_coordinator(), contact_of(a_family())):
        assert Api(actor).post(f"steps/{step.uuid}/done").status_code == 404
    assert Step.objects.get(pk=step.pk).done_at is None
