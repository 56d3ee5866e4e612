"""Reasons told at once are those told one by one."""

import numpy as np
import pytest

from matching.engine import Rules, plan
from matching.engine.canonical import canonical
from matching.engine.fit import reasons
from matching.engine.possible import possible
from matching.engine.telling import tell
from tests.matching.engine.instances import a_programme, some_families, some_helpers


@pytest.mark.parametrize("seed", range(3))
def test_every_possible_pair_is_told_what_it_is_told_alone(seed):
    families, helpers = map(canonical, a_programme(60, 50, seed))
    rules = Rules(works_together=frozenset({(0, 1), (1, 2)}), weights={"needs": 3, "origin": 1})
    pairs = possible(families, helpers, rules)
    assert pairs.family.size > 50
    told = tell(families, helpers, pairs.family, pairs.helper, rules)
    for i, (f, h) in enumerate(zip(pairs.family, pairs.helper, strict=True)):
        ours = tuple(criterion.reasons[criterion.of_pair[i]] for criterion in told)
        assert ours == reasons(families, helpers, int(f), int(h), rules)


def test_a_plan_tells_its_pairs():
    families, helpers = a_programme(30, 30)
    made = plan(families, helpers, Rules())
    assert made.family_key.size > 2
    told = made.tell()
    for i in range(made.family_key.size):
        assert tuple(criterion.reasons[criterion.of_pair[i]] for criterion in told) == made.explain(i)


def test_no_pair_has_no_reason():
    nobody = np.zeros(0, dtype=np.int64)
    told = tell(canonical(some_families({})), canonical(some_helpers({})), nobody, nobody, Rules())
    assert [(criterion.reasons, criterion.of_pair.tolist()) for criterion in told] == [([], [])] * 7


def test_pairs_that_are_alike_share_a_reason():
    families, helpers = canonical(some_families(*[{}] * 3)), canonical(some_helpers(*[{}] * 3))
    told = tell(families, helpers, np.arange(3), np.arange(3), Rules())
    assert all(len(criterion.reasons) == 1 for criterion in told)
