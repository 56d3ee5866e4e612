"""The policy as a rule of a run: from columns of people to the fair plan."""

from dataclasses import replace

import numpy as np
import pytest

from matching.engine import FairAssignment, Rules, plan
from matching.engine.canonical import canonical_rules, parameters
from matching.engine.columns import take
from tests.matching.engine.instances import a_programme

FAIR = Rules(policy="municipalities")


def of(families, served):
    """The shares served per municipality, smallest first."""
    ids, place = np.unique(families.municipality, return_inverse=True)
    got = np.bincount(place[np.isin(families.key, served)], minlength=ids.size)
    return sorted((got / np.bincount(place)).tolist())


@pytest.mark.parametrize("seed", range(3))
def test_the_policy_makes_the_worst_off_better_off_and_costs_no_family(seed):
    families, helpers = a_programme(90, 15, seed)
    families = replace(families, priority=families.priority // 3)
    usual, fair = plan(families, helpers, Rules()), plan(families, helpers, FAIR)

    assert fair.certificate()["policy"] == "municipalities"
    assert "policy" not in usual.certificate()
    assert fair.assignment.served_by_class.tolist() == usual.assignment.served_by_class.tolist()
    assert of(families, fair.family_key) > of(families, usual.family_key)
    assert fair.fingerprint != usual.fingerprint
    for key in fair.unserved.tolist():
        assert fair.why_unserved(key).code
    for i in range(fair.fit.size):
        assert sum(reason.points for reason in fair.explain(i)) == round(fair.fit[i] * 10_000)


def test_the_order_of_rows_does_not_change_the_fair_plan():
    families, helpers = a_programme(50, 25, 4)
    dice = np.random.default_rng(1)
    other = take(families, dice.permutation(50)), take(helpers, dice.permutation(25))
    one, two = plan(families, helpers, FAIR), plan(*other, FAIR)
    assert isinstance(one.assignment, FairAssignment)
    assert one.family_key.tolist() == two.family_key.tolist()
    assert one.helper_key.tolist() == two.helper_key.tolist()
    assert one.certificate() == two.certificate()
    assert one.fingerprint == two.fingerprint


def test_the_policy_is_one_of_two_and_is_told():
    assert parameters(canonical_rules(FAIR))["policy"] == "municipalities"
    assert parameters(canonical_rules(Rules()))["policy"] == "classes"
    with pytest.raises(ValueError, match="policy: 'fairest' is not one of classes, municipalities"):
        canonical_rules(replace(FAIR, policy="fairest"))
