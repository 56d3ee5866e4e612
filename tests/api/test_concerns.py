"""Concerns over the API: everybody raises one, readers look into it, and to others nothing is there."""

import pytest
import time_machine

from backend.care.models import Concern, ConcernRead
from backend.care.models.concern import About
from tests.api.client import Api
from tests.factories.clock import NOON
from tests.factories.concerns import a_concern, a_safeguarding_person, an_administrator
from tests.factories.matching import a_match
from tests.factories.people import a_coordinator, a_person, an_organisation, contact_of, lead_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def match():
    return a_match()


@pytest.fixture
def reader(match):
    return a_safeguarding_person(match.organisation)


def raised(match, **over):
    body = {"about": "helper", "severity": "high", "story": "He comes.", "match": str(match.uuid)} | over
    return Api(contact_of(match.family)).post("concerns", body)


def test_a_family_says_that_something_is_wrong_and_learns_only_that_we_have_it(match, reader):
    api = Api(contact_of(match.family))
    body = {"about": "helper", "severity": "high", "story": "He comes.", "match": str(match.uuid)}
    answer = api.post("concerns", body, Idempotency_Key="once")
    assert answer.status_code == 201
    assert answer.json()["has_reader"] is True
    assert api.post("concerns", body, Idempotency_Key="once").json() == answer.json()
    concern = Concern.objects.get()
    mine = api.get("me/concerns").json()["results"]
    assert mine == [{"id": str(concern.uuid), "received_at": "2026-03-02T12:00:00Z"}]
    assert api.get(f"concerns/{concern.uuid}").status_code == 404
    assert api.get("concerns").json()["results"] == []


def test_a_high_concern_takes_a_fixed_number_of_queries(match, reader):
    api = Api(contact_of(match.family))
    api.post("concerns", {"about": "helper", "severity": "high", "story": "He.", "match": str(match.uuid)})
    assert api.queries <= 17


def test_a_reader_reads_it_and_that_is_on_record(match, reader):
    raised(match)
    api = Api(reader)
    [row] = api.get("concerns").json()["results"]
    assert api.queries == 1
    assert (row["severity"], row["look_by"], row["is_suspending"]) == ("high", "2026-03-03T12:00:00Z", True)
    assert not ConcernRead.objects.exists()
    one = api.get(f"concerns/{row['id']}").json()
    assert api.queries <= 5
    assert (one["story"], one["raised_by"]) == ("He comes.", contact_of(match.family).name)
    assert [event["move"] for event in one["events"]] == ["raise"]
    assert ConcernRead.objects.get().reader == reader


def test_a_reader_goes_through_it(match, reader):
    raised(match)
    api, path = Api(reader), f"concerns/{Concern.objects.get().uuid}"
    assert api.post(f"{path}/take-up").json()["state"] == "in_review"
    assert api.post(f"{path}/notes", {"text": "Called her."}).status_code == 201
    assert api.post(f"{path}/lift").json()["is_suspending"] is False
    assert api.post(f"{path}/lift").json()["code"] == "not_suspended"
    assert api.post(f"{path}/suspend").json()["is_suspending"] is True
    assert api.post(f"{path}/severity", {"severity": "low"}).json()["look_by"] == "2026-03-09T12:00:00Z"
    closed = api.post(f"{path}/close", {"outcome": "no_ground"}).json()
    assert (closed["state"], closed["outcome"], closed["is_suspending"]) == ("closed", "no_ground", False)
    assert api.post(f"{path}/close", {"outcome": "no_ground"}).status_code == 409
    assert api.post(f"{path}/reopen").json()["state"] == "in_review"
    one = api.get(path).json()
    assert [note["text"] for note in one["notes"]] == ["Called her."]
    moves = ["raise", "take_up", "lift", "suspend", "rate", "close", "reopen"]
    assert [event["move"] for event in one["events"]] == moves


ACTS = ["notes", "take-up", "severity", "suspend", "lift", "close", "reopen"]
BODIES = {"notes": {"text": "x"}, "severity": {"severity": "low"}, "close": {"outcome": "reported"}}


def test_to_everybody_else_it_looks_like_one_that_is_not_there(match, reader):
    concern = a_concern(match)
    strangers = [
        a_person(),
        a_coordinator(match.organisation),
        an_administrator(match.organisation),
        a_safeguarding_person(an_organisation()),
        contact_of(match.family),
        lead_of(match.helper),
    ]
    for stranger in strangers:
        api = Api(stranger)
        for act in ["", *(f"/{act}" for act in ACTS)]:
            body = BODIES.get(act.strip("/"))
            there, missing = (
                api.post(f"concerns/{uuid}{act}", body) if act else api.get(f"concerns/{uuid}")
                for uuid in (concern.uuid, match.uuid)
            )
            assert (there.status_code, there.content) == (missing.status_code, missing.content) == (404, there.content)
    concern.refresh_from_db()
    assert concern.version == 1


def test_what_one_may_not_name_is_not_there(match, reader):
    other = a_match()
    for name, uuid in (("match", other.uuid), ("helper", match.helper.uuid), ("organisation", other.uuid)):
        body = {"about": "other", "severity": "low", "story": "x", name: str(uuid)}
        assert Api(contact_of(match.family)).post("concerns", body).status_code == 404


def test_about_the_only_one_who_could_read_it(match, reader):
    colleague = a_coordinator(match.organisation)
    body = {"about": About.COORDINATOR, "severity": "medium", "story": "x", "person": str(reader.uuid)}
    answer = Api(colleague).post("concerns", body)
    assert answer.json()["has_reader"] is False
    assert Api(reader).get("concerns").json()["results"] == []
