"""The plan is the best there is, or says how far from it it may be."""

import numpy as np
import pytest
from hypothesis import given, settings

from matching.engine.groups.certificate import verify
from matching.engine.groups.loads import loads
from matching.engine.groups.prices import Prices, bounded
from matching.engine.groups.search import improved, seated
from matching.engine.groups.solve import solve
from tests.matching.engine.groups.questions import a_programme, a_question, best_plan, planted, tiny_questions


@given(tiny_questions())
@settings(max_examples=150)
def test_it_is_the_one_plan_that_trying_all_finds(asked):
    solved = solve(asked)
    best = best_plan(asked)
    assert [stage.value for stage in solved.stages] == asked.worth(best)
    assert all(stage.is_closed for stage in solved.stages)
    assert asked.tie[solved.chosen[solved.chosen >= 0]].sum() == asked.tie[best[best >= 0]].sum()
    verify(asked, solved)


@given(tiny_questions())
@settings(max_examples=100)
def test_without_branching_no_bound_is_below_the_best(asked):
    solved = solve(asked, most_pairs=-1)
    verify(asked, solved)
    best = asked.worth(best_plan(asked))
    reached = [stage.value for stage in solved.stages]
    assert reached <= best
    first = next((place for place, stage in enumerate(solved.stages) if not stage.is_closed), len(best))
    assert reached[:first] == best[:first]
    assert all(stage.bound >= value for stage, value in zip(solved.stages[: first + 1], best, strict=False))


@given(tiny_questions(families=4))
@settings(max_examples=100)
def test_no_prices_whatever_give_a_bound_below_the_best(asked):
    dice = np.random.default_rng(asked.family.size)
    best = asked.worth(best_plan(asked))
    for listed in (loads(asked), None):
        for place, aim in enumerate(asked.aims):
            prices = Prices(dice.integers(0, 2_000, asked.rank.size), dice.integers(0, 3_000, place))
            assert bounded(asked, [*asked.aims[:place], aim], best[:place], prices, listed).bound >= best[place]


@pytest.mark.parametrize("seed", range(3))
def test_a_generalised_assignment_with_a_known_best_is_solved_to_it(seed):
    asked, best = planted(20, 5, seed)
    assert loads(asked) is None, "too many loads to list: another way to bound them"
    solved = solve(asked)
    assert asked.worth(solved.chosen) == [20, best]
    assert all(stage.is_closed for stage in solved.stages)
    verify(asked, solved)


@pytest.mark.parametrize("seed", range(3))
def test_a_middle_programme_is_proven_and_beyond_the_limit_the_gap_covers_the_best(seed):
    asked = a_programme(60, 20, seed)
    exact, near = solve(asked), solve(asked, most_pairs=0)
    assert all(stage.is_closed for stage in exact.stages)
    verify(asked, exact)
    verify(asked, near)
    assert asked.worth(near.chosen) <= asked.worth(exact.chosen)
    first = next((place for place, stage in enumerate(near.stages) if not stage.is_closed), -1)
    assert near.stages[first].bound >= exact.stages[first].value


def test_many_small_families_give_way_to_one_that_goes_first():
    asked = a_question([0, 1, 2], [0, 0, 0], [10, 9_000, 9_000], [2, 1, 1], [[1, 4], [1, 2], [1, 2]], [[2, 5]])
    alone = improved(asked, np.array([-1, 1, 2]))
    assert alone.tolist() == [0, -1, -1]
    assert solve(asked).chosen.tolist() == [0, -1, -1]


def test_the_search_moves_one_family_to_let_another_in():
    asked = a_question([0, 0, 1], [0, 1, 0], [50, 40, 50], [1, 1], [[1], [1]], [[1], [1]])
    assert improved(asked, np.array([0, -1])).tolist() == [1, 2]


def test_the_search_lets_two_families_change_places():
    asked = a_question([0, 0, 1, 1], [0, 1, 0, 1], [1, 9, 9, 1], [1, 1], [[1], [1]], [[1], [1]])
    assert improved(asked, np.array([0, 3])).tolist() == [1, 2]


def test_the_search_moves_a_family_to_where_it_is_worth_more():
    asked = a_question([0, 0], [0, 1], [1, 9], [1], [[1]], [[1], [1]])
    assert improved(asked, np.array([0])).tolist() == [1]


def test_a_family_of_the_same_class_gives_way_only_to_one_that_is_worth_more():
    asked = a_question([0, 1], [0, 0], [5, 6], [1, 1], [[1], [1]], [[1]])
    assert improved(asked, np.array([0, -1])).tolist() == [-1, 1]
    assert improved(asked, np.array([-1, 1])).tolist() == [-1, 1]


def test_pairs_are_seated_in_order_as_long_as_there_is_room():
    asked = a_question([0, 0, 1], [0, 1, 0], [1, 1, 1], [1, 1], [[1], [1]], [[1], [1]])
    assert seated(asked, np.array([2, 0, 1])).tolist() == [1, 2]


def test_what_branch_and_bound_says_is_not_believed_if_it_does_not_fit(monkeypatch):
    asked = a_programme(30, 10, seed=3, classes=3)
    everybody = np.array([np.flatnonzero(asked.family == f)[0] for f in range(30) if f in asked.family])
    monkeypatch.setattr("matching.engine.groups.solve.best_by_branching", lambda *arguments: (everybody, True))
    solved = solve(asked)
    assert asked.fits(solved.chosen).all()
    assert not any(stage.is_best for stage in solved.stages)
    verify(asked, solved)


def test_a_plan_that_branch_and_bound_counts_as_more_than_it_is_hides_no_better_one():
    """HiGHS 1.16 says 3 of the second class, and begins and ends with the plan that serves 2 of them."""
    asked = a_question(
        [0, 0, 1, 1, 1, 2, 3, 3, 3, 4, 5, 5, 6, 7, 8, 9, 9, 10],
        [0, 3, 0, 2, 5, 2, 1, 3, 4, 1, 2, 3, 2, 2, 4, 0, 4, 4],
        [
            *(6353, 5000, 4559, 5140, 5539, 4160, 4057, 4224, 6486),
            *(4969, 3168, 4692, 2891, 4757, 4956, 8100, 4948, 5086),
        ],
        [2, 2, 3, 3, 1, 3, 1, 1, 3, 2, 1],
        [(1, 0), (1, 0), (1, 1), (1, 0), (1, 0), (1, 1), (1, 7), (1, 0), (1, 0), (1, 0), (1, 0)],
        [(1, 0), (1, 0), (3, 7), (2, 1), (2, 0), (1, 0)],
    )
    made = solve(asked)
    verify(asked, made)
    assert made.chosen.tolist() == best_plan(asked).tolist()


def test_nobody_and_nothing_is_a_plan():
    nobody = a_question([], [], [], [], [], [])
    assert solve(nobody).chosen.tolist() == []
    no_group = a_question([], [], [], [1, 2], [[1, 2], [1, 3]], [])
    assert solve(no_group).chosen.tolist() == [-1, -1]
    verify(no_group, solve(no_group))


def test_a_first_class_family_can_cost_two_of_a_later_class():
    """What cannot happen with volunteers: several kinds of room at once are no matroid."""
    asked = a_question([0, 1, 2], [0, 0, 0], [1, 1, 1], [2, 1, 1], [[1, 6], [1, 3], [1, 3]], [[3, 6]])
    assert asked.worth(solve(asked).chosen)[:2] == [1, 0]
