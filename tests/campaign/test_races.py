"""The races of consents and places, many rounds. `make test` has a few rounds of each, beside the rule it breaks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from backend.errors import DomainError
from backend.people.models import Helper
from matching.lifecycle import ProposalState
from matching.models import Match, ProposalEvent
from matching.models.proposal import Answer, NoReason, Party
from matching.services.consents import answer_proposal
from matching.services.proposals import expire_due
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_judged_proposal, a_proposal, entitled

pytestmark = [pytest.mark.campaign, pytest.mark.django_db(transaction=True)]
ROUNDS = 200


def all_at_once(*moves):
    """Run every move in a thread of its own, started together; return what each gave or refused with."""
    start = Barrier(len(moves))

    def run(move):
        start.wait()
        try:
            return move()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(moves)) as pool:
        return list(pool.map(run, moves))


def answering(proposal, party, answer=Answer.YES, reason=""):
    actor = entitled(proposal, party)
    return lambda: answer_proposal(
        actor=actor, proposal_uuid=proposal.uuid, answer=answer, reason=reason, text_language="en", now=NOON
    )


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_last_two_yeses_at_once_make_exactly_one_match(_round):
    proposal = a_judged_proposal()
    all_at_once(*(answering(proposal, party) for party in (Party.FAMILY, Party.HELPER)))
    assert Match.objects.filter(proposal=proposal).count() == 1
    assert Helper.objects.get(pk=proposal.helper_id).places_taken == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_last_yes_against_expiry_ends_one_way_or_the_other(_round):
    proposal = a_proposal(answer_by=NOON + timedelta(seconds=1))
    a_consent(proposal, Party.COORDINATOR)
    a_consent(proposal, Party.FAMILY)
    all_at_once(answering(proposal, Party.HELPER), lambda: expire_due(now=proposal.answer_by))
    proposal.refresh_from_db()
    is_matched = Match.objects.filter(proposal=proposal).exists()
    assert proposal.state == (ProposalState.AGREED if is_matched else ProposalState.EXPIRED)
    assert Helper.objects.get(pk=proposal.helper_id).places_taken == int(is_matched)
    assert ProposalEvent.objects.filter(proposal=proposal).count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_no_against_the_last_yes_ends_one_way_or_the_other(_round):
    proposal = a_proposal()
    a_consent(proposal, Party.COORDINATOR)
    a_consent(proposal, Party.FAMILY)
    all_at_once(answering(proposal, Party.HELPER), answering(proposal, Party.HELPER, Answer.NO, NoReason.NOT_NOW))
    proposal.refresh_from_db()
    is_matched = Match.objects.filter(proposal=proposal).exists()
    assert proposal.state == (ProposalState.AGREED if is_matched else ProposalState.DECLINED)
    assert Helper.objects.get(pk=proposal.helper_id).places_taken == int(is_matched)
