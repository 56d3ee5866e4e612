"""What is asked of helpers and what is on record of it, over the API."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine

from backend.people.models import Check
from backend.people.models.check import Evidence, Scope
from backend.people.models.helper import HelperKind
from backend.people.models.organisation import Role
from tests.api.client import Api
from tests.factories.checks import TODAY, a_check, a_household_member, a_requirement, an_exemption
from tests.factories.clock import NOON
from tests.factories.people import (
    a_coordinator,
    a_family,
    a_sponsor_group,
    a_volunteer,
    an_organisation,
    contact_of,
    lead_of,
)

pytestmark = pytest.mark.django_db
IN_A_MONTH = TODAY + timedelta(days=30)


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def helper():
    return a_volunteer()


@pytest.fixture
def staff(helper):
    return Api(a_coordinator(helper.organisation))


def test_staff_see_what_is_asked_and_what_is_on_record(helper, staff):
    identity = a_requirement(helper.organisation, instructions={"nl": "Toon je kaart.", "en": "Show your card."})
    record = a_requirement(helper.organisation, "criminal_record", scope=Scope.HOUSEHOLD_ADULT)
    a_check(helper, identity, withdrawn_at=NOON)
    a_check(helper, identity, expires_on=IN_A_MONTH, recorded_by=a_coordinator(helper.organisation, name="Griet"))
    child = a_household_member(helper, birth_date=date(2008, 3, 9))
    an_exemption(child, record, ends_on=IN_A_MONTH)
    body = staff.get(f"helpers/{helper.uuid}/checks").json()
    assert (body["is_cleared"], body["cleared_until"]) == (True, IN_A_MONTH.isoformat())
    of_child, own = body["items"]
    assert of_child["of"] == {"kind": "household_member", "id": str(child.uuid), "name": "Robin"}
    assert [one["reason"] for one in of_child["exemptions"]] == ["The register is closed."]
    assert own["of"]["name"] == lead_of(helper).name
    assert own["instructions"] == {"text": "Show your card.", "lang": "en", "dir": "ltr"}
    assert [(one["recorded_by"], one["withdrawn_at"] is None) for one in own["checks"]] == [
        ("Griet", True),
        ("", False),
    ]
    assert [one["birth_date"] for one in body["household"]] == ["2008-03-09"]
    assert staff.queries <= 12


def test_more_on_record_takes_no_more_queries(staff, helper):
    group = a_sponsor_group(helper.organisation, members=1)
    identity = a_requirement(helper.organisation, helper_kind=HelperKind.SPONSOR_GROUP)
    a_check(group, identity)
    staff.get(f"helpers/{group.uuid}/checks")
    few = staff.queries
    larger = a_sponsor_group(helper.organisation, members=9)
    a_requirement(helper.organisation, "training", helper_kind=HelperKind.SPONSOR_GROUP, scope=Scope.ONE_MEMBER)
    for member in larger.sponsor_group.members.all():
        a_check(member.person, identity)
        a_household_member(larger, birth_date=date(1990, 1, 1))
    assert len(staff.get(f"helpers/{larger.uuid}/checks").json()["items"]) == 10
    assert staff.queries == few


def test_evidence_that_not_every_coordinator_may_read_is_left_out(helper, staff):
    requirement = a_requirement(helper.organisation, "criminal_record", is_restricted=True)
    a_check(helper, requirement, note="One entry, of 1994.")
    path = f"helpers/{helper.uuid}/checks"
    assert staff.get(path).json()["items"][0]["checks"][0]["note"] == ""
    for role in (Role.ADMINISTRATOR, Role.SAFEGUARDING):
        reader = Api(a_coordinator(helper.organisation, role=role))
        assert reader.get(path).json()["items"][0]["checks"][0]["note"] == "One entry, of 1994."
    elsewhere = a_coordinator(role=Role.ADMINISTRATOR)
    helper.organisation.memberships.create(person=elsewhere, role=Role.COORDINATOR)
    assert Api(elsewhere).get(path).json()["items"][0]["checks"][0]["note"] == ""


def test_a_volunteer_sees_what_is_asked_of_them_in_their_language(helper):
    a_requirement(helper.organisation, evidence=Evidence.DOCUMENT, instructions={"fr": "Montrez votre carte."})
    person = lead_of(helper)
    person.language = "nl"
    person.save()
    api = Api(person)
    [mine] = api.get("me/checks").json()["results"]
    assert (mine["helper"], mine["group"]) == (str(helper.uuid), "")
    [item] = mine["items"]
    assert (item["is_met"], item["covered_until"], item["evidence"]) == (False, None, "document")
    assert item["instructions"] == {"text": "Montrez votre carte.", "lang": "fr", "dir": "ltr"}
    assert api.queries <= 12


def test_a_member_of_a_group_sees_their_own_and_its_lead_what_is_asked_of_all_together():
    group = a_sponsor_group(members=2)
    a_requirement(group.organisation, helper_kind=HelperKind.SPONSOR_GROUP)
    a_requirement(group.organisation, "training", helper_kind=HelperKind.SPONSOR_GROUP, scope=Scope.ONE_MEMBER)
    member = group.sponsor_group.members.exclude(role="lead")[0].person

    def seen_by(person):
        [mine] = Api(person).get("me/checks").json()["results"]
        return [(item["code"], item["of"]["kind"], item["of"]["name"]) for item in mine["items"]]

    assert seen_by(member) == [("identity", "person", member.name)]
    lead = lead_of(group)
    assert seen_by(lead) == [("identity", "person", lead.name), ("training", "group", "")]


def test_who_helps_nobody_is_asked_nothing():
    assert Api(contact_of(a_family())).get("me/checks").json() == {"results": []}


def test_on_the_18th_birthday_of_a_child_in_the_home_the_host_is_asked(helper):
    a_requirement(helper.organisation, "criminal_record", scope=Scope.HOUSEHOLD_ADULT)
    a_household_member(helper, birth_date=date(2008, 3, 9))
    api = Api(lead_of(helper))
    for day, is_met in ((date(2026, 3, 8), True), (date(2026, 3, 9), False)):
        with time_machine.travel(NOON.replace(day=day.day), tick=False):
            [mine] = api.get("me/checks").json()["results"]
        [item] = mine["items"]
        assert (item["is_met"], item["covered_until"]) == (is_met, "2026-03-09")


def test_a_check_is_recorded_once_and_taken_back(helper, staff):
    a_requirement(helper.organisation, valid_days=365)
    path, body = f"helpers/{helper.uuid}/checks", {"code": "identity", "met_on": "2026-03-02"}
    first, again = (staff.post(path, body, Idempotency_Key="one") for _ in range(2))
    assert first.json() == again.json()
    assert (first.json()["expires_on"], Check.objects.count()) == ("2027-03-02", 1)
    assert staff.get(path).json()["is_cleared"]
    answer = staff.post(f"checks/{first.json()['id']}/withdraw")
    assert answer.json()["withdrawn_at"] == "2026-03-02T12:00:00Z"
    assert not staff.get(path).json()["is_cleared"]
    assert staff.post(f"checks/{first.json()['id']}/withdraw").json()["code"] == "withdrawn_already"


def test_what_cannot_be_recorded_is_refused_with_its_code(helper, staff):
    a_requirement(helper.organisation, evidence=Evidence.DOCUMENT)
    path = f"helpers/{helper.uuid}/checks"
    for body, status, code in (
        ({"code": "training", "met_on": "2026-03-02"}, 409, "not_asked"),
        ({"code": "identity", "met_on": "2026-03-02"}, 409, "document_missing"),
        ({"code": "identity", "met_on": "2026-03-03"}, 422, "met_in_future"),
        ({"code": "identity", "met_on": "soon"}, 422, "invalid"),
    ):
        answer = staff.post(path, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_an_exemption_is_granted_and_ended(helper, staff):
    a_requirement(helper.organisation)
    body = {"code": "identity", "reason": "The register is closed.", "ends_on": IN_A_MONTH.isoformat()}
    granted = staff.post(f"helpers/{helper.uuid}/exemptions", body).json()
    assert (granted["starts_on"], granted["ends_on"]) == ("2026-03-02", IN_A_MONTH.isoformat())
    assert staff.get(f"helpers/{helper.uuid}/checks").json()["is_cleared"]
    ended = staff.post(f"exemptions/{granted['id']}/revoke")
    assert ended.json()["revoked_at"] == "2026-03-02T12:00:00Z"
    assert not staff.get(f"helpers/{helper.uuid}/checks").json()["is_cleared"]


def test_a_host_tells_who_lives_with_them(helper):
    api = Api(lead_of(helper))
    added = api.post(f"helpers/{helper.uuid}/household", {"given_name": "Robin", "birth_date": "2008-11-05"}).json()
    [mine] = api.get("me/checks").json()["results"]
    assert [one["given_name"] for one in mine["household"]] == ["Robin"]
    left = api.post(f"helpers/{helper.uuid}/household/{added['id']}/leave")
    assert left.json()["left_on"] == "2026-03-02"
    adult = api.post(f"helpers/{helper.uuid}/household", {"given_name": "Jo", "birth_date": "1990-11-05"}).json()
    assert api.post(f"helpers/{helper.uuid}/household/{adult['id']}/leave").json()["code"] == "coordinator_only"
    Api(a_coordinator(helper.organisation)).post(f"helpers/{helper.uuid}/household/{adult['id']}/leave")
    [mine] = api.get("me/checks").json()["results"]
    assert mine["household"] == []


class TestRequirements:
    def test_administrators_ask_change_and_retire(self):
        organisation = an_organisation()
        boss, coordinator = Api(a_coordinator(organisation, role=Role.ADMINISTRATOR)), Api(a_coordinator(organisation))
        body = {
            "helper_kind": "volunteer",
            "code": "training",
            "valid_days": 365,
            "instructions": [{"language": "nl", "text": "Schrijf je in."}],
        }
        first = boss.post("requirements", body).json()
        second = boss.post("requirements", body | {"times": 2, "evidence": "note"}).json()
        assert (first["version"], second["version"], second["scope"]) == (1, 2, "everybody")
        [seen] = coordinator.get("requirements").json()["results"]
        assert (seen["id"], seen["times"], seen["instructions"]) == (second["id"], 2, body["instructions"])
        assert coordinator.queries <= 4
        assert coordinator.post("requirements", body).json()["code"] == "administrator_only"
        assert boss.post(f"requirements/{second['id']}/retire").json()["superseded_at"] == "2026-03-02T12:00:00Z"
        assert boss.get("requirements").json() == {"results": []}

    def test_nonsense_names_its_field(self):
        boss = Api(a_coordinator(role=Role.ADMINISTRATOR))
        answer = boss.post("requirements", {"helper_kind": "volunteer", "code": "training", "scope": "one_member"})
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["scope"]


def test_not_yours_looks_like_not_there(helper):
    requirement = a_requirement(helper.organisation)
    check, exemption = a_check(helper, requirement), an_exemption(helper, requirement)
    member = a_household_member(helper, birth_date=date(1990, 1, 1))
    outsider = Api(a_coordinator(role=Role.ADMINISTRATOR))
    to_record = {"code": "identity", "met_on": "2026-03-02"}
    to_exempt = {"code": "identity", "reason": "closed", "ends_on": IN_A_MONTH.isoformat()}
    born = {"given_name": "Robin", "birth_date": "1990-01-01"}
    for method, path, ids, body in (
        ("GET", "helpers/{}/checks", [helper], None),
        ("POST", "helpers/{}/checks", [helper], to_record),
        ("POST", "checks/{}/withdraw", [check], None),
        ("POST", "helpers/{}/exemptions", [helper], to_exempt),
        ("POST", "exemptions/{}/revoke", [exemption], None),
        ("POST", "helpers/{}/household", [helper], born),
        ("POST", "helpers/{}/household/{}/leave", [helper, member], None),
        ("POST", "requirements/{}/retire", [requirement], None),
    ):
        theirs = outsider.call(method, path.format(*(one.uuid for one in ids)), body)
        nobodys = outsider.call(method, path.format(*(uuid4() for _ in ids)), body)
        assert (theirs.status_code, theirs.content) == (404, nobodys.content)


def test_nobody_decides_about_themselves(helper):
    staff = a_coordinator(helper.organisation)
    own = a_volunteer(helper.organisation, person=staff)
    a_requirement(helper.organisation)
    answer = Api(staff).post(f"helpers/{own.uuid}/checks", {"code": "identity", "met_on": "2026-03-02"})
    assert (answer.status_code, answer.json()["code"]) == (403, "own_cause")
