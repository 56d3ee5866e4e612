"""Changes at the same moment: whichever comes last counts them all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from backend.people.clearance import recount_all
from backend.people.models import Organisation
from backend.people.models.organisation import Role
from backend.people.services.checks import Whom, record_check, withdraw_check
from backend.people.services.requirements import Asked, set_requirement
from tests.factories.checks import TODAY, a_check, a_requirement
from tests.factories.clock import NOON
from tests.factories.people import a_coordinator, a_volunteer, an_organisation

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 10


def at_once(*changes: Callable[[], object]) -> None:
    """Make all `changes` at the same moment, each in a thread of its own."""
    start = Barrier(len(changes))

    def run(change: Callable[[], object]) -> None:
        try:
            start.wait()
            change()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(changes)) as pool:
        list(pool.map(run, changes))


def a_helper_with_one_of_two(organisation: Organisation):
    """Return a new helper who has met one of the two things that are asked, and the check of that."""
    helper = a_volunteer(organisation)
    training = organisation.requirements.get(code="training")
    return helper, a_check(helper, training)


def test_a_check_and_a_withdrawal_at_once_clear_nobody_by_what_was_taken_back():
    organisation = an_organisation()
    staff = a_coordinator(organisation)
    for code in ("identity", "training"):
        a_requirement(organisation, code)
    for _ in range(ROUNDS):
        helper, check = a_helper_with_one_of_two(organisation)
        at_once(
            partial(record_check, actor=staff, whom=Whom(helper.uuid), code="identity", met_on=TODAY, now=NOON),
            partial(withdraw_check, actor=staff, check_uuid=check.uuid, now=NOON),
        )
        assert recount_all() == 0


def test_what_is_asked_anew_while_a_check_is_recorded_is_missing_afterwards():
    for _ in range(ROUNDS):
        organisation = an_organisation()
        staff, boss = a_coordinator(organisation), a_coordinator(organisation, role=Role.ADMINISTRATOR)
        for code in ("identity", "training"):
            a_requirement(organisation, code)
        helper, _check = a_helper_with_one_of_two(organisation)
        intake = Asked("volunteer", "intake", valid_days=None)
        at_once(
            partial(record_check, actor=staff, whom=Whom(helper.uuid), code="identity", met_on=TODAY, now=NOON),
            partial(set_requirement, actor=boss, organisation_uuid=None, asked=intake, now=NOON),
        )
        assert recount_all() == 0
