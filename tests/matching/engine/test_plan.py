"""From people to the plan: exact, explained, the same in any order of rows."""

import json
from dataclasses import replace

import numpy as np
import pytest

from matching.engine import CertificateError, Reason, Refusal, Rules, WhyUnserved, assign, explain_pair, plan
from matching.engine.columns import take
from matching.engine.plan import refuse_pair
from tests.matching.engine.instances import GHENT, a_programme, some_families, some_helpers

TOGETHER = Rules(works_together=frozenset({(0, 1), (1, 2), (2, 0)}))


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_rows_does_not_change_the_plan(seed):
    families, helpers = a_programme(60, 50, seed)
    dice = np.random.default_rng(seed)
    first = plan(families, helpers, TOGETHER)
    second = plan(take(families, dice.permutation(60)), take(helpers, dice.permutation(50)), TOGETHER)

    assert first.certificate() == second.certificate()
    assert first.fingerprint == second.fingerprint
    for name in ("family_key", "helper_key", "fit", "unserved"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


def test_strangers_do_not_change_how_ties_are_broken():
    families, helpers = some_families(*[{}] * 6), some_helpers(*[{}] * 9)
    alone = plan(families, helpers, Rules())
    others = some_families(*[{}] * 6, {"key": 0, "organisation": 9}), some_helpers(*[{}] * 9)
    beside = plan(*others, Rules())
    assert alone.family_key.tolist() == beside.family_key.tolist()
    assert alone.helper_key.tolist() == beside.helper_key.tolist()


def test_a_plan_explains_every_pair_and_everybody_left():
    families, helpers = a_programme(120, 60)
    made = plan(families, helpers, TOGETHER)
    assert made.counts["served"] == made.family_key.size > 20
    for i, fit in enumerate(made.fit):
        told = made.explain(i)
        assert sum(reason.points for reason in told) == round(fit * 10_000)
        assert json.dumps([reason._asdict() for reason in told])
        again = explain_pair(families, helpers, TOGETHER, int(made.family_key[i]), int(made.helper_key[i]))
        assert (again.fit, again.reasons) == (fit, told)
    causes = {made.why_unserved(int(key)).code for key in made.unserved}
    assert {"all_taken", "no_shared_language"} <= causes
    assert made.unserved.tolist() == sorted(set(families.key) - set(made.family_key))


def test_a_family_that_must_wait_is_told_who_holds_the_places():
    families = some_families({"key": 10, "priority": 5}, {"key": 20}, {"key": 30})
    helpers = some_helpers({"key": 7, "capacity": 2}, {"key": 8, "capacity": 0}, {"key": 9, "place": GHENT})
    made = plan(families, helpers, Rules())
    assert made.unserved.tolist() == [10]
    assert made.why_unserved(10) == WhyUnserved("all_taken", (20, 30), (7, 8))


@pytest.mark.parametrize("key", [1, 99])
def test_only_the_unserved_have_a_cause(key):
    made = plan(some_families({}), some_helpers({}), Rules())
    with pytest.raises(ValueError, match=f"family {key} is not unserved"):
        made.why_unserved(key)


def test_what_people_look_at_stays_for_the_bonus():
    families = some_families({"needs": 0b11})
    helpers = some_helpers({"skills": 0b01}, {"skills": 0b11})
    free = plan(families, helpers, Rules())
    assert free.helper_key.tolist() == [2]
    pending = np.array([[1, 1], [5, 5]])
    weak = plan(families, helpers, Rules(pending=pending))
    assert (weak.helper_key.tolist(), weak.counts["pending"], weak.counts["kept"]) == ([2], 1, 0)
    strong = plan(families, helpers, Rules(pending=pending, keep_bonus=0.11))
    assert (strong.helper_key.tolist(), strong.counts["kept"]) == ([1], 1)
    assert strong.fit.tolist() == [explain_pair(families, helpers, Rules(), 1, 1).fit]


def test_only_the_pair_that_is_pending_gets_the_bonus():
    families, helpers = some_families({}, {}), some_helpers({}, {}, {})
    for family, helper in [(1, 3), (2, 1), (2, 2)]:
        made = plan(families, helpers, Rules(pending=np.array([[family, helper]])))
        assert (made.counts["pending"], made.counts["kept"]) == (1, 1)
        assert (family, helper) in zip(made.family_key, made.helper_key, strict=True)


def test_counts_say_what_went_in_and_came_out():
    made = plan(some_families({}, {}, {}), some_helpers({"capacity": 2}, {"place": GHENT, "capacity": 3}), Rules())
    assert made.counts == {
        "families": 3, "helpers": 2, "places": 5, "pairs": 3, "served": 2, "unserved": 1, "pending": 0, "kept": 0,
    }  # fmt: skip
    assert made.certificate()["pairs_priced"] == 3


def test_a_plan_for_nobody_is_a_plan():
    families, helpers = a_programme(4, 4)
    nobody = plan(take(families, slice(0)), take(helpers, slice(0)), Rules())
    assert (nobody.certificate()["primal"], nobody.counts["families"]) == (0, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"weights": {"needs": 3}},
        {"conversation_level": 4},
        {"works_together": frozenset({(1, 2)})},
        {"forbidden": np.array([[1, 1]])},
        {"pending": np.array([[1, 1]])},
        {"keep_bonus": 0.02},
    ],
)
def test_the_fingerprint_tells_other_rules(change):
    families, helpers = a_programme(5, 5)
    assert plan(families, helpers, Rules()).fingerprint != plan(families, helpers, Rules(**change)).fingerprint


def test_the_fingerprint_tells_other_people_but_not_other_types():
    families, helpers = a_programme(5, 5)
    same = plan(families, helpers, Rules()).fingerprint
    wide = replace(families, priority=families.priority.astype(np.int16))
    assert plan(wide, helpers, Rules()).fingerprint == same
    for name in vars(helpers):
        if name not in ("level", "practises", "latitude", "longitude", "key"):
            other = replace(helpers, **{name: (getattr(helpers, name) + 1) % 2})
            assert plan(families, other, Rules()).fingerprint != same, name


def test_the_fingerprint_does_not_hang_on_how_rules_are_written():
    families, helpers = a_programme(5, 5)
    twice = Rules(weights={"needs": 0.2}, forbidden=np.array([[2, 1], [1, 2], [2, 1]]))
    once = Rules(forbidden=np.array([[1, 2], [2, 1]], dtype=np.int32))
    assert plan(families, helpers, twice).fingerprint == plan(families, helpers, once).fingerprint


def test_one_pair_is_explained_or_refused():
    families, helpers = some_families({"key": 3}), some_helpers({"key": 4, "organisation": 2})
    told = explain_pair(families, helpers, Rules(), 3, 4)
    assert (told.fit, told.reasons, told.refusal) == (None, (), Refusal("not_together", {}))
    assert isinstance(
        explain_pair(families, helpers, Rules(works_together=frozenset({(1, 2)})), 3, 4).reasons[0], Reason
    )


def test_every_rule_that_two_break_is_told_and_the_first_is_the_one_they_are_refused_by():
    families, helpers = a_programme(30, 30, seed=3)
    for family, helper in zip(families.key.tolist(), helpers.key.tolist(), strict=True):
        broken = refuse_pair(families, helpers, TOGETHER, family, helper)
        first = explain_pair(families, helpers, TOGETHER, family, helper).refusal
        assert (broken[0] if broken else None) == first
    apart, mute = some_families({"key": 3}), some_helpers({"key": 4, "organisation": 2, "place": (0.0, 0.0)})
    codes = [refusal.code for refusal in refuse_pair(apart, mute, Rules(), 3, 4)]
    assert codes[0] == "not_together"
    assert len(codes) == len(set(codes)) >= 2


@pytest.mark.parametrize(("family", "helper", "side"), [(9, 1, "family"), (1, 9, "helper")])
def test_unknown_keys_are_named(family, helper, side):
    with pytest.raises(ValueError, match=f"no {side} has the key 9"):
        explain_pair(some_families({}), some_helpers({}), Rules(), family, helper)


BENT = {
    "a family of no pair": (lambda p: {"family_key": p.family_key + 1}, "family_key"),
    "two families changed about": (lambda p: {"family_key": np.roll(p.family_key, 1)}, "family_key"),
    "families by no whole numbers": (lambda p: {"family_key": p.family_key * 1.0}, "family_key"),
    "two helpers changed about": (lambda p: {"helper_key": np.roll(p.helper_key, 1)}, "helper_key"),
    "one helper too few": (lambda p: {"helper_key": p.helper_key[1:]}, "helper_key"),
    "a better fit": (lambda p: {"fit": np.minimum(p.fit + 0.0001, 1)}, "fit is not"),
    "no fit": (lambda p: {"fit": p.fit * np.nan}, "fit is not"),
    "one who waits hidden": (lambda p: {"unserved": p.unserved[1:]}, "unserved"),
    "other people than it was made for": (
        lambda p: {"helpers": replace(p.helpers, skills=p.helpers.skills * 0)},
        "fit",
    ),
}


@pytest.mark.parametrize("name", BENT)
def test_a_plan_that_tells_something_else_than_its_pairs_is_refused(name):
    families, helpers = a_programme(60, 40)
    made = plan(families, helpers, TOGETHER)
    change, message = BENT[name]
    with pytest.raises(CertificateError, match=message):
        replace(made, **change(made)).certificate()


def test_a_plan_made_with_a_fit_that_its_people_do_not_have_is_refused():
    made = plan(some_families({}), some_helpers({}), Rules())
    asked = replace(made.assignment.problem, fit=np.array([1.0]))
    best = assign(asked.family, asked.helper, asked.fit, asked.capacity, asked.priority)
    with pytest.raises(CertificateError, match="another fit"):
        replace(made, assignment=best).certificate()
