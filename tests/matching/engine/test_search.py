"""The search finds exactly what listing every pair finds: in plain Python and compiled, whatever it may skip."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Rules
from matching.engine.canonical import canonical, canonical_rules
from matching.engine.columns import take
from matching.engine.compiled import jit, pairs
from matching.engine.fit import points
from matching.engine.possible import possible
from matching.engine.search import PLAIN, Search, looking
from tests.matching.engine.instances import a_programme
from tests.matching.engine.listed import BITS, every_pair, the_best_above, the_highest_bids


@pytest.fixture(scope="session")
def fast():
    jit.prepare()
    by = looking()
    assert by is not None
    return by


@pytest.fixture(params=["plain", "compiled"])
def by(request):
    return PLAIN if request.param == "plain" else request.getfixturevalue("fast")


def searching(programme, by=PLAIN):
    families, helpers, rules = programme
    return Search(families, helpers, rules, BITS, by)


@st.composite
def programmes(draw, families=14, helpers=40):
    """Canonical families, helpers and rules: few or many places, any weights, some pairs forbidden."""
    one, other = a_programme(draw(st.integers(0, families)), draw(st.integers(0, helpers)), draw(st.integers(0, 999)))
    if draw(st.booleans()):
        one, other = (
            replace(side, latitude=side.latitude * 0 + 51, longitude=side.longitude * 0) for side in (one, other)
        )
    if draw(st.booleans()):
        one, other = (replace(side, organisation=side.organisation * 0) for side in (one, other))
    dice = np.random.default_rng(draw(st.integers(0, 999)))
    forbidden = [(f, h) for f in one.key.tolist() for h in other.key.tolist() if dice.random() < 0.1]
    rules = Rules(
        weights=draw(st.dictionaries(st.sampled_from(["needs", "distance", "language", "origin"]), st.integers(1, 9))),
        conversation_level=draw(st.integers(1, 6)),
        works_together=frozenset({(0, 1), (1, 2), (2, 0)}),
        forbidden=np.array(forbidden, dtype=np.int64).reshape(-1, 2),
    )
    return canonical(one), canonical(other), canonical_rules(rules)


def some_prices(programme, seed):
    """What families ask and helpers cost, around what pairs are worth; some ties count, and some helpers are dear."""
    families, helpers, _ = programme
    family, _, told, tie = every_pair(*programme)
    dice = np.random.default_rng(seed)
    asks, price = np.zeros((families.key.size, 2), np.int64), np.zeros((helpers.key.size, 2), np.int64)
    price[:, 0] = dice.choice([0, 0, 300, 2**62], helpers.key.size)
    asks[:, 0] = dice.integers(-1, 9000, families.key.size)
    if family.size:
        rows = dice.integers(0, family.size, families.key.size)
        asks[family[rows]] = np.stack([told[rows], tie[rows]], axis=1) - dice.integers(0, 2, (rows.size, 1))
    return asks, price


@given(programmes(), st.integers(1, 5), st.integers(0, 999), st.sampled_from([1, 64]))
@settings(max_examples=60, deadline=None)
def test_the_best_few_above_any_prices(programme, few, seed, lanes):
    asks, price = some_prices(programme, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "FEW", lanes)
        found = searching(programme).above(asks, price, few)
    for one, other in zip(found, the_best_above(programme, asks, price, few), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("seed", range(2))
def test_many_in_one_place_are_looked_at_side_by_side(by, seed):
    families, helpers = (canonical(side) for side in a_programme(12, 500, seed))
    helpers = replace(helpers, latitude=helpers.latitude * 0 + 51, longitude=helpers.longitude * 0 + 4)
    families = replace(families, latitude=families.latitude * 0 + 51, longitude=families.longitude * 0 + 4)
    programme = families, helpers, canonical_rules(Rules(works_together=frozenset({(0, 1), (1, 2), (2, 0)})))
    asks, price = some_prices(programme, seed)
    search = searching(programme, by)
    for one, other in zip(search.above(asks, price, 3), the_best_above(programme, asks, price, 3), strict=True):
        np.testing.assert_array_equal(one, other)
    best = search.best(4, helpers.capacity > 0)
    asks, price = np.tile([-1, 0], (12, 1)), np.stack([(helpers.capacity == 0) * 2**62, helpers.capacity * 0], axis=1)
    for one, other in zip(best, the_best_above(programme, asks, price, 4), strict=True):
        np.testing.assert_array_equal(one, other)


def test_what_cannot_be_worth_enough_is_not_looked_at(by):
    families, helpers = (canonical(side) for side in a_programme(30, 2000))
    programme = families, helpers, canonical_rules(Rules(works_together=frozenset({(0, 1), (1, 2), (2, 0)})))
    search = searching(programme, by)
    told: list[float] = []
    best = search.best(1, helpers.capacity >= 0, told.append)
    everybody = search.looks
    asks = np.full((30, 2), 2**62)
    asks[best.family, 0] = best.points
    assert search.above(asks, np.zeros((2000, 2), np.int64), 1).family.size == 0
    assert search.looks - everybody <= everybody < 30 * 2000 / 4
    assert told[-1] == 1.0


@given(programmes(), st.integers(0, 999))
@settings(max_examples=40, deadline=None)
def test_the_highest_bid_for_each_helper(programme, seed):
    asks, price = some_prices(programme, seed)
    found = searching(programme).bids(asks, price)
    np.testing.assert_array_equal(found, the_highest_bids(programme, asks, price))


def test_bids_on_several_threads_are_put_together(by, monkeypatch):
    families, helpers = (canonical(side) for side in a_programme(90, 60))
    programme = families, helpers, canonical_rules(Rules(works_together=frozenset({(0, 1), (1, 2), (2, 0)})))
    monkeypatch.setattr("matching.engine.search.CHUNK", 10)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    asks, price = some_prices(programme, 1)
    found = searching(programme, by).bids(asks, price)
    np.testing.assert_array_equal(found, the_highest_bids(programme, asks, price))


@given(programmes())
@settings(max_examples=60, deadline=None)
def test_every_pair_weighs_what_its_criteria_add_up_to(programme):
    families, helpers, rules = programme
    family, helper = np.indices((families.key.size, helpers.key.size)).reshape(2, -1)
    weighed = searching(programme).weigh(family, helper)
    open_pairs, rows = possible(*programme), np.flatnonzero(weighed >= 0)
    np.testing.assert_array_equal(family[rows], open_pairs.family)
    np.testing.assert_array_equal(helper[rows], open_pairs.helper)
    np.testing.assert_array_equal(weighed[rows], points(families, helpers, family[rows], helper[rows], rules))


@given(programmes())
@settings(max_examples=60, deadline=None)
def test_the_first_rule_that_leaves_nobody_is_told(programme):
    every = np.arange(programme[0].key.size)
    np.testing.assert_array_equal(searching(programme).stopped(every), possible(*programme).stopped)


def test_where_no_organisation_works_with_theirs_that_is_the_rule(by):
    families, helpers = (canonical(side) for side in a_programme(5, 5))
    apart = replace(families, organisation=families.organisation + 9)
    assert Search(apart, helpers, Rules(), BITS, by).stopped(np.arange(5)).tolist() == [0] * 5


@given(programmes(), st.integers(0, 999))
@settings(max_examples=40, deadline=None)
def test_who_is_reached_and_not_seen_yet(programme, seed):
    families, helpers, _ = programme
    dice, open_pairs = np.random.default_rng(seed), possible(*programme)
    seen = dice.random(helpers.key.size) < 0.5
    some = np.flatnonzero(dice.random(families.key.size) < 0.5)
    reached = np.unique(open_pairs.helper[np.isin(open_pairs.family, some)])
    search = searching(programme)
    assert search.reached(some, seen).tolist() == reached[~seen[reached]].tolist()
    needs, queue = dice.integers(0, 3, families.key.size), dice.integers(0, 3, helpers.key.size)
    out = needs[open_pairs.family] > queue[open_pairs.helper]
    assert search.beyond(needs, queue) == np.unique(open_pairs.family[out]).size


def test_compiled_and_plain_do_the_same(fast):
    families, helpers = (canonical(side) for side in a_programme(60, 200))
    programme = families, helpers, canonical_rules(Rules(works_together=frozenset({(0, 1), (1, 2), (2, 0)})))
    asks, price = some_prices(programme, 3)
    family, helper = np.indices((60, 200)).reshape(2, -1)
    seen = helpers.capacity > 1
    told: list[list[Any]] = []
    for by in (PLAIN, fast):
        search = searching(programme, by)
        told.append([*search.above(asks, price, 3), search.bids(asks, price), search.weigh(family, helper)])
        told[-1] += [search.stopped(np.arange(60)), search.reached(np.arange(60), seen), search.looks]
        told[-1] += [search.beyond(families.priority, helpers.capacity)]
    for one, other in zip(*told, strict=True):
        np.testing.assert_array_equal(one, other)


def test_nobody_finds_nobody(by):
    families, helpers = (canonical(side) for side in a_programme(3, 3))
    for one, other in ((take(families, slice(0)), helpers), (families, take(helpers, slice(0)))):
        search = Search(one, other, canonical_rules(Rules()), BITS, by)
        assert search.best(2, other.capacity > 0).family.size == 0
        assert search.stopped(np.arange(one.key.size)).tolist() == possible(one, other, Rules()).stopped.tolist()
