"""Why a family is unserved: a set that anybody can check."""

import numpy as np
import pytest
from hypothesis import given, settings

from matching.engine import assign
from tests.matching.engine.instances import a_question, questions


def check_blocking(question, plan):
    family, helper, pairs = question["family"], question["helper"], plan.pairs
    for left in plan.unserved:
        families, helpers = plan.why_unserved(int(left))
        ways_out = set(helper[np.isin(family, [left, *families])]) - set(helpers)
        holders = family[pairs][np.isin(helper[pairs], helpers)]
        assert ways_out == set()
        assert sorted(holders) == families.tolist()
        assert question["capacity"][helpers].sum() == families.size
        assert (question["priority"][families] <= question["priority"][left]).all()
        assert left not in families


@given(questions())
@settings(max_examples=150, deadline=None)
def test_every_blocking_set_is_true(question):
    check_blocking(question, assign(**question))


def test_blocking_sets_of_a_scarce_programme_are_true():
    question = a_question(120, 40, 4)
    plan = assign(**question)
    assert plan.unserved.size > 20
    check_blocking(question, plan)


def test_a_chain_is_followed_to_its_end():
    plan = assign([0, 1, 1, 2], [0, 0, 1, 1], [0.1, 0.9, 0.9, 0.9], [1, 1], [1, 0, 0])
    blocking = plan.why_unserved(0)
    assert (blocking.families.tolist(), blocking.helpers.tolist()) == ([1, 2], [0, 1])
    assert plan.queue.tolist() == [1, 1]


def test_a_family_without_pairs_is_blocked_by_nobody():
    families, helpers = assign([], [], [], [1], [0]).why_unserved(0)
    assert (families.size, helpers.size) == (0, 0)


@pytest.mark.parametrize("family", [0, 7, -1])
def test_only_the_unserved_have_a_blocking_set(family):
    with pytest.raises(ValueError, match=f"family {family} is not unserved"):
        assign([0, 1], [0, 0], [1, 0], [1], [0, 0]).why_unserved(family)
