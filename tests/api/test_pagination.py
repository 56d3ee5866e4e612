"""Pages: every row once, in order, while rows come and go."""

from datetime import timedelta
from itertools import chain

import pytest

from tests.api.client import Api
from tests.factories.clock import NOON
from tests.factories.matching import a_proposal
from tests.factories.people import a_coordinator, a_family, an_organisation
from tests.factories.places import a_municipality

pytestmark = pytest.mark.django_db


def all_pages(api, path):
    pages = []
    while path:
        answer = api.get(path).json()
        pages.append([row["id"] for row in answer["results"]])
        path = answer["next"]
    return pages


@pytest.fixture
def seven_alike():
    """Seven families that wait equally long: the order is all ties."""
    organisation = an_organisation()
    town = a_municipality()
    families = [a_family(organisation, municipality=town, waiting_since=NOON) for _ in range(7)]
    return organisation, families


def test_every_row_comes_once_even_when_all_are_alike(seven_alike):
    organisation, families = seven_alike
    pages = all_pages(Api(a_coordinator(organisation)), "families?page_size=3")
    assert [len(page) for page in pages] == [3, 3, 1]
    assert sorted(chain(*pages)) == sorted(str(family.uuid) for family in families)


def test_a_last_page_that_is_full_has_no_next(seven_alike):
    organisation, _ = seven_alike
    assert [len(page) for page in all_pages(Api(a_coordinator(organisation)), "families?page_size=7")] == [7]


def test_rows_that_come_meanwhile_push_nobody_out(seven_alike):
    organisation, families = seven_alike
    api = Api(a_coordinator(organisation))
    first = api.get("families?page_size=3").json()
    early = a_family(organisation, waiting_since=NOON.replace(year=2020))
    seen = [*(row["id"] for row in first["results"]), *chain(*all_pages(api, first["next"]))]
    assert sorted(seen) == sorted(str(family.uuid) for family in families)
    assert str(early.uuid) not in seen


def test_the_filters_stay_on_the_next_page(seven_alike):
    organisation, families = seven_alike
    other = a_family(organisation, state="settled")
    seen = list(chain(*all_pages(Api(a_coordinator(organisation)), "families?page_size=2&state=selected")))
    assert len(seen) == len(families)
    assert str(other.uuid) not in seen


@pytest.mark.parametrize("order", ["fit", "-fit", "answer_by", "-created_at"])
def test_in_every_order_small_pages_hold_what_one_large_page_holds(seven_alike, order):
    organisation, families = seven_alike
    for number, family in enumerate(families):
        a_proposal(family, fit=(0.3, 0.3, 0.9)[number % 3], answer_by=NOON + timedelta(days=1 + number // 2))
    api = Api(a_coordinator(organisation))
    [whole] = all_pages(api, f"proposals?order={order}")
    assert len(whole) == len(families)
    assert list(chain(*all_pages(api, f"proposals?order={order}&page_size=2"))) == whole


@pytest.mark.parametrize("cursor", ["x", "a:b:c", "%00", "WyJhIl0:1tXyZz:abc"])
def test_a_forged_cursor_is_refused(cursor):
    answer = Api(a_coordinator()).get(f"families?cursor={cursor}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "cursor"


def test_a_cursor_of_another_list_is_refused(seven_alike):
    organisation, _ = seven_alike
    api = Api(a_coordinator(organisation))
    cursor = api.get("families?page_size=1").json()["next"].split("cursor=")[1].split("&")[0]
    assert api.get(f"municipalities?cursor={cursor}").json()["code"] == "bad_cursor"
    assert api.get(f"families?cursor={cursor}").status_code == 200
