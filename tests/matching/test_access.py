"""Who may know of a proposal or a match, and until when."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from backend.errors import Conflict, NotAllowed, NotFound
from backend.people.lifecycle import HelperState
from backend.people.models import ContactDetail, Helper
from matching.access import helped_families, known_proposals, visible_matches, visible_proposals
from matching.lifecycle import ProposalState
from matching.models import Proposal, Run
from matching.models.match import EndReason
from matching.models.proposal import Answer, NoReason, Party
from matching.models.run import RunTrigger
from matching.selectors import open_proposals_answered_by, proposals_waiting_for, running_matches_of
from matching.services.consents import answer_proposal
from matching.services.disclosure import contacts_of
from matching.services.ends import end_match
from matching.services.proposals import write_plan
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_judged_proposal, a_match, a_proposal, all_vote, entitled
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
SIDES = (Party.FAMILY, Party.HELPER)


def says(proposal, party, answer=Answer.YES, reason=""):
    return answer_proposal(
        actor=entitled(proposal, party),
        proposal_uuid=proposal.uuid,
        answer=answer,
        reason=reason,
        text_language="en",
        now=NOON,
    )


@pytest.mark.parametrize("party", SIDES)
def test_neither_side_can_collect_proposals_that_nobody_has_looked_at(party):
    proposal = a_proposal()
    assert not visible_proposals(entitled(proposal, party)).exists()


@pytest.mark.parametrize("party", SIDES)
def test_what_is_closed_shows_the_sides_nothing_and_still_says_that_it_is(party):
    proposal = a_judged_proposal()
    actor = entitled(proposal, party)
    assert visible_proposals(actor).exists()
    says(proposal, Party.FAMILY, Answer.NO, NoReason.NOT_NOW)
    assert not visible_proposals(actor).exists()
    with pytest.raises(Conflict) as refusal:
        says(proposal, party)
    assert (refusal.value.code, refusal.value.facts) == ("proposal_closed", {})


@pytest.mark.parametrize("party", SIDES)
def test_after_the_end_neither_side_can_follow_the_other(party):
    match = a_match()
    actor = entitled(match.proposal, party)
    assert visible_matches(actor).exists()
    end_match(actor=actor, match_uuid=match.uuid, reason=EndReason.SAFETY, now=NOON)
    assert not visible_matches(actor).exists()
    assert visible_matches(entitled(match.proposal, Party.COORDINATOR)).exists()


def test_staff_of_the_helpers_organisation_see_what_the_helper_sees_and_can_end_it():
    theirs = an_organisation()
    match = a_match(a_family(), a_volunteer(theirs))
    judged = a_judged_proposal(a_family(), a_volunteer(theirs))
    unjudged = a_proposal(a_family(), a_volunteer(theirs))
    staff = a_coordinator(theirs)
    assert set(visible_proposals(staff)) == {judged}
    assert set(visible_matches(staff)) == {match}
    with pytest.raises(NotAllowed):
        answer_proposal(actor=staff, proposal_uuid=unjudged.uuid, answer=Answer.YES, text_language="en", now=NOON)
    assert end_match(actor=staff, match_uuid=match.uuid, reason=EndReason.SAFETY, now=NOON).ended_at == NOON
    assert not visible_matches(staff).exists()


def test_staff_of_a_third_organisation_know_nothing():
    match = a_match()
    with pytest.raises(NotFound):
        end_match(actor=a_coordinator(), match_uuid=match.uuid, reason=EndReason.SAFETY, now=NOON)


@pytest.mark.parametrize("state", [HelperState.LEFT, HelperState.DECLINED, HelperState.LAPSED])
def test_a_helper_who_left_or_lapsed_reaches_nobody_any_more(state):
    match = a_match()
    Helper.objects.filter(pk=match.helper_id).update(state=state)
    for party in SIDES:
        assert contacts_of(actor=entitled(match.proposal, party), language="en", now=NOON) == []
    helper = lead_of(match.helper)
    assert not visible_matches(helper).exists()
    assert not helped_families(helper).exists()
    assert not running_matches_of(helper).exists()


def test_a_helper_who_left_sees_no_open_proposal_any_more():
    proposal = a_judged_proposal()
    helper = lead_of(proposal.helper)
    assert proposals_waiting_for(helper, now=NOON).exists()
    Helper.objects.update(state=HelperState.LEFT)
    assert not visible_proposals(helper).exists()
    assert not proposals_waiting_for(helper, now=NOON).exists()


def test_who_answered_and_then_left_the_group_does_not_see_it_any_more():
    group = a_sponsor_group()
    proposal = a_judged_proposal(a_family(group.organisation), group)
    lead = lead_of(group)
    all_vote(proposal)
    says(proposal, Party.HELPER)
    assert open_proposals_answered_by(lead).exists()
    group.sponsor_group.members.filter(person=lead).delete()
    assert not open_proposals_answered_by(lead).exists()


def test_a_deactivated_person_is_not_shown():
    match = a_match()
    owner = lead_of(match.helper)
    owner.is_active = False
    owner.save()
    assert ContactDetail.objects.filter(person=owner).exists()
    assert contacts_of(actor=contact_of(match.family), language="en", now=NOON) == []


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_a_run_had_to_wait_for_still_counts():
    proposal = a_proposal()
    staff = entitled(proposal, Party.COORDINATOR)
    run = Run.objects.create(
        organisation=proposal.organisation,
        helper_kind=proposal.helper_kind,
        trigger=RunTrigger.COMMAND,
        created_at=NOON,
    )
    is_locked = Event()

    def answer_slowly():
        try:
            with transaction.atomic():
                Proposal.objects.select_for_update().get(pk=proposal.pk)
                is_locked.set()
                _until_somebody_waits()
                a_consent(proposal, Party.COORDINATOR, person=staff)
        finally:
            connection.close()

    def run_over_it():
        try:
            is_locked.wait(10)
            with transaction.atomic():
                return write_plan(run, [], now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        slow, report = pool.submit(answer_slowly), pool.submit(run_over_it)
        slow.result()
        assert report.result().withdrawn == 0
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN


def _until_somebody_waits():
    """Return once another connection to this database waits for a lock; after ten seconds nobody will."""
    for _ in range(1000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.01), (SELECT count(*) FROM pg_locks WHERE NOT granted)")
            if cursor.fetchone()[1]:
                return
    pytest.fail("nobody waited for the lock")


def test_what_is_closed_answers_a_suspended_helper_like_any_other():
    closed = a_proposal(state=ProposalState.WITHDRAWN, closed_at=NOON, version=2)
    a_consent(closed, Party.COORDINATOR)
    Helper.objects.filter(pk=closed.helper_id).update(is_suspended=True)
    for person in (contact_of(closed.family), lead_of(closed.helper)):
        assert closed in known_proposals(person)
        assert closed not in visible_proposals(person)
