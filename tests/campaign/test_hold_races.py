"""What ends all of one person against the last yes, many rounds. `make test` has a few, in tests/flows."""

import pytest

from tests.campaign.test_races import ROUNDS
from tests.flows import test_races as few

pytestmark = [pytest.mark.campaign, pytest.mark.django_db(transaction=True)]

each_round = pytest.mark.parametrize("number", range(ROUNDS))


@pytest.mark.parametrize("ending", [few.holding_the_helper, few.holding_the_family, few.going_away])
@each_round
def test_the_last_yes_against_what_ends_proposals_gives_a_match_or_none(ending, number):
    few.test_the_last_yes_against_what_ends_proposals_gives_a_match_or_none(ending, number)


@each_round
def test_the_last_yes_against_leaving_leaves_no_match_that_runs(number):
    few.test_the_last_yes_against_leaving_leaves_no_match_that_runs(number)


@each_round
def test_the_last_yes_against_a_lapse_never_makes_a_match(number):
    few.test_the_last_yes_against_a_lapse_never_makes_a_match(number)


@each_round
def test_a_plan_against_a_hold_leaves_nothing_open(number):
    few.test_a_plan_against_a_hold_leaves_nothing_open(number)
