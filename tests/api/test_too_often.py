"""What is planned while somebody waits may be asked for some times an hour, whichever it is."""

import pytest
import time_machine

from tests.api.client import Api
from tests.factories.clock import NOON
from tests.factories.matching import a_proposal
from tests.factories.people import a_coordinator, a_family, a_volunteer, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _within_one_hour():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def staff(settings):
    settings.PLANS_AN_HOUR = 1
    organisation = an_organisation()
    return organisation, Api(a_coordinator(organisation))


def paths_of(organisation):
    family, helper = a_family(organisation), a_volunteer(organisation)
    proposal = a_proposal(a_family(organisation), a_volunteer(organisation))
    return [
        f"families/{family.uuid}/suggestion",
        f"families/{family.uuid}/what-would-help",
        f"families/{family.uuid}/why-not/{helper.uuid}",
        f"proposals/{proposal.uuid}/second-choice",
    ]


@pytest.mark.parametrize("first", range(4))
def test_after_one_all_the_others_wait(staff, first):
    organisation, api = staff
    paths = paths_of(organisation)
    assert api.get(paths[first]).status_code == 200
    for path in paths:
        answer = api.get(path)
        assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Retry-After"] == "3600"
    assert api.get("families").status_code == 200
    assert Api(a_coordinator(organisation)).get(paths[0]).status_code == 200


def test_who_may_look_no_more_can_still_say_yes_to_what_they_saw(staff):
    organisation, api = staff
    path, *_ = paths_of(organisation)
    token = api.get(path).json()["token"]
    assert api.get(path).status_code == 429
    assert api.post(path, {"token": token}).status_code == 201
    again = api.post(path, {"token": token}, Idempotency_Key="once")
    assert again.status_code == 429


def test_a_refusal_of_this_kind_is_not_what_is_said_again(staff, settings):
    organisation, api = staff
    path, *_ = paths_of(organisation)
    token = api.get(path).json()["token"]
    settings.PLANS_AN_HOUR = 0
    assert api.post(path, {"token": token}, Idempotency_Key="once").status_code == 429
    settings.PLANS_AN_HOUR = 5
    assert api.post(path, {"token": token}, Idempotency_Key="once").status_code == 201
