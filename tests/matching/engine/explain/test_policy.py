"""Under the policy "municipalities" the classes that are gained are the same; what hangs on shares is not promised."""

from dataclasses import replace

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from matching.engine import Rules, plan
from matching.engine.columns import MUNICIPALITIES
from matching.engine.explain import Moved, gain_of, newcomer, recruitment, what_helps, why_not
from tests.matching.engine.explain.programmes import TOWNS, UNHURRIED, amounts, joined, programmes
from tests.matching.engine.instances import some_families, some_helpers


@UNHURRIED
@given(programmes(), st.sampled_from(TOWNS), st.integers(0, 2))
def test_the_class_that_is_gained_is_that_of_the_fair_plan(programme, town, language):
    families, helpers, rules = programme
    fair = replace(rules, policy=MUNICIPALITIES)
    made, usual = plan(families, helpers, fair), plan(families, helpers, rules)
    one = newcomer(made, organisation=1, latitude=town[0], longitude=town[1], language=language)
    gain = gain_of(made, one)
    more = np.array(amounts(plan(families, joined(helpers, one), fair))[0]) - amounts(made)[0]
    assert made.assignment.classes[more > 0].tolist() == [gain.priority] * int(more.sum())
    assert gain == gain_of(usual, one)
    looked_for = [[r._replace(waiting=0) for r in recruitment(m, organisation=1, skills=3)] for m in (made, usual)]
    assert looked_for[0] == looked_for[1]


@UNHURRIED
@given(programmes(), st.data())
def test_a_change_is_told_but_not_for_certain(programme, data):
    families, helpers, rules = programme
    made = plan(families, helpers, replace(rules, policy=MUNICIPALITIES))
    assume(made.unserved.size)
    key = int(data.draw(st.sampled_from(made.unserved.tolist())))
    assert not any(change.is_certain for change in what_helps(made, key))


def test_a_loss_compares_two_plans_by_the_same_rules():
    """Two towns, two places: each town has one. Who fixes both places for the larger town takes the smaller one's."""
    families = some_families({"needs": 1}, {"needs": 1}, {"municipality": 2, "needs": 2})
    helpers = some_helpers({"skills": 1}, {"skills": 1})
    made = plan(families, helpers, Rules(policy=MUNICIPALITIES))
    [left] = made.unserved.tolist()
    assert left != 3
    held = int(made.helper_key[made.family_key == 3][0])
    told = why_not(made, left, held)
    assert told.loss
    assert (told.loss.families, told.loss.moved[-1]) == ((), Moved(3, held, None))
    assert told.loss.points < 0
