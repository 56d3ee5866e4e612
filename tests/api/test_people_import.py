"""Importing people over the API: as the command does it, for coordinators, with every problem in one answer."""

import pytest

from backend.journey.models import Step
from backend.journey.tasks import plan_missing_steps
from backend.people.models import Family, Helper
from tests.api.client import Api
from tests.factories.people import a_coordinator, a_person, an_organisation
from tests.factories.places import a_municipality
from tests.people.import_files import MEMBER, VOLUNTEER, csv_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def api():
    a_municipality(code="44021", names={"nl": "Gent"})
    return Api(a_coordinator())


def test_families_come_in_and_get_their_next_steps(api):
    answer = api.post("families/import", {"csv": csv_of(MEMBER | {"arrives_on": "2026-03-02"})})
    assert answer.json() == {
        "kind": "families",
        "is_dry_run": False,
        "is_ok": True,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "problems": [],
    }
    plan_missing_steps()
    assert Step.objects.filter(family=Family.objects.get()).count() > 5
    again = api.post("families/import", {"csv": csv_of(MEMBER | {"arrives_on": "2026-03-02"})})
    assert again.json()["unchanged"] == 1


def test_volunteers_come_in(api):
    assert api.post("volunteers/import", {"csv": csv_of(VOLUNTEER)}).json()["created"] == 1
    assert Helper.objects.get().reference == "V-1"


def test_the_number_of_queries_does_not_grow_with_the_file(api):
    asked = []
    for size in (1, 30):
        rows = [
            VOLUNTEER | {"reference": f"V-{n}", "email": f"v{n}@example.org"} for n in range(100 * size, 101 * size)
        ]
        assert api.post("volunteers/import", {"csv": csv_of(*rows)}).json()["created"] == len(rows)
        asked.append(api.queries)
    assert asked[1] <= asked[0] + 2


def test_a_dry_run_writes_nothing_and_says_what_would_be(api):
    answer = api.post("families/import", {"csv": csv_of(MEMBER), "dry_run": True}).json()
    assert (answer["is_dry_run"], answer["created"]) == (True, 1)
    assert not Family.objects.exists()


def test_wrong_lines_are_one_problem_and_nothing_is_written(api):
    rows = [MEMBER, MEMBER | {"reference": "F-2", "birth_year": "old", "email": "", "municipality": "Nowhere"}]
    answer = api.post("families/import", {"csv": csv_of(*rows)})
    body = answer.json()
    assert (answer.status_code, body["code"]) == (422, "import_refused")
    assert {(p["line"], p["column"], p["code"]) for p in body["problems"]} == {
        (3, "birth_year", "not_a_number"),
        (3, "municipality", "unknown_municipality"),
    }
    assert all(problem["text"]["text"] for problem in body["problems"])
    assert "Haddad" not in answer.content.decode()
    assert not Family.objects.exists()


def test_a_dry_run_tells_the_same_problems_as_a_report(api):
    answer = api.post("families/import", {"csv": csv_of(MEMBER | {"birth_year": "old"}), "dry_run": True})
    assert answer.status_code == 200
    assert (answer.json()["is_ok"], answer.json()["problems"][0]["column"]) == (False, "birth_year")


def test_a_repeated_import_under_a_key_is_answered_from_memory(api):
    body = {"csv": csv_of(MEMBER)}
    first, again = (api.post("families/import", body, Idempotency_Key="k") for _ in range(2))
    assert first.content == again.content
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_large_file_fits():
    api = Api(a_coordinator())
    answer = api.post("families/import", {"csv": "x" * (4 * 2**20), "dry_run": True})
    assert answer.status_code == 200
    assert not answer.json()["is_ok"]


@pytest.mark.parametrize("path", ["families/import", "volunteers/import"])
def test_only_staff_import_and_only_into_their_own(api, path):
    assert Api(a_person()).post(path, {"csv": "x"}).json()["code"] == "coordinator_only"
    foreign = api.post(path, {"csv": "x", "organisation": str(an_organisation().uuid)})
    assert foreign.status_code == 404
    both = a_coordinator()
    an_organisation().memberships.create(person=both, role="coordinator")
    assert Api(both).post(path, {"csv": "x"}).json()["code"] == "organisation_unclear"
    assert api.post(path, {"csv": ""}).json()["errors"][0]["field"] == "csv"
