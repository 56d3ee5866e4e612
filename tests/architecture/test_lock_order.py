"""Whoever locks several rows locks them by id: then two transactions never wait for each other in a circle."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from backend.flows.holds import hold_helper
from backend.people.services.imports import import_families, import_volunteers
from matching.models import Run
from matching.models.run import RunTrigger
from matching.services.proposals import Pair, exchange, expire_due, write_plan
from tests.factories.clock import NOON
from tests.factories.matching import a_match, a_proposal
from tests.factories.people import a_coordinator, a_family, a_volunteer, an_organisation
from tests.factories.places import a_municipality
from tests.people.import_files import MEMBER, VOLUNTEER, csv_of

pytestmark = pytest.mark.django_db


def families_are_imported(organisation):
    content = csv_of(*(MEMBER | {"reference": f"F-{n}", "email": ""} for n in (2, 1)))
    import_families(actor=None, organisation=organisation, content=content, dry_run=False, now=NOON)


def volunteers_are_imported(organisation):
    rows = (VOLUNTEER | {"reference": f"V-{n}", "email": f"v{n}@example.org"} for n in (2, 1))
    import_volunteers(actor=None, organisation=organisation, content=csv_of(*rows), dry_run=False, now=NOON)


def a_plan_is_written(organisation):
    a_proposal(a_family(organisation))
    run = Run.objects.create(
        organisation=organisation, helper_kind="volunteer", trigger=RunTrigger.COMMAND, created_at=NOON
    )
    pairs = [Pair(a_family(organisation).pk, a_volunteer(organisation).pk, 0.5, "[]") for _ in range(2)]
    with transaction.atomic():
        write_plan(run, pairs, now=NOON)


def a_suggestion_is_taken(organisation):
    scope = Run(organisation=organisation, helper_kind="volunteer")
    old = [a_proposal(a_family(organisation)) for _ in range(2)]
    moved = {(proposal.family_id, proposal.helper_id) for proposal in old}
    pairs = [Pair(proposal.family_id, a_volunteer(organisation).pk, 0.5, "[]") for proposal in old]
    with transaction.atomic():
        exchange(scope, moved, pairs, actor=a_coordinator(organisation), now=NOON)


def proposals_expire(organisation):
    for _ in range(2):
        a_proposal(a_family(organisation), answer_by=NOON)
    expire_due(now=NOON)


def somebody_is_held(organisation):
    helper = a_volunteer(organisation, capacity=3)
    for _ in range(2):
        a_proposal(a_family(organisation), helper)
    a_match(a_family(organisation), helper)
    hold_helper(actor=a_coordinator(organisation), helper_uuid=helper.uuid, reason="illness", now=NOON)


@pytest.mark.parametrize(
    "happens",
    [
        *(families_are_imported, volunteers_are_imported, a_plan_is_written, a_suggestion_is_taken),
        *(proposals_expire, somebody_is_held),
    ],
)
def test_many_rows_are_locked_by_id(happens):
    a_municipality(names={"nl": "Gent"})
    organisation = an_organisation()
    with CaptureQueriesContext(connection) as queries:
        happens(organisation)
    locks = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"] and "LIMIT" not in query["sql"]]
    assert locks
    for sql in locks:
        table = sql.split(' FROM "')[1].split('"')[0]
        by_first_column = sql.startswith(f'SELECT "{table}"."id"') and "ORDER BY 1 ASC" in sql
        assert by_first_column or f'ORDER BY "{table}"."id" ASC' in sql
