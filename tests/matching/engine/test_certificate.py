"""The checker refuses every plan that somebody bent."""

from dataclasses import replace

import numpy as np
import pytest

from matching.engine import CertificateError, assign
from tests.matching.engine.instances import a_question


@pytest.fixture(scope="module")
def plan():
    return assign(**a_question(60, 55, 2))


def other(array, at, change):
    bent = array.copy()
    bent[at] += change
    return bent


def dropped(plan):
    """A plan, otherwise honest, that leaves its last pair out."""
    pairs, asked = plan.pairs[:-1], plan.problem
    left = int(asked.family[plan.pairs[-1]])
    return {
        "pairs": pairs,
        "total_fit": float(np.round(asked.fit[pairs].sum(), 4)),
        "served_by_class": other(plan.served_by_class, np.searchsorted(plan.classes, asked.priority[left]), -1),
        "unserved": np.sort(np.r_[plan.unserved, left]),
    }


def dearest(plan, steps):
    """Helper prices with the highest, of those with a place, moved by so many steps of 1/10,000."""
    whole = np.rint(plan.helper_price * 10_000)
    return other(whole, np.argmax(whole * (plan.problem.capacity > 0)), steps) / 10_000


def free(plan):
    """Which helpers have a free place."""
    asked = plan.problem
    return np.bincount(asked.helper[plan.pairs], minlength=asked.capacity.size) < asked.capacity


def full_pair(plan):
    """A pair of an unserved family with a helper that is full."""
    asked = plan.problem
    return int(np.flatnonzero(np.isin(asked.family, plan.unserved))[0])


TAMPERINGS = {
    "pairs in two dimensions": (lambda p: {"pairs": p.pairs[:, None]}, "not int64"),
    "pairs of another type": (lambda p: {"pairs": p.pairs.astype(np.int32)}, "not int64"),
    "a pair that is not there": (lambda p: {"pairs": np.r_[p.pairs, p.problem.family.size]}, "not possible"),
    "a pair below zero": (lambda p: {"pairs": np.r_[-1, p.pairs]}, "not possible"),
    "pairs in another order": (lambda p: {"pairs": p.pairs[::-1]}, "do not ascend"),
    "a pair twice": (lambda p: {"pairs": np.r_[p.pairs[0], p.pairs]}, "do not ascend"),
    "all pairs": (lambda p: {"pairs": np.arange(p.problem.family.size)}, "two helpers"),
    "one family too many": (lambda p: {"pairs": np.sort(np.r_[p.pairs, full_pair(p)])}, "beyond its capacity"),
    "a better sum": (lambda p: {"total_fit": p.total_fit + 0.0001}, "total_fit"),
    "no sum": (lambda p: {"total_fit": float("nan")}, "total_fit"),
    "other classes": (lambda p: {"classes": p.classes + 1}, "classes"),
    "more served": (lambda p: {"served_by_class": other(p.served_by_class, 0, 1)}, "served_by_class"),
    "one unserved hidden": (lambda p: {"unserved": p.unserved[1:]}, "unserved"),
    "classes that are no whole numbers": (lambda p: {"classes": p.classes.astype(np.float64)}, "classes"),
    "served by no whole numbers": (lambda p: {"served_by_class": p.served_by_class * 1.0}, "served_by_class"),
    "unserved by no whole numbers": (lambda p: {"unserved": p.unserved * 1.0}, "unserved"),
    "unserved in a list": (lambda p: {"unserved": p.unserved.tolist()}, "unserved"),
    "a queue too short": (lambda p: {"queue": p.queue[1:]}, "one rank per helper"),
    "a queue of another type": (lambda p: {"queue": p.queue.astype(np.float64)}, "one rank per helper"),
    "a queue below zero": (lambda p: {"queue": p.queue - 9}, "one rank per helper"),
    "a free helper that blocks": (lambda p: {"queue": np.where(free(p), 1, p.queue)}, "free place"),
    "blocked by a later class": (lambda p: {"queue": np.where(p.queue > 0, 3, p.queue)}, "later class"),
    "nobody blocks": (lambda p: {"queue": p.queue * 0}, "way out"),
    "a family price missing": (lambda p: {"family_price": p.family_price[1:]}, "missing"),
    "a helper price missing": (lambda p: {"helper_price": p.helper_price[1:]}, "missing"),
    "a price below zero": (lambda p: {"family_price": other(p.family_price, 0, -1e6)}, "exact amount"),
    "no price": (lambda p: {"helper_price": other(p.helper_price, 0, np.nan)}, "exact amount"),
    "an endless price": (lambda p: {"helper_price": other(p.helper_price, 0, np.inf)}, "exact amount"),
    "a crumb of a price": (lambda p: {"family_price": other(p.family_price, 0, 1e-7)}, "exact amount"),
    "another class bonus": (lambda p: {"class_bonus": p.class_bonus - 1}, "class_bonus"),
    "a price too low": (lambda p: {"helper_price": dearest(p, -1)}, "improve"),
    "a price too high": (lambda p: {"helper_price": dearest(p, 5000)}, "weighs"),
}


def test_an_honest_plan_is_proven(plan):
    proof = plan.proof()
    assert proof["primal"] == proof["dual"] > 0
    assert (proof["violations"], proof["pairs_priced"]) == (0, plan.problem.family.size)
    assert proof["served"] + proof["unserved"] == plan.problem.priority.size
    assert proof["class_bonus"] > proof["total_fit"]


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_bent_plan_is_refused(plan, name):
    change, message = TAMPERINGS[name]
    bent = replace(plan, **change(plan))
    with pytest.raises(CertificateError, match=message):
        bent.verify()
    with pytest.raises(CertificateError):
        bent.proof()


def test_a_plan_that_drops_somebody_is_refused(plan):
    with pytest.raises(CertificateError, match=r"blocking|way out|total_fit"):
        replace(plan, **dropped(plan)).verify()


def test_a_plan_for_another_question_is_refused(plan):
    asked = plan.problem
    better = replace(asked, fit=np.where(np.arange(asked.fit.size) == full_pair(plan), 1.0, asked.fit))
    plan.verify()
    wider = replace(plan, problem=replace(asked, capacity=asked.capacity + 1))
    with pytest.raises(CertificateError):
        wider.verify()
    assert assign(better.family, better.helper, better.fit, better.capacity, better.priority).proof()


def test_a_worse_but_allowed_plan_is_refused():
    best = assign([0, 0], [0, 1], [0.9, 0.2], [1, 1], [0])
    with pytest.raises(CertificateError, match="weighs"):
        replace(best, pairs=np.array([1]), total_fit=0.2).verify()
