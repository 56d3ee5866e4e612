"""A helper for one family, now: told, and proposed with a yes to exactly that."""

from uuid import uuid4

import pytest

from backend.people.models import Helper
from matching.models import Proposal
from tests.api.client import Api
from tests.factories.people import a_coordinator, a_family, a_person, a_volunteer, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    organisation = an_organisation()
    return organisation, Api(a_coordinator(organisation))


def test_it_is_told_with_its_reasons_and_proposed_with_a_yes(staff):
    organisation, api = staff
    family = a_family(organisation)
    helper = a_volunteer(organisation, municipality=family.municipality)
    found = api.get(f"families/{family.uuid}/suggestion").json()
    assert api.queries <= 20
    assert (found["helper_id"], found["moves"], found["why_not"]) == (str(helper.uuid), [], None)
    assert {reason["criterion"] for reason in found["reasons"]} >= {"language", "distance"}
    assert not Proposal.objects.exists()
    answer = api.post(f"families/{family.uuid}/suggestion", {"token": found["token"]})
    assert (answer.status_code, answer.json()["state"]) == (201, "open")
    assert Proposal.objects.get().helper == helper
    again = api.post(f"families/{family.uuid}/suggestion", {"token": found["token"]})
    assert (again.status_code, again.json()["code"]) == (409, "family_not_waiting")
    assert api.get(f"families/{family.uuid}/suggestion").status_code == 409


def test_a_yes_to_something_else_is_overtaken(staff):
    organisation, api = staff
    family = a_family(organisation)
    a_volunteer(organisation, municipality=family.municipality)
    token = api.get(f"families/{family.uuid}/suggestion").json()["token"]
    Helper.objects.update(state="left")
    answer = api.post(f"families/{family.uuid}/suggestion", {"token": token})
    assert (answer.status_code, answer.json()["code"]) == (409, "suggestion_overtaken")
    found = api.get(f"families/{family.uuid}/suggestion").json()
    assert (found["helper"], found["reasons"], found["token"]) == (None, [], "")
    assert found["why_not"]["text"]


def test_it_is_for_staff_of_the_family_s_organisation(staff):
    organisation, _ = staff
    family = a_family(organisation)
    stranger = Api(a_coordinator())
    foreign, unknown = (stranger.get(f"families/{uuid}/suggestion") for uuid in (family.uuid, uuid4()))
    assert foreign.status_code == 404
    assert foreign.content == unknown.content
    assert Api(a_person()).get(f"families/{family.uuid}/suggestion").status_code == 403
