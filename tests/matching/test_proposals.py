"""Writing a plan, taking a proposal back, and letting it expire."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from backend.errors import Conflict, NotAllowed, NotFound
from backend.people.lifecycle import HelperState
from backend.people.models import Family, Helper
from backend.people.models.family import FamilyState
from backend.people.models.helper import HelperKind
from matching.lifecycle import MatchState, ProposalMove, ProposalState
from matching.models import Proposal, ProposalEvent, Run
from matching.models.match import EndReason
from matching.models.proposal import Answer, NoReason, Party
from matching.models.run import RunTrigger
from matching.services.proposals import TIME_TO_ANSWER, Pair, expire_due, withdraw_proposal, write_plan
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_judged_proposal, a_match, a_proposal, entitled
from tests.factories.people import a_coordinator, a_family, a_volunteer

pytestmark = pytest.mark.django_db


def a_run(organisation):
    return Run.objects.create(
        organisation=organisation, helper_kind=HelperKind.VOLUNTEER, trigger=RunTrigger.COMMAND, created_at=NOON
    )


def a_pair(family, helper):
    return Pair(family.pk, helper.pk, 0.8, '[{"criterion": "distance"}]')


def places(helper):
    return Helper.objects.get(pk=helper.pk).places_taken


def written(organisation, *pairs):
    with transaction.atomic():
        return write_plan(a_run(organisation), pairs, now=NOON)


def test_a_planned_pair_becomes_an_open_proposal_that_takes_a_place():
    family = a_family()
    helper = a_volunteer(family.organisation)
    assert written(family.organisation, a_pair(family, helper)).proposed == 1
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.fit, proposal.answer_by) == (ProposalState.OPEN, 0.8, NOON + TIME_TO_ANSWER)
    assert places(helper) == 1
    assert ProposalEvent.objects.get(proposal=proposal).move == ProposalMove.PROPOSE


def test_a_pair_that_is_pending_stays_as_it_is():
    proposal = a_proposal()
    report = written(proposal.organisation, a_pair(proposal.family, proposal.helper))
    assert (report.kept, report.proposed, report.withdrawn) == (1, 0, 0)
    assert places(proposal.helper) == 1


@pytest.mark.parametrize("ends", ["a no", "never again"])
def test_what_was_ruled_out_while_it_was_planned_is_not_proposed(ends):
    family = a_family()
    helper = a_volunteer(family.organisation)
    if ends == "a no":
        said_no = a_proposal(family, helper, state=ProposalState.DECLINED)
        a_consent(said_no, Party.FAMILY, answer=Answer.NO, reason=NoReason.SAFETY)
    else:
        a_match(family, helper, state=MatchState.ENDED, ended_at=NOON, end_reason=EndReason.SAFETY, is_not_again=True)
    report = written(family.organisation, a_pair(family, helper))
    assert (report.proposed, report.overtaken) == (0, 1)


@pytest.mark.parametrize("change", [{"state": FamilyState.INDEPENDENT}, {"municipality": None}])
def test_a_family_that_stopped_waiting_while_it_was_planned_is_not_proposed(change):
    family = a_family()
    helper = a_volunteer(family.organisation)
    Family.objects.update(**change)
    assert written(family.organisation, a_pair(family, helper)).overtaken == 1


def test_an_unanswered_proposal_that_the_plan_leaves_out_is_withdrawn():
    proposal = a_proposal()
    other = a_volunteer(proposal.organisation)
    report = written(proposal.organisation, a_pair(proposal.family, other))
    assert (report.proposed, report.withdrawn) == (1, 1)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN
    assert (places(proposal.helper), places(other)) == (0, 1)


@pytest.mark.parametrize("party", list(Party))
def test_a_run_never_touches_what_somebody_answered(party):
    proposal = a_proposal()
    a_consent(proposal, party)
    report = written(proposal.organisation, a_pair(proposal.family, a_volunteer(proposal.organisation)))
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN
    assert (report.proposed, report.overtaken) == (0, 1)


def test_a_helper_who_filled_up_meanwhile_is_left_out():
    family = a_family()
    helper = a_volunteer(family.organisation)
    a_match(helper=helper)
    assert written(family.organisation, a_pair(family, helper)).overtaken == 1
    assert places(helper) == 1


def test_a_family_that_was_put_on_hold_meanwhile_is_left_out():
    family = a_family()
    Family.objects.update(is_on_hold=True)
    assert written(family.organisation, a_pair(family, a_volunteer(family.organisation))).overtaken == 1


def test_a_family_that_was_matched_meanwhile_is_left_out():
    match = a_match()
    assert written(match.organisation, a_pair(match.family, a_volunteer(match.organisation))).overtaken == 1


def test_a_helper_who_left_meanwhile_is_left_out():
    family = a_family()
    helper = a_volunteer(family.organisation)
    Helper.objects.update(state=HelperState.LEFT)
    assert written(family.organisation, a_pair(family, helper)).overtaken == 1


def test_one_helper_gets_no_more_of_a_plan_than_fits():
    organisation = a_family().organisation
    helper = a_volunteer(organisation, capacity=2)
    report = written(organisation, *(a_pair(a_family(organisation), helper) for _ in range(3)))
    assert (report.proposed, report.overtaken) == (2, 1)


def test_the_number_of_queries_does_not_grow_with_the_plan(django_assert_max_num_queries):
    organisation = a_family().organisation
    pairs = [a_pair(a_family(organisation), a_volunteer(organisation)) for _ in range(12)]
    with django_assert_max_num_queries(14):
        written(organisation, *pairs)


def test_the_database_refuses_a_place_that_is_not_there():
    helper = a_volunteer(capacity=1)
    with pytest.raises(IntegrityError, match="helper_within_capacity"), transaction.atomic():
        Helper.objects.filter(pk=helper.pk).update(places_taken=2)


def test_what_nobody_answered_in_time_expires_and_frees_its_place():
    overdue, fresh = a_proposal(), a_proposal(answer_by=NOON + timedelta(days=30))
    assert expire_due(now=overdue.answer_by) == 1
    overdue.refresh_from_db()
    fresh.refresh_from_db()
    assert (overdue.state, fresh.state) == (ProposalState.EXPIRED, ProposalState.OPEN)
    assert (places(overdue.helper), places(fresh.helper)) == (0, 1)
    assert expire_due(now=overdue.answer_by) == 0


def test_a_coordinator_takes_a_proposal_back():
    proposal = a_proposal()
    coordinator = entitled(proposal, Party.COORDINATOR)
    withdrawn = withdraw_proposal(actor=coordinator, proposal_uuid=proposal.uuid, now=NOON)
    assert withdrawn.state == ProposalState.WITHDRAWN
    assert places(proposal.helper) == 0
    with pytest.raises(Conflict):
        withdraw_proposal(actor=coordinator, proposal_uuid=proposal.uuid, now=NOON)


def test_nobody_else_takes_it_back():
    proposal = a_judged_proposal()
    with pytest.raises(NotAllowed):
        withdraw_proposal(actor=entitled(proposal, Party.FAMILY), proposal_uuid=proposal.uuid, now=NOON)
    with pytest.raises(NotFound):
        withdraw_proposal(actor=a_coordinator(), proposal_uuid=proposal.uuid, now=NOON)


@pytest.mark.django_db(transaction=True)
def test_runs_of_several_organisations_cannot_fill_one_place_twice():
    helper = a_volunteer(capacity=1)
    families = [a_family() for _ in range(4)]
    for family in families:
        family.organisation.works_with.add(helper.organisation)

    def propose(family):
        try:
            return written(family.organisation, a_pair(family, helper)).proposed
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(propose, families)) == 1
    assert places(helper) == 1


@pytest.mark.parametrize("wrong", ["family_id", "helper_id", "run_id", "organisation_id", "helper_organisation_id"])
def test_a_proposal_points_only_to_rows_that_are_there(wrong):
    proposal = a_proposal()
    Proposal.objects.filter(pk=proposal.pk).update(run=a_run(proposal.organisation))
    with pytest.raises(IntegrityError, match="same_organisation"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**{wrong: 0})


def test_a_run_that_a_proposal_points_to_stays():
    proposal = a_proposal()
    run = a_run(proposal.organisation)
    Proposal.objects.filter(pk=proposal.pk).update(run=run)
    with pytest.raises(IntegrityError, match="proposal_run_same_organisation"), transaction.atomic():
        Run.objects.filter(pk=run.pk)._raw_delete("default")
