"""Runs: asked for, watched until done, with their proof."""

from uuid import uuid4

import pytest

from matching.models import Proposal, Run
from matching.models.run import RunState
from matching.tasks import execute_run
from tests.api.client import Api
from tests.factories.people import a_coordinator, a_family, a_person, a_volunteer, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    organisation = an_organisation()
    return organisation, Api(a_coordinator(organisation))


def test_a_run_is_queued_and_can_be_watched_until_it_is_done(staff):
    organisation, api = staff
    town = a_family(organisation).municipality
    a_volunteer(organisation, municipality=town)
    lonely = a_family(organisation, languages={"ti": 6})
    asked = api.post("runs", {})
    assert (asked.status_code, asked.json()["state"], asked.json()["trigger"]) == (202, "queued", "api")
    watch = asked.headers["Location"]
    before = api.get(watch)
    assert api.get(watch, If_None_Match=before.headers["ETag"]).status_code == 304

    # Any of the tests' transactions is open here, so the worker's snapshot is read in it.
    execute_run(Run.objects.get().pk)

    done = api.get(watch, If_None_Match=before.headers["ETag"]).json()
    assert (done["state"], done["progress"], done["phase"]) == ("done", 100, "")
    assert (done["counts"]["families"], done["counts"]["proposed"]) == (2, 1)
    assert done["certificate"]
    assert [share["served"] for share in done["municipalities"]] == [0, 1]
    [unserved] = done["unserved"]
    assert unserved["family"] == str(lonely.uuid)
    assert unserved["text"]["text"]
    assert api.queries == 2
    assert Proposal.objects.count() == 1


def test_a_worker_is_woken_once_the_row_is_there(staff, django_capture_on_commit_callbacks, monkeypatch):
    _, api = staff
    woken: list[int] = []
    monkeypatch.setattr(execute_run, "delay", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        api.post("runs", {})
    assert woken == [Run.objects.get().pk]


def test_one_run_at_a_time_of_one_kind(staff):
    _, api = staff
    first = api.post("runs", {}).json()
    second = api.post("runs", {})
    assert (second.status_code, second.json()["code"], second.json()["run"]) == (409, "run_in_progress", first["id"])
    assert api.post("runs", {"helper_kind": "sponsor_group", "is_dry": True}).status_code == 202
    assert api.queries <= 6


def test_staff_see_the_runs_of_their_organisations_newest_first(staff):
    _, api = staff
    Api(a_coordinator()).post("runs", {})
    first = api.post("runs", {}).json()["id"]
    Run.objects.filter(uuid=first).update(state=RunState.FAILED)
    second = api.post("runs", {}).json()["id"]
    assert [row["id"] for row in api.get("runs").json()["results"]] == [second, first]
    assert api.queries == 1
    assert Api(a_person()).get("runs").json()["results"] == []


def test_runs_are_for_staff_and_only_their_own(staff):
    _, api = staff
    run = api.post("runs", {}).json()["id"]
    stranger = Api(a_coordinator())
    foreign, unknown = (stranger.get(f"runs/{uuid}") for uuid in (run, uuid4()))
    assert foreign.status_code == 404
    assert foreign.content == unknown.content
    assert Api(a_person()).post("runs", {}).json()["code"] == "coordinator_only"
    assert stranger.post("runs", {"organisation": str(an_organisation().uuid)}).status_code == 404


def test_a_dry_run_with_other_weights_is_compared_with_the_last_that_proposed(staff):
    organisation, api = staff
    family = a_family(organisation)
    helper = a_volunteer(organisation, municipality=family.municipality)
    api.post("runs", {})
    execute_run(Run.objects.get().pk)
    other = a_volunteer(organisation, municipality=family.municipality, languages={"en": 6})
    tried = api.post("runs", {"is_dry": True, "weights": {"language": 1, "distance": 0}}).json()["id"]
    assert api.get(f"runs/{tried}/comparison").status_code == 404
    execute_run(Run.objects.get(uuid=tried).pk)
    found = api.get(f"runs/{tried}/comparison").json()
    assert api.queries <= 6
    assert found["changed"] == [{"family": str(family.uuid), "before": str(helper.uuid), "after": str(other.uuid)}]
    assert (found["churn"], found["after"]["is_dry"]) == (1.0, True)
    before = found["before"]["run"]
    assert api.get(f"runs/{tried}/comparison?before={before}").json() == found
    stranger = Api(a_coordinator())
    foreign, unknown = (stranger.get(f"runs/{uuid}/comparison") for uuid in (tried, uuid4()))
    assert foreign.status_code == 404
    assert foreign.content == unknown.content


def test_weights_are_only_tried(staff):
    _, api = staff
    answer = api.post("runs", {"weights": {"language": 1}})
    assert (answer.status_code, answer.json()["code"]) == (422, "weights_invalid")
