"""The same answer from linear programs (HiGHS), one aim after the other: classes, turns, fit."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import linprog

from matching.engine import assign_fairly
from tests.matching.engine.fairness.questions import in_municipalities, turns_of
from tests.matching.engine.instances import a_question, value_of


@pytest.mark.parametrize("seed", range(6))
def test_linear_programs_agree_class_by_class_turn_by_turn_and_on_fit(seed):
    question = in_municipalities(a_question(26, 14, 4, seed=seed, classes=2, capacity=1 + seed % 2), 5, seed)
    plan = assign_fairly(**question)
    plan.verify()
    fit = value_of(question, plan.pairs)[1]
    assert best_in_turn(question) == [*plan.served_by_class.tolist(), *turns_of(question, plan.pairs), fit]


def best_in_turn(question):
    """Return, each as large as can be after those before: served per class; whether each turn is granted, the smallest
    share first; summed worth. Variables are the pairs, and for each municipality its first, second, … served family."""
    pairs, families = question["family"].size, question["priority"].size
    ids, town, sizes = np.unique(question["municipality"], return_inverse=True, return_counts=True)
    turns = [(Fraction(k, t), t, m) for m, t in enumerate(sizes.tolist()) for k in range(t)]
    once = question["family"] == np.arange(families)[:, None]
    room = question["helper"] == np.arange(question["capacity"].size)[:, None]
    counted = np.hstack([town[question["family"]], [m for *_, m in turns]]) == np.arange(ids.size)[:, None]
    aims = [of_pairs(question["priority"][question["family"]] == k, families) for k in range(2)]
    aims += [np.eye(pairs + families)[pairs + turn] for turn in sorted(range(families), key=turns.__getitem__)]
    aims += [of_pairs(np.rint(question["fit"] * 10_000) + 300 * question["keep"], families)]
    upper, limits = [of_pairs(once, families), of_pairs(room, families)], [np.ones(families), question["capacity"]]
    found = []
    for aim in aims:
        best = linprog(
            -aim,
            A_ub=np.vstack(upper),
            b_ub=np.concatenate(limits),
            A_eq=counted * np.r_[np.ones(pairs), -np.ones(families)],
            b_eq=np.zeros(ids.size),
            bounds=(0, 1),
        )
        found.append(round(-best.fun))
        upper.append(-aim[None, :])
        limits.append(np.array([-found[-1] + 1e-6]))
    return found


def of_pairs(rows, families):
    """The same numbers, and 0 for every variable that is no pair."""
    return np.concatenate([rows.astype(float), np.zeros((*rows.shape[:-1], families))], axis=-1)
