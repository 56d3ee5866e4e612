"""Holds: who may, what ends at once, what goes on, and that nobody else learns of one."""

import pytest

from backend.errors import Conflict, Invalid, NotAllowed, NotFound
from backend.flows.holds import hold_family, hold_helper, lift_hold_of_family, lift_hold_of_helper
from backend.people.models import Helper, Hold, Membership
from backend.people.models.hold import HoldReason
from matching.lifecycle import MatchState, ProposalState
from matching.models import ProposalEvent
from matching.models.proposal import Answer, Party
from matching.services.consents import answer_proposal
from matching.snapshot import ready_helpers, waiting_families
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_judged_proposal, a_match, a_proposal, entitled
from tests.factories.people import a_coordinator, a_family, a_volunteer, an_organisation, contact_of, lead_of

pytestmark = pytest.mark.django_db


def hold(row, actor=None, reason=HoldReason.ILLNESS):
    actor = actor or a_coordinator(row.organisation)
    if isinstance(row, Helper):
        return hold_helper(actor=actor, helper_uuid=row.uuid, reason=reason, now=NOON)
    return hold_family(actor=actor, family_uuid=row.uuid, reason=reason, now=NOON)


def lift(row, actor=None):
    actor = actor or a_coordinator(row.organisation)
    if isinstance(row, Helper):
        return lift_hold_of_helper(actor=actor, helper_uuid=row.uuid, now=NOON)
    return lift_hold_of_family(actor=actor, family_uuid=row.uuid, now=NOON)


each_kind = pytest.mark.parametrize("maker", [a_volunteer, a_family])


def test_a_helper_on_hold_gets_no_proposals_and_its_matches_go_on():
    organisation = an_organisation()
    helper = a_volunteer(organisation, capacity=3)
    running = a_match(a_family(organisation), helper)
    proposals = [a_proposal(a_family(organisation), helper) for _ in range(2)]
    held = hold(helper)
    assert held.is_on_hold
    for proposal in proposals:
        proposal.refresh_from_db()
        assert (proposal.state, proposal.version) == (ProposalState.WITHDRAWN, 2)
    running.refresh_from_db()
    assert running.state == MatchState.INTRODUCED
    assert Helper.objects.get(pk=helper.pk).places_taken == 1
    assert not ready_helpers(organisation, helper.kind, on=NOON.date()).exists()


def test_a_family_on_hold_gets_no_proposals_and_its_helper_is_free_for_others():
    proposal = a_judged_proposal()
    hold(proposal.family)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN
    assert Helper.objects.get(pk=proposal.helper_id).places_taken == 0
    assert not waiting_families(proposal.organisation, proposal.helper_kind).exists()


def test_why_a_proposal_ended_is_not_written_with_it():
    proposal = a_judged_proposal()
    hold(proposal.helper)
    assert ProposalEvent.objects.get(proposal=proposal).reason == ""


def test_an_answer_after_the_hold_finds_the_proposal_closed():
    proposal = a_judged_proposal()
    hold(proposal.helper)
    with pytest.raises(Conflict) as refusal:
        answer_proposal(
            actor=entitled(proposal, Party.FAMILY),
            proposal_uuid=proposal.uuid,
            answer=Answer.YES,
            text_language="en",
            now=NOON,
        )
    assert (refusal.value.code, refusal.value.facts) == ("proposal_closed", {})


@each_kind
def test_a_hold_that_is_lifted_leaves_its_trace(maker):
    row = maker()
    boss, other = a_coordinator(row.organisation), a_coordinator(row.organisation)
    hold(row, boss)
    assert not lift(row, other).is_on_hold
    row.refresh_from_db()
    assert not row.is_on_hold
    assert Hold.objects.values_list("reason", "set_by", "lifted_by").get() == ("illness", boss.pk, other.pk)
    hold(row, boss)
    assert Hold.objects.count() == 2


@each_kind
def test_nobody_is_put_on_hold_twice_or_taken_off_twice(maker):
    row = maker()
    for act, code in ((lift, "not_on_hold"), (hold, None), (hold, "on_hold_already")):
        if code is None:
            act(row)
            continue
        with pytest.raises(Conflict) as refusal:
            act(row)
        assert refusal.value.code == code


@each_kind
def test_a_hold_needs_a_reason(maker):
    row = maker()
    with pytest.raises(Invalid) as refusal:
        hold(row, reason="because")
    assert refusal.value.code == "reason_missing"
    assert not Hold.objects.exists()


@each_kind
def test_only_staff_of_its_organisation_find_it(maker):
    row = maker()
    own = lead_of(row) if isinstance(row, Helper) else contact_of(row)
    for outsider in (own, a_coordinator()):
        for act in (hold, lift):
            with pytest.raises(NotFound):
                act(row, outsider)


@each_kind
def test_staff_do_not_decide_about_themselves(maker):
    row = maker()
    own = lead_of(row) if isinstance(row, Helper) else contact_of(row)
    Membership.objects.create(organisation=row.organisation, person=own, role="coordinator")
    for act in (hold, lift):
        with pytest.raises(NotAllowed) as refusal:
            act(row, own)
        assert refusal.value.code == "own_cause"


@each_kind
def test_a_hold_takes_the_same_number_of_queries_for_one_proposal_and_for_three(maker, django_assert_max_num_queries):
    organisation = an_organisation()
    helper = a_volunteer(organisation, capacity=3)
    boss = a_coordinator(organisation)
    for _ in range(3):
        a_consent(a_proposal(a_family(organisation), helper), Party.COORDINATOR)
    row = helper if maker is a_volunteer else a_family(organisation)
    with django_assert_max_num_queries(20):
        hold(row, boss)
