"""An answer against what ends all of one person: one way or the other, never half. Many rounds are in the campaign."""

import pytest
from django.db import transaction

from backend.flows.absences import go_away
from backend.flows.calendar import turn_the_day
from backend.flows.capacity import set_capacity
from backend.flows.departures import leave
from backend.flows.holds import hold_family, hold_helper
from backend.people.models import Helper, HelperEvent, Hold
from matching.lifecycle import RUNNING_MATCH, ProposalState
from matching.models import Match, ProposalEvent, Run
from matching.models.proposal import Party
from matching.models.run import RunTrigger
from matching.services.proposals import Pair, write_plan
from tests.campaign.test_races import all_at_once, answering
from tests.factories.clock import NOON
from tests.factories.matching import a_consent, a_judged_proposal, a_proposal
from tests.factories.people import a_coordinator, a_family, a_volunteer, an_organisation, lead_of

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def nearly_agreed(**over):
    proposal = a_judged_proposal(helper=a_volunteer(**over))
    a_consent(proposal, Party.FAMILY)
    return proposal


def holding_the_helper(proposal):
    boss = a_coordinator(proposal.helper.organisation)
    return lambda: hold_helper(actor=boss, helper_uuid=proposal.helper.uuid, reason="illness", now=NOON)


def holding_the_family(proposal):
    boss = a_coordinator(proposal.organisation)
    return lambda: hold_family(actor=boss, family_uuid=proposal.family.uuid, reason="housing", now=NOON)


def leaving(proposal):
    own = lead_of(proposal.helper)
    return lambda: leave(actor=own, helper_uuid=proposal.helper.uuid, now=NOON)


def going_away(proposal):
    own = lead_of(proposal.helper)
    return lambda: go_away(
        actor=own, helper_uuid=proposal.helper.uuid, away_from=NOON.date(), away_until=None, now=NOON
    )


def lapsing(proposal):
    return lambda: turn_the_day(now=NOON)


@pytest.mark.parametrize("ending", [holding_the_helper, holding_the_family, going_away])
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_last_yes_against_what_ends_proposals_gives_a_match_or_none(ending, _round):
    proposal = nearly_agreed()
    said, done = all_at_once(answering(proposal, Party.HELPER), ending(proposal))
    proposal.refresh_from_db()
    is_matched = Match.objects.filter(proposal=proposal).exists()
    assert proposal.state == (ProposalState.AGREED if is_matched else ProposalState.WITHDRAWN)
    assert is_matched or said in ("proposal_closed", "not_possible_now")
    assert not isinstance(done, str)
    assert Helper.objects.get(pk=proposal.helper_id).places_taken == int(is_matched)
    assert ProposalEvent.objects.filter(proposal=proposal).count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_last_yes_against_leaving_leaves_no_match_that_runs(_round):
    proposal = nearly_agreed()
    all_at_once(answering(proposal, Party.HELPER), leaving(proposal))
    assert not Match.objects.filter(state__in=sorted(RUNNING_MATCH)).exists()
    assert Helper.objects.values_list("state", "places_taken").get(pk=proposal.helper_id) == ("left", 0)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_last_yes_against_a_lapse_never_makes_a_match(_round):
    proposal = nearly_agreed(cleared_until=NOON.date())
    said, _ = all_at_once(answering(proposal, Party.HELPER), lapsing(proposal))
    assert said in ("proposal_closed", "not_possible_now", "not_found")  # who has lapsed knows of no proposal
    assert not Match.objects.exists()
    assert Helper.objects.values_list("state", "places_taken").get(pk=proposal.helper_id) == ("lapsed", 0)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_plan_against_a_hold_leaves_nothing_open(_round):
    organisation = an_organisation()
    helper, family = a_volunteer(organisation, capacity=3), a_family(organisation)
    old = a_proposal(a_family(organisation), helper)
    run = a_run_of(organisation)
    pairs = [Pair(family.pk, helper.pk, 0.5, "[]"), Pair(old.family_id, helper.pk, 0.5, "[]")]
    all_at_once(lambda: planning(run, pairs), holding_the_helper(old))
    helper.refresh_from_db()
    assert (helper.is_on_hold, helper.places_taken) == (True, 0)
    assert not helper.proposals.filter(state=ProposalState.OPEN).exists()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_less_capacity_against_a_plan_never_goes_beyond_it(_round):
    organisation = an_organisation()
    helper = a_volunteer(organisation, capacity=3)
    own, run = lead_of(helper), a_run_of(organisation)
    pairs = [Pair(a_family(organisation).pk, helper.pk, 0.5, "[]") for _ in range(3)]
    all_at_once(
        lambda: planning(run, pairs),
        lambda: set_capacity(actor=own, helper_uuid=helper.uuid, capacity=1, now=NOON),
    )
    helper.refresh_from_db()
    still_open = helper.proposals.filter(state=ProposalState.OPEN).count()
    assert (helper.capacity, helper.places_taken) == (1, still_open)
    assert still_open <= 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_coordinators_put_nobody_on_hold_twice(_round):
    proposal = a_judged_proposal()
    done = all_at_once(holding_the_helper(proposal), holding_the_helper(proposal))
    assert done.count("on_hold_already") == 1
    assert Hold.objects.count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_sweeps_at_once_make_one_lapse(_round):
    helper = a_volunteer(cleared_until=NOON.date())
    done = all_at_once(lambda: turn_the_day(now=NOON), lambda: turn_the_day(now=NOON))
    assert sum(turned.lapsed for turned in done) == 1
    assert HelperEvent.objects.filter(helper=helper).count() == 1


def a_run_of(organisation):
    return Run.objects.create(
        organisation=organisation, helper_kind="volunteer", trigger=RunTrigger.COMMAND, created_at=NOON
    )


def planning(run, pairs):
    with transaction.atomic():
        return write_plan(run, pairs, now=NOON)
