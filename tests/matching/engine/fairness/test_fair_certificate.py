"""The checker refuses every fair plan that somebody bent."""

from dataclasses import replace

import numpy as np
import pytest

from matching.engine import CertificateError, FairAssignment, assign, assign_fairly
from tests.matching.engine.fairness.questions import in_municipalities, without_municipality
from tests.matching.engine.instances import a_question

QUESTION = in_municipalities(a_question(90, 60, 3, capacity=1), 6)


@pytest.fixture(scope="module")
def plan():
    return assign_fairly(**QUESTION)


def other(array, at, change):
    bent = array.copy()
    bent[at] += change
    return bent


def last_turn(plan):
    """The municipality whose turn comes last, of those with somebody unserved."""
    share = plan.served_by_municipality / plan.families_by_municipality
    return int(np.argmax(np.where(share < 1, share, -1)))


def dearest(plan, steps):
    """Prices with the highest of a municipality moved by so many steps of 1/10,000."""
    whole = np.rint(plan.municipality_price * 10_000)
    return other(whole, np.argmax(whole), steps) / 10_000


def labelled(plan, name, of):
    """The labels with one, of those that name a municipality, changed to `of`."""
    told = getattr(plan, name).copy()
    told[np.flatnonzero(told >= 0)[0]] = of
    return {name: told}


TAMPERINGS = {
    "a municipality too few": (lambda p: {"municipality": p.municipality[1:]}, "not int64"),
    "municipalities of another type": (lambda p: {"municipality": p.municipality.astype(np.int32)}, "not int64"),
    "other municipalities": (lambda p: {"municipalities": p.municipalities + 1}, "those of the families"),
    "families counted twice": (lambda p: {"families_by_municipality": 2 * p.families_by_municipality}, "there are"),
    "more served": (lambda p: {"served_by_municipality": other(p.served_by_municipality, 0, 1)}, "is served"),
    "served by no whole numbers": (
        lambda p: {"served_by_municipality": p.served_by_municipality * 1.0},
        "is served",
    ),
    "a price missing": (lambda p: {"municipality_price": p.municipality_price[1:]}, "missing"),
    "a price below zero": (lambda p: {"municipality_price": other(p.municipality_price, 0, -9)}, "exact amount"),
    "no price": (lambda p: {"municipality_price": other(p.municipality_price, 0, np.nan)}, "exact amount"),
    "a price too low": (lambda p: {"municipality_price": dearest(p, -1)}, "weighs"),
    "a price too high": (lambda p: {"municipality_price": dearest(p, 1)}, "improve"),
    "no prices": (lambda p: {"municipality_price": 0 * p.municipality_price}, "weighs"),
    "a label too few": (lambda p: {"drawn_by": p.drawn_by[1:]}, "one label each"),
    "a label of a municipality too few": (lambda p: {"town_drawn_by": p.town_drawn_by[1:]}, "one label each"),
    "labels of another type": (lambda p: {"drawn_by": p.drawn_by.astype(float)}, "one label each"),
    "a label beyond all": (lambda p: labelled(p, "drawn_by", p.municipalities.size), "no municipality"),
    "a label below none": (lambda p: labelled(p, "town_drawn_by", -2), "no municipality"),
    "nobody draws on a helper": (lambda p: {"drawn_by": p.drawn_by * 0 - 1}, "first"),
    "no municipality draws": (lambda p: {"town_drawn_by": p.town_drawn_by * 0 - 1}, "waits behind"),
    "nobody draws but for themselves": (lambda p: {"town_drawn_by": np.arange(p.municipalities.size)}, "that could go"),
    "one helper kept from the worst-off": (lambda p: labelled(p, "drawn_by", last_turn(p)), "first"),
    "all drawn by the last": (lambda p: {"town_drawn_by": p.town_drawn_by * 0 + last_turn(p)}, "waits behind|first"),
}


def test_an_honest_plan_is_proven_and_says_how_fair_it_is(plan):
    proof = plan.proof()
    assert proof["primal"] == proof["dual"] > 0
    assert (proof["violations"], proof["pairs_priced"]) == (0, plan.problem.family.size)
    assert proof["policy"] == "municipalities"
    assert [row["municipality"] for row in proof["municipalities"]] == plan.municipalities.tolist()
    assert sum(row["families"] for row in proof["municipalities"]) == 90
    assert sum(row["served"] for row in proof["municipalities"]) == plan.pairs.size
    assert max(row["price"] for row in proof["municipalities"]) == plan.municipality_price.max() > 0


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_bent_plan_is_refused(plan, name):
    change, message = TAMPERINGS[name]
    bent = replace(plan, **change(plan))
    with pytest.raises(CertificateError, match=message):
        bent.verify()
    with pytest.raises(CertificateError):
        bent.proof()


def test_the_usual_plan_is_not_taken_for_a_fair_one(plan):
    usual = assign(**without_municipality(QUESTION))
    usual.verify()
    town = np.searchsorted(plan.municipalities, plan.municipality)
    served = np.bincount(town[usual.problem.family[usual.pairs]], minlength=plan.municipalities.size)
    labels = {name: getattr(plan, name) for name in ("drawn_by", "town_drawn_by", "municipality_price")}
    same = {name: getattr(plan, name) for name in ("municipality", "municipalities", "families_by_municipality")}
    with pytest.raises(CertificateError, match=r"first|waits behind"):
        FairAssignment(**vars(usual), **labels, **same, served_by_municipality=served).verify()


def test_a_fair_plan_that_fits_worse_is_refused():
    best = assign_fairly([0, 0, 1, 1], [0, 1, 0, 1], [0.9, 0.2, 0.2, 0.9], [1, 1], [0, 0], [1, 1])
    best.verify()
    worse = replace(best.problem, fit=np.array([0.9, 1.0, 1.0, 0.9]))
    with pytest.raises(CertificateError, match="improve"):
        replace(best, problem=worse).verify()
