"""Whatever comes and goes, and in whatever order: the standing plan is the one that `assign` finds anew, and proven."""

from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from matching.engine import assign, optimum, standing
from matching.engine.compiled.steps import PLAIN
from matching.engine.objective import tie_break
from matching.engine.prices import least_prices, require_best
from matching.engine.standing import Standing

ABOVE_FIT = 10**6  # more than the fit of any plan here
VALUES = st.dictionaries(st.integers(0, 30), st.integers(0, 3), max_size=6)


@pytest.fixture(autouse=True)
def _plain_and_by_flow(monkeypatch):
    """The plain twin of what is compiled, beside a solver that shares nothing with it."""
    monkeypatch.setattr(standing, "steps", lambda: PLAIN)
    monkeypatch.setattr(optimum, "compiled", lambda: None)


class Coming(RuleBasedStateMachine):
    """Keeps who is there as plain Python: rank by family (0: gone), places by helper, value by pair."""

    @initialize(
        ranks=st.lists(st.integers(1, 3), max_size=6), places=st.lists(st.integers(0, 3), max_size=5), data=st.data()
    )
    def begin(self, ranks, places, data):
        self.rank, self.places, self.value = ranks, places, {}
        for family in range(len(ranks)):
            self._know(family, self._near(data.draw(VALUES), len(places)))
        family, helper, weight, tie = self._pairs(self._sorted())
        self.standing = Standing.solve(family, helper, weight, tie, self._array(places), len(ranks))

    @rule(rank=st.integers(1, 3), values=VALUES)
    def a_family_comes(self, rank, values):
        family, near = len(self.rank), self._near(values, len(self.places))
        self.rank.append(rank)
        self._know(family, near)
        _, helper, weight, tie = self._pairs([(family, h) for h in near])
        assert self.standing.insert_family(helper, weight, tie) == family

    @rule(places=st.integers(0, 3), values=VALUES)
    def a_helper_comes_and_nobody_goes_without(self, places, values):
        helper, served = len(self.places), (self.standing.helper_of >= 0).sum()
        near = [f for f in self._near(values, len(self.rank)) if self.rank[f]]
        self.places.append(places)
        self.value |= {(f, helper): values[f] for f in near}
        family, _, weight, tie = self._pairs([(f, helper) for f in near])
        assert self.standing.insert_helper(places, family, weight, tie) == helper
        assert (self.standing.helper_of >= 0).sum() >= served

    @precondition(lambda self: any(self.rank))
    @rule(data=st.data())
    def a_family_goes(self, data):
        family = self._a_family(data)
        self.standing.remove_family(family)
        self._forget(family)

    @precondition(lambda self: self.places)
    @rule(data=st.data())
    def a_helper_goes(self, data):
        helper = data.draw(st.integers(0, len(self.places) - 1))
        self.standing.remove_helper(helper)
        self.places[helper] = 0
        self.value = {pair: value for pair, value in self.value.items() if pair[1] != helper}

    @precondition(lambda self: self.places)
    @rule(data=st.data(), places=st.integers(0, 4))
    def a_helper_has_other_places(self, data, places):
        helper = data.draw(st.integers(0, len(self.places) - 1))
        self.standing.set_places(helper, places)
        self.places[helper] = places

    @precondition(lambda self: self.value)
    @rule(data=st.data())
    def a_pair_is_declined(self, data):
        pair = data.draw(st.sampled_from(sorted(self.value)))
        self.standing.remove_pair(*pair)
        del self.value[pair]

    @precondition(lambda self: (self.standing.helper_of >= 0).any())
    @rule(data=st.data())
    def a_pair_becomes_a_match(self, data):
        family = data.draw(st.sampled_from(np.flatnonzero(self.standing.helper_of >= 0).tolist()))
        helper, others = self.standing.helper_of[family], np.delete(self.standing.helper_of, family)
        self.standing.approve(family)
        assert np.delete(self.standing.helper_of, family).tolist() == others.tolist()
        self.places[helper] -= 1
        self._forget(family)

    @precondition(lambda self: any(self.rank) and self.places)
    @rule(data=st.data())
    def more_pairs_become_possible(self, data):
        pairs = st.tuples(st.sampled_from(self._families()), st.integers(0, len(self.places) - 1))
        fresh = data.draw(st.dictionaries(pairs, st.integers(0, 3)))
        fresh = {pair: value for pair, value in fresh.items() if pair not in self.value}
        self.value |= fresh
        self.standing.add_pairs(*self._pairs(list(fresh)))

    @rule(values=VALUES)
    def a_family_looks_in(self, values):
        before = self.standing.helper_of.tolist()
        self.a_family_comes(2, values)
        self.standing.remove_family(len(before))
        self._forget(len(before))
        assert self.standing.helper_of.tolist() == [*before, -1]

    @rule()
    def it_is_stored_and_found_again(self):
        pairs = self._sorted()
        _, chosen = self._chosen(pairs)
        family, helper, weight, tie = self._pairs(pairs)
        capacity, prices = self._array(self.places), self.standing.prices()
        self.standing = Standing.resume(family, helper, weight, tie, capacity, len(self.rank), chosen, prices)
        for family in set(range(len(self.rank))) - set(self._families()):
            self.standing.remove_family(family)

    @invariant()
    def it_is_the_plan_that_solving_anew_finds(self):
        pairs = self._sorted()
        family, helper, weight, tie = self._pairs(pairs)
        fit, capacity = self._array([self.value[pair] for pair in pairs]) / 10_000, self._array(self.places)
        plan = assign(family, helper, fit, capacity, 3 - self._array(self.rank))
        anew, chosen = self._chosen(pairs)
        anew[family[plan.pairs]] = helper[plan.pairs]
        assert self.standing.helper_of.tolist() == anew.tolist()

        require_best(family, helper, weight, tie, capacity, chosen, self.standing.prices())
        least = self.standing.least_prices()
        require_best(family, helper, weight, tie, capacity, chosen, least)
        solved = Standing.solve(family, helper, weight, tie, capacity, len(self.rank)).prices()
        for mine, theirs in zip(least, solved, strict=True):
            np.testing.assert_array_equal(mine, theirs)
        _, price = least_prices(family, helper, weight, chosen, capacity.size)
        np.testing.assert_array_equal(least.helper, price)

    def _chosen(self, pairs):
        """Return helpers (nobody yet) and rows among `pairs`, as the standing plan has them."""
        row = {pair: at for at, pair in enumerate(pairs)}
        taken = enumerate(self.standing.helper_of.tolist())
        chosen = [row[family, helper] if helper >= 0 else -1 for family, helper in taken]
        return np.full(len(chosen), -1), self._array(chosen)

    def _near(self, values, number):
        return {one: value for one, value in values.items() if one < number}

    def _know(self, family, near):
        self.value |= {(family, helper): value for helper, value in near.items()}

    def _forget(self, family):
        self.rank[family] = 0
        self.value = {pair: value for pair, value in self.value.items() if pair[0] != family}

    def _families(self):
        return [family for family, rank in enumerate(self.rank) if rank]

    def _a_family(self, data):
        return data.draw(st.sampled_from(self._families()))

    def _sorted(self):
        return sorted(self.value)

    def _array(self, numbers):
        return np.array(numbers, dtype=np.int64)

    def _pairs(self, pairs) -> Any:
        """Return family, helper, weight and tie of these pairs."""
        family, helper = self._array(pairs).reshape(-1, 2).T.copy()
        weight = [self.rank[f] * ABOVE_FIT + self.value[f, h] for f, h in pairs]
        return family, helper, self._array(weight), tie_break(family, helper, 40)


TestComingAndGoing = Coming.TestCase
TestComingAndGoing.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
