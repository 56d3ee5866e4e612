"""From people to a plan of sponsor groups: what stops a family, the same plan in any order, and what the proof says."""

from dataclasses import replace

import numpy as np
import pytest

from matching.engine import CertificateError, Rules
from matching.engine.columns import take
from matching.engine.groups import GroupColumns, SponsoredFamilies, plan_groups
from tests.matching.engine.instances import GHENT, some_families, some_helpers
from tests.matching.engine.instances import a_programme as people


def families(*rows):
    """SponsoredFamilies of three persons who need 3,000 euro, unless said otherwise."""
    more = [(row.pop("persons", 3), row.pop("euro", 3_000)) for row in rows]
    columns = vars(some_families(*rows))
    return SponsoredFamilies(
        **columns, persons=np.array([one[0] for one in more]), euro=np.array([one[1] for one in more])
    )


def groups(*rows):
    """GroupColumns that house five and have 5,000 euro, unless said otherwise."""
    more = [(row.pop("persons", 5), row.pop("euro", 5_000)) for row in rows]
    columns = vars(some_helpers(*rows))
    return GroupColumns(**columns, persons=np.array([one[0] for one in more]), euro=np.array([one[1] for one in more]))


def many(number_of_families, number_of_groups, seed=0):
    """Random people with persons and euro."""
    dice = np.random.default_rng(seed)
    some, others = people(number_of_families, number_of_groups, seed)
    persons = dice.integers(1, 8, number_of_families)
    return (
        SponsoredFamilies(**vars(some), persons=persons, euro=2_000 + 1_000 * persons),
        GroupColumns(
            **vars(others),
            persons=dice.integers(3, 12, number_of_groups),
            euro=500 * dice.integers(8, 40, number_of_groups),
        ),
    )


def test_two_families_share_a_group_if_persons_and_money_allow():
    both = plan_groups(families({}, {"persons": 2, "euro": 2_000}), groups({"capacity": 2}), Rules())
    assert both.family_key.tolist() == [1, 2]
    for less in ({"persons": 4}, {"euro": 4_999}, {"capacity": 1}):
        one = plan_groups(families({}, {"persons": 2, "euro": 2_000}), groups({"capacity": 2} | less), Rules())
        assert one.family_key.size == 1
        assert one.why_unserved(int(one.unserved[0])) == ("all_taken", (int(one.family_key[0]),), (1,))


@pytest.mark.parametrize(
    ("family", "group", "code"),
    [
        ({"organisation": 2}, {}, "no_helper_of_organisation"),
        ({"place": GHENT}, {}, "no_helper_in_reach"),
        ({"level": (0, 4, 0)}, {}, "no_shared_language"),
        ({"persons": 6}, {}, "too_many_persons"),
        ({"persons": 6, "euro": 9_000}, {}, "too_many_persons"),
        ({"euro": 5_001}, {}, "not_enough_money"),
        ({}, {"capacity": 0}, "all_taken"),
    ],
)
def test_the_first_rule_that_leaves_a_family_no_group_is_named(family, group, code):
    planned = plan_groups(families(family), groups(group), Rules())
    assert planned.why_unserved(1).code == code
    planned.certificate()


def test_money_counts_only_where_the_persons_are_housed():
    planned = plan_groups(families({"persons": 6, "euro": 6_000}), groups({"euro": 9_000}, {"persons": 9}), Rules())
    assert planned.why_unserved(1).code == "not_enough_money"


def test_who_holds_the_groups_is_of_the_same_class_or_an_earlier_one():
    asked = families({"priority": 1}, {"priority": 0}, {"priority": 2, "persons": 1, "euro": 0})
    planned = plan_groups(asked, groups({"capacity": 2}), Rules())
    assert planned.family_key.tolist() == [2, 3]
    assert planned.why_unserved(1) == ("all_taken", (2,), (1,))


def test_only_of_an_unserved_family_it_is_said_why():
    planned = plan_groups(families({}), groups({}), Rules())
    with pytest.raises(ValueError, match="family 1 is not unserved"):
        planned.why_unserved(1)


def test_a_pending_pair_is_kept_unless_another_is_clearly_better():
    some, others = families({"interests": 0b111}), groups({"key": 1}, {"key": 2, "interests": 0b1})
    assert plan_groups(some, others, Rules(keep_bonus=0.0)).helper_key.tolist() == [2]
    kept = plan_groups(some, others, Rules(pending=np.array([[1, 1]])))
    assert (kept.helper_key.tolist(), kept.counts["kept"]) == ([1], 1)


def test_the_order_of_rows_does_not_matter():
    some, others = many(40, 15)
    first = plan_groups(some, others, Rules())
    dice = np.random.default_rng(5)
    again = plan_groups(take(some, dice.permutation(40)), take(others, dice.permutation(15)), Rules())
    assert 0 < first.family_key.size < 40
    assert again.fingerprint == first.fingerprint
    np.testing.assert_array_equal(again.family_key, first.family_key)
    np.testing.assert_array_equal(again.helper_key, first.helper_key)
    assert again.certificate() == first.certificate()


def test_the_reasons_of_a_pair_add_up_to_its_fit():
    some, others = many(20, 8)
    planned = plan_groups(some, others, Rules())
    for i, fit in enumerate(planned.fit):
        assert sum(reason.points for reason in planned.explain(i)) == round(fit * 10_000)


def test_the_reasons_told_at_once_are_those_told_one_by_one():
    some, others = many(60, 30)
    planned = plan_groups(some, others, Rules())
    told = planned.tell()
    assert planned.family_key.size > 2
    for i in range(planned.family_key.size):
        assert tuple(criterion.reasons[criterion.of_pair[i]] for criterion in told) == planned.explain(i)


def test_persons_and_money_are_part_of_the_question():
    one = plan_groups(families({}), groups({}), Rules()).fingerprint
    assert plan_groups(families({"persons": 2}), groups({}), Rules()).fingerprint != one
    assert plan_groups(families({}), groups({"euro": 1}), Rules()).fingerprint != one


def test_the_certificate_says_proven_and_by_what():
    some, others = many(30, 10)
    proof = plan_groups(some, others, Rules()).certificate()
    assert proof["proven"]
    assert (proof["gap"], proof["bound"]) == (0.0, proof["objective"])
    assert {stage["proof"] for stage in proof["stages"]} <= {"prices", "branch_and_bound"}


def test_beyond_the_limit_the_certificate_says_how_far_from_the_best_at_most():
    some, others = many(150, 40, seed=3)
    best, near = plan_groups(some, others, Rules()), plan_groups(some, others, Rules(), most_pairs=0)
    proof = near.certificate()
    assert not proof["proven"]
    assert 0 < proof["gap"] < 0.5
    assert proof["gap"] == (proof["bound"] - proof["objective"]) / proof["bound"]
    assert best.certificate()["proven"]


def test_languages_must_be_the_same_columns():
    with pytest.raises(ValueError, match=r"helpers.level: 2 languages, families.level has 3"):
        plan_groups(families({}), groups({"level": (4, 0)}), Rules())


def test_persons_below_zero_are_refused():
    with pytest.raises(ValueError, match=r"families.persons\[0\]: -1 is not in 0"):
        plan_groups(families({"persons": -1}), groups({}), Rules())


def test_nobody_is_a_plan():
    nobody = take(families({}), slice(0, 0))
    planned = plan_groups(nobody, groups({}), Rules())
    assert planned.certificate()["proven"]
    assert planned.counts["families"] == 0
    assert plan_groups(families({}), take(groups({}), slice(0, 0)), Rules()).unserved.tolist() == [1]


BENT = {
    "two families changed about": (lambda p: {"family_key": np.roll(p.family_key, 1)}, "family_key"),
    "helpers by no whole numbers": (lambda p: {"helper_key": p.helper_key * 1.0}, "helper_key"),
    "two groups changed about": (lambda p: {"helper_key": p.helper_key[::-1]}, "helper_key"),
    "a better fit": (lambda p: {"fit": np.minimum(p.fit + 0.0001, 1)}, "fit is not"),
    "one who waits hidden": (lambda p: {"unserved": p.unserved[1:]}, "unserved"),
}


@pytest.mark.parametrize("name", BENT)
def test_a_plan_that_tells_something_else_than_its_pairs_is_refused(name):
    some, others = many(60, 30)
    planned = plan_groups(some, others, Rules())
    change, message = BENT[name]
    with pytest.raises(CertificateError, match=message):
        replace(planned, **change(planned)).certificate()
