"""What somebody new, or one more place, would add: as if they were there."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import Rules, assign, plan
from matching.engine.explain import Gain, gain_of, newcomer
from matching.engine.explain.worth import STEP, worths
from tests.matching.engine.explain.programmes import TOWNS, UNHURRIED, amounts, gained, joined, programmes, without
from tests.matching.engine.instances import ANTWERP, GHENT, some_families, some_helpers


def _in_antwerp(made, language):
    return newcomer(made, organisation=1, latitude=ANTWERP[0], longitude=ANTWERP[1], language=language)


@UNHURRIED
@given(programmes(), st.data())
def test_the_gain_of_a_newcomer_is_what_they_add_to_the_point(programme, data):
    families, helpers, rules = programme
    made = plan(families, helpers, rules)
    town = data.draw(st.sampled_from(TOWNS))
    one = newcomer(
        made,
        organisation=data.draw(st.sampled_from([1, 2])),
        latitude=town[0],
        longitude=town[1],
        language=data.draw(st.sampled_from([None, 0, 1, 2])),
        skill=data.draw(st.sampled_from([None, 0, 1])),
        gender=data.draw(st.sampled_from([0, 1, 2])),
        certificates=data.draw(st.sampled_from([0, 3])),
    )
    assert gain_of(made, one) == gained(made, plan(families, joined(helpers, one), rules))


@UNHURRIED
@given(programmes(), st.data())
def test_a_helpers_worth_is_what_one_more_place_adds_to_the_point(programme, data):
    families, helpers, rules = programme
    made = plan(families, helpers, rules)
    h = data.draw(st.integers(0, helpers.key.size - 1))
    more = replace(helpers, capacity=helpers.capacity + (np.arange(helpers.key.size) == h))
    worth = worths(made)
    assert worth.gain(int(worth.helper[h])) == gained(made, plan(families, more, rules))


@UNHURRIED
@given(programmes(), st.data())
def test_a_familys_worth_is_what_the_plan_would_lose_to_the_point(programme, data):
    families, helpers, rules = programme
    made = plan(families, helpers, rules)
    key = int(data.draw(st.sampled_from(families.key.tolist())))
    rest = plan(without(families, key), helpers, rules)
    (counts, points), (fewer, less) = amounts(made), amounts(rest)
    served = dict(zip(made.assignment.classes.tolist(), counts, strict=True))
    left = dict(zip(rest.assignment.classes.tolist(), fewer, strict=True))
    rank_of = dict(zip(made.assignment.classes.tolist(), range(len(counts), 0, -1), strict=True))
    ranks = sum(rank_of[c] * (n - left.get(c, 0)) for c, n in served.items())
    worth = worths(made)
    assert int(worth.family[families.key == key][0]) == ranks * STEP + points - less


def test_a_price_tells_the_class_even_where_fits_are_as_far_apart_as_can_be():
    """One more place at the second helper serves a family of the first class at fit 0, or one of the second class
    at fit 1 while another fits better by 1, too: the class goes first, and the price must say so."""
    best = assign([0, 0, 1, 2], [0, 1, 1, 0], [0.0, 1.0, 0.0, 1.0], [1, 0], [0, 0, 1], keep_bonus=0)
    assert best.helper_price[1] == 2 * best.class_bonus


def test_somebody_who_helps_nobody_adds_nothing():
    made = plan(some_families({}), some_helpers({}), Rules())
    assert gain_of(made, _in_antwerp(made, 1)) == Gain(None, 0)


def test_a_family_more_may_cost_points():
    """The one helper near is wanted by the first class; the newcomer takes over the other, whom it fits worse."""
    families = some_families({"level": (0, 6, 0)}, {"level": (6, 6, 0), "priority": 1, "place": GHENT})
    helpers = some_helpers({"level": (6, 0, 0), "travel_km": 80.0, "place": GHENT})
    made = plan(families, helpers, Rules())
    assert made.family_key.tolist() == [2]
    gain = gain_of(made, _in_antwerp(made, 1))
    assert (gain.priority, gain.points > 0) == (0, True)


def test_the_key_of_a_newcomer_is_nobodys():
    rules = Rules(forbidden=np.array([[1, 9]]), pending=np.array([[1, 12]]))
    made = plan(some_families({}), some_helpers({}), rules)
    assert _in_antwerp(made, 0).key.tolist() == [13]
