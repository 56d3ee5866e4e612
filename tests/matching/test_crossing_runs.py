"""Runs of two organisations that give each other's helpers new places never wait for each other in a circle."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection, transaction

from backend.people.models import Helper
from backend.people.models.helper import HelperKind
from matching.lifecycle import ProposalState
from matching.models import Proposal, Run
from matching.models.run import RunTrigger
from matching.services import proposals
from matching.services.moves import close_proposals
from matching.services.proposals import Pair, write_plan
from tests.factories.clock import NOON
from tests.factories.matching import a_proposal
from tests.factories.people import a_family, a_volunteer, an_organisation

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_runs_that_swap_helpers_both_come_through(monkeypatch):
    one, other = an_organisation(), an_organisation()
    first, second = a_volunteer(one, capacity=2), a_volunteer(other, capacity=2)
    leaves = {
        one: (a_proposal(a_family(one), second), first),
        other: (a_proposal(a_family(other), first), second),
    }
    _meet_after_the_withdrawals(monkeypatch)

    def write(organisation):
        proposal, wanted = leaves[organisation]
        run = Run.objects.create(
            organisation=organisation, helper_kind=HelperKind.VOLUNTEER, trigger=RunTrigger.COMMAND, created_at=NOON
        )
        try:
            with transaction.atomic():
                return write_plan(run, [Pair(proposal.family_id, wanted.pk, 0.8, "[]")], now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        written = list(pool.map(write, leaves))
    assert [(report.proposed, report.withdrawn) for report in written] == [(1, 1), (1, 1)]
    assert Proposal.objects.filter(state=ProposalState.OPEN).count() == 2
    assert set(Helper.objects.values_list("places_taken", flat=True)) == {1}


def _meet_after_the_withdrawals(monkeypatch):
    """Let both runs withdraw before either proposes, if their locks let them: the moment at which a circle closes."""
    barrier, real = Barrier(2), close_proposals

    def close_and_wait(*arguments, **named):
        closed = real(*arguments, **named)
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=1)
        return closed

    monkeypatch.setattr(proposals, "close_proposals", close_and_wait)
