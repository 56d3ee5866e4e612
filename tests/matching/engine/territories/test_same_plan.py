"""However a question is cut, the plan is the one of a single piece, to the byte, with the same prices and proof."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Rules, plan
from tests.matching.engine.instances import a_programme
from tests.matching.engine.territories.pieces import in_pieces

TOGETHER = Rules(works_together=frozenset({(0, 1), (1, 2), (2, 0)}))


def a_programme_with_rules(families, helpers, seed):
    """People, and rules with pairs ruled out and pairs that people are looking at, in no order."""
    people = a_programme(families, helpers, seed)
    dice = np.random.default_rng(seed)

    def pairs(number):
        return np.c_[dice.choice(people[0].key, number), dice.choice(people[1].key, number)]

    rules = Rules(works_together=TOGETHER.works_together, forbidden=pairs(40), pending=pairs(40))
    return *people, rules


def require_same(question, most, few):
    whole, cut = plan(*question), in_pieces(*question, most=most, few=few)
    for name in ("family_key", "helper_key", "fit", "unserved"):
        assert getattr(cut, name).tobytes() == getattr(whole, name).tobytes(), name
    assert cut.family_price.tobytes() == whole.assignment.family_price.tobytes()
    has_places = whole.helpers.capacity > 0
    assert cut.helper_price[has_places].tobytes() == whole.assignment.helper_price[has_places].tobytes()
    taken, proven = cut.counts.pop("pairs"), cut.certificate.pop("pairs_priced")
    assert taken == proven <= whole.counts["pairs"]
    assert cut.counts.items() <= whole.counts.items()
    assert cut.certificate.items() <= whole.certificate().items()
    codes = {key: whole.why_unserved(key).code for key in whole.unserved.tolist()}
    assert {key: why.code for key, why in cut.why_unserved.items()} == codes
    return cut


@given(
    families=st.integers(1, 30),
    helpers=st.integers(1, 40),
    most=st.integers(1, 40),
    few=st.integers(1, 3),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=40, deadline=None)
def test_any_split_gives_the_same_plan(families, helpers, most, few, seed):
    require_same(a_programme_with_rules(families, helpers, seed), most, few)


@pytest.mark.parametrize(("families", "helpers"), [(60, 200), (120, 100), (200, 40)])
@pytest.mark.parametrize("most", [1, 12, 500])
def test_with_places_to_spare_and_with_few(families, helpers, most):
    made = require_same(a_programme_with_rules(families, helpers, 1), most, 2)
    assert (made.pieces == 2) == (most == 500)


def test_what_a_shortlist_missed_is_found_by_its_price():
    made = require_same(a_programme_with_rules(200, 40, 1), 12, 1)
    assert made.rounds > 2
