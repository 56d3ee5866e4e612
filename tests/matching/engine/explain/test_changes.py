"""What would help an unserved family: each change really made, then planned again."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matching.engine import Rules, assign, explain_pair, plan
from matching.engine.explain import Gain, newcomer, what_helps
from matching.engine.explain.worth import bids
from tests.matching.engine.explain.programmes import UNHURRIED, amounts, gained, joined, programmes
from tests.matching.engine.instances import ANTWERP, GHENT, some_families, some_helpers


def _set(columns, row, name, value):
    column = getattr(columns, name).copy()
    column[row] = value
    return replace(columns, **{name: column})


def _made_true(families, helpers, f, h, change):
    """The columns with this one thing otherwise."""
    side, row = (families, f) if change.parameters.get("of") == "family" else (helpers, h)
    match change.code:
        case "travel":
            changed = _set(side, row, "travel_km", change.parameters["km"])
        case "language":
            changed = _set(side, row, "level", side.level[row])
            changed.level[row, change.parameters["language"]] = change.parameters["level"]
        case "practise":
            changed = _set(side, row, "practises", True)
        case "wish":
            changed = _set(side, row, "wished_gender", 0)
        case "certificate":
            more = sum(1 << bit for bit in change.parameters["missing"])
            changed = _set(side, row, "certificates", side.certificates[row] | more)
    return (changed, helpers) if side is families else (families, changed)


def _one_pair_more(made, f, h, points):
    """The same plan's question with one more possible pair."""
    asked = made.assignment.problem
    keep = np.append(asked.keep, False)
    return assign(
        np.append(asked.family, f), np.append(asked.helper, h), np.append(asked.fit, points / 10_000),
        asked.capacity, asked.priority, keep, asked.keep_bonus,
    )  # fmt: skip


@UNHURRIED
@given(programmes(), st.data())
def test_each_change_brings_what_it_says(programme, data):
    families, helpers, rules = programme
    rules = replace(rules, keep_bonus=0.0)
    made = plan(families, helpers, rules)
    assume(made.unserved.size)
    key = int(data.draw(st.sampled_from(made.unserved.tolist())))
    f = int(np.flatnonzero(families.key == key)[0])
    for change in what_helps(made, key):
        if change.code == "one_more_helper":
            _check_newcomer(families, helpers, rules, made, f, change)
            continue
        h = int(np.flatnonzero(helpers.key == change.helper)[0])
        if change.code == "one_more_place":
            more = _set(helpers, h, "capacity", helpers.capacity[h] + 1)
            after = plan(families, more, rules)
            assert change.gain == gained(made, after)
            assert change.is_certain == (_with_pair(families, more, rules, f, h) == amounts(after))
            continue
        changed, others = _made_true(families, helpers, f, h, change)
        assert change.helper is not None
        told = explain_pair(changed, others, rules, key, change.helper)
        assert (told.refusal, told.fit) == (None, change.fit)
        assert change.gain == Gain(int(families.priority[f]), round(change.fit * 10_000))
        # The pair alone brings that to the point, and serves the family; the change as a whole perhaps more.
        alone = _one_pair_more(made, f, h, change.gain.points)
        counts, points = amounts(made)
        place = made.assignment.classes.tolist().index(change.gain.priority)
        assert alone.served_by_class.tolist() == [n + (c == place) for c, n in enumerate(counts)]
        assert f not in alone.unserved
        assert amounts(plan(changed, others, rules)) >= (alone.served_by_class.tolist(), points + change.gain.points)


def _check_newcomer(families, helpers, rules, made, f, change):
    told = change.parameters
    assert told["municipality"] == families.municipality[f]
    one = newcomer(
        made,
        organisation=int(families.organisation[f]),
        latitude=float(families.latitude[f]),
        longitude=float(families.longitude[f]),
        language=told["language"],
        gender=told["gender"],
        certificates=sum(1 << bit for bit in told["certificates"]),
    )
    everybody = joined(helpers, one)
    after = plan(families, everybody, rules)
    assert change.gain == gained(made, after)
    assert change.fit == explain_pair(families, one, rules, int(families.key[f]), int(one.key[0])).fit
    h = everybody.key.size - 1
    assert change.is_certain == (_with_pair(families, everybody, rules, f, h) == amounts(after))


def _with_pair(families, helpers, rules, f, h):
    """What the best plan amounts to in which this family has this helper."""
    taken = replace(helpers, capacity=helpers.capacity - (np.arange(helpers.key.size) == h))
    others = np.delete(np.arange(families.key.size), f)
    rest = plan(type(families)(**{n: c[others] for n, c in vars(families).items()}), taken, rules)
    counts = dict(zip(rest.assignment.classes.tolist(), amounts(rest)[0], strict=True))
    own = int(families.priority[f])
    counts[own] = counts.get(own, 0) + 1
    points = int(bids(families, helpers, np.array([f]), np.array([h]), rules)[0])
    return [counts.get(c, 0) for c in np.unique(families.priority).tolist()], amounts(rest)[1] + points


def _told(family, *helpers, rules=None):
    made = plan(some_families(family), some_helpers(*helpers), rules or Rules())
    return [(change.code, change.helper, change.parameters) for change in what_helps(made, 1)]


def test_the_nearest_who_would_have_to_come_farther_are_named_with_how_far():
    far = {"place": GHENT, "travel_km": 40.0}
    first, second = _told({}, far | {"travel_km": 10.0}, far, far | {"capacity": 0})[:2]
    assert first == ("travel", 2, {"km": 51.204, "travel_km": 40.0, "more_km": 11.204})
    assert second[1] == 1


def test_the_language_that_is_nearest_is_named_and_who_lacks_it():
    found = _told({"level": (5, 2, 0)}, {"level": (1, 5, 0)}, {"level": (2, 0, 6)})
    assert found[:2] == [
        ("language", 1, {"language": 1, "level": 3, "has": 2, "of": "family"}),
        ("language", 2, {"language": 0, "level": 3, "has": 2, "of": "helper"}),
    ]


def test_those_who_speak_no_language_well_can_only_practise():
    found = _told({"level": (1, 0, 0), "practises": True}, {"level": (2, 0, 0)}, {"level": (0, 0, 0)})
    assert found[:2] == [("practise", 1, {"of": "helper"}), ("practise", 2, {"of": "helper"})]
    assert found[2] == (
        "one_more_helper", None, {"municipality": 1, "language": None, "gender": 0, "certificates": []},
    )  # fmt: skip


def test_whose_wish_it_is_is_said_and_two_wishes_are_two_things():
    asks = {"gender": 1, "wished_gender": 1}
    found = _told(asks, {"gender": 2}, {"gender": 1, "wished_gender": 2}, {"gender": 2, "wished_gender": 2})
    assert found[:2] == [("wish", 1, {"of": "family"}), ("wish", 2, {"of": "helper"})]
    assert found[2][0] == "one_more_helper"


def test_who_lacks_the_fewest_certificates_comes_first():
    found = _told({"certificates": 0b101}, {}, {"certificates": 0b100})
    assert found[:2] == [("certificate", 2, {"missing": [0]}), ("certificate", 1, {"missing": [0, 2]})]


def test_what_is_forbidden_or_takes_two_changes_is_not_offered():
    far_and_foreign = {"place": GHENT, "level": (0, 0, 5)}
    rules = Rules(forbidden=np.array([[1, 1]]))
    assert [code for code, *_ in _told({}, {}, {"organisation": 2}, far_and_foreign, rules=rules)] == [
        "one_more_helper"
    ]


def test_where_others_go_first_one_more_place_is_not_yet_theirs():
    families = some_families({}, {}, {"priority": 4})
    made = plan(families, some_helpers({}), Rules())
    [other] = [key for key in made.unserved.tolist() if key != 3]
    certain = {key: what_helps(made, key)[0] for key in (other, 3)}
    assert [certain[key].code for key in certain] == ["one_more_place"] * 2
    assert (certain[other].is_certain, certain[3].is_certain) == (True, False)
    assert certain[3].gain.priority == 0


def test_a_family_that_neither_speaks_nor_practises_is_helped_by_learning_only():
    assert _told({"level": (0, 0, 0)}, {}) == [("language", 1, {"language": 0, "level": 3, "has": 0, "of": "family"})]


def test_without_any_language_to_speak_of_there_is_nothing_to_learn():
    families = replace(some_families({}), level=np.zeros((1, 0), dtype=np.int8))
    helpers = replace(some_helpers({}), level=np.zeros((1, 0), dtype=np.int8))
    assert what_helps(plan(families, helpers, Rules()), 1) == ()


@pytest.mark.parametrize(("key", "words"), [(1, "family 1 is not unserved"), (9, "no family has the key 9")])
def test_only_the_unserved_are_helped(key, words):
    made = plan(some_families({"place": ANTWERP}), some_helpers({}), Rules())
    with pytest.raises(ValueError, match=words):
        what_helps(made, key)
