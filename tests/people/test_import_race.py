"""Two coordinators who import the same file at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from backend.people.models import Family, Person
from tests.factories.people import an_organisation
from tests.factories.places import a_municipality
from tests.people.import_files import MEMBER, families


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_imports_at_once_finds_the_work_done():
    a_municipality(names={"nl": "Gent"})
    organisation = an_organisation()
    rows = [MEMBER | {"reference": f"F-{n}", "email": f"a{n}@example.org"} for n in range(40)]

    def run(_: int) -> tuple[int, int]:
        try:
            report = families(organisation, *rows)
        finally:
            connection.close()
        return report.created, report.unchanged

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(run, range(4))) == [(0, 40), (0, 40), (0, 40), (40, 0)]
    assert Family.objects.count() == Person.objects.count() == 40
