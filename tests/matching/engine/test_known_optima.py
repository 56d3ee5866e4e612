"""Optima that are known: planted beforehand, or found by solvers that are not ours."""

import numpy as np
import pytest

from matching.engine import assign
from matching.engine.arrays import by_pair
from matching.engine.objective import RESOLUTION, class_step, most_worth, ranks, tie_break, worth
from tests.bench.instances import Instance
from tests.bench.peers import flow, highs, scipy_full
from tests.matching.engine.instances import a_question
from tests.matching.engine.planted import planted


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(("families", "helpers", "per_family"), [(60, 50, 4), (400, 300, 12), (3000, 2400, 20)])
def test_the_only_best_plan_is_found(families, helpers, per_family, seed):
    known = planted(families, helpers, per_family, unique=True, seed=seed)
    plan = assign(**known.question)
    np.testing.assert_array_equal(plan.pairs, known.pairs)
    np.testing.assert_array_equal(plan.unserved, known.unserved)
    plan.verify()


@pytest.mark.parametrize("seed", range(8))
def test_one_of_many_best_plans_is_worth_what_was_planted(seed):
    known = planted(600, 500, 15, unique=False, seed=seed)
    plan = assign(**known.question)
    np.testing.assert_array_equal(plan.unserved, known.unserved)
    assert plan.total_fit == pytest.approx(known.question["fit"][known.pairs].sum(), abs=1e-9)
    assert plan.proof()["violations"] == 0


@pytest.mark.parametrize("seed", range(4))
def test_the_prices_are_the_least_so_never_above_the_planted_ones(seed):
    known = planted(600, 500, 15, unique=True, seed=seed)
    plan = assign(**known.question)
    loose = plan.helper_price < plan.class_bonus
    assert (plan.helper_price * RESOLUTION <= known.price + 1e-6)[loose].all()
    assert loose.sum() > 300


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(3))
def test_the_only_best_plan_of_a_hundred_thousand_families_is_found(seed):
    known = planted(100_000, 80_000, 20, unique=True, seed=seed)
    plan = assign(**known.question)
    np.testing.assert_array_equal(plan.pairs, known.pairs)
    plan.verify()


def middle(kind, seed):
    """A question of 300 families and 200 helpers, of one kind of trouble."""
    question = a_question(300, 200, 8, seed=seed, steps=7 if kind == "few distinct fits" else RESOLUTION)
    dice = np.random.default_rng(seed + 100)
    match kind:
        case "all fits equal":
            question["fit"][:] = 0.5
        case "fits of nothing":
            question["fit"][:] = 0
        case "no places at most helpers":
            question["capacity"] *= dice.random(200) < 0.2
        case "no places at all":
            question["capacity"][:] = 0
        case "many places at few helpers":
            question["capacity"] = np.where(np.arange(200) < 3, 1000, 0)
        case "a class for each family":
            question["priority"] = dice.permutation(300)
        case "half without a pair":
            kept = (question["family"] % 2 == 0) & (question["helper"] % 2 == 0)
            question |= {name: question[name][kept] for name in ("family", "helper", "fit", "keep")}
    return question


@pytest.mark.parametrize("peer", [highs, scipy_full, flow])
@pytest.mark.parametrize(
    "kind",
    [
        "few distinct fits",
        "all fits equal",
        "fits of nothing",
        "no places at most helpers",
        "no places at all",
        "many places at few helpers",
        "a class for each family",
        "half without a pair",
    ],
)
def test_other_solvers_find_the_same_optimum(kind, peer):
    for seed in range(3):
        question = middle(kind, seed)
        given = weighed(question)
        rows = peer(given)
        assert int(given.weight[rows[rows >= 0]].sum()) == assign(**question).proof()["primal"]


def weighed(question):
    """The question as the solvers of the benchmark take it: pairs by family, class and fit in one weight."""
    order = by_pair(question["family"], question["helper"], question["capacity"].size)
    family, helper = question["family"][order], question["helper"][order]
    value = worth(question["fit"], question["keep"], 0.03)[order]
    rank = ranks(question["priority"])
    weight = rank[family] * class_step(most_worth(0.03), question["capacity"], rank.size) + value
    return Instance(family, helper, value, rank, weight, tie_break(family, helper, 40), question["capacity"])
