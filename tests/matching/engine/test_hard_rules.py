"""Each hard rule: what it forbids, what it allows, and the word for it."""

import numpy as np
import pytest

from matching.engine import Refusal, Rules, explain_pair, plan
from matching.engine import possible as possible_module
from matching.engine.canonical import canonical
from matching.engine.codes import HARD_RULES
from matching.engine.columns import take
from matching.engine.possible import RULES, possible, refusal
from tests.matching.engine.instances import (
    ANTWERP,
    GHENT,
    MECHELEN,
    a_programme,
    some_families,
    some_helpers,
)

ORGANISATIONS = Rules(works_together=frozenset({(1, 2)}))
PAIR_1_1 = Rules(forbidden=np.array([[1, 1], [1, 99], [99, 1]]))


def outcome(family, helper, rules):
    """What the rules say of one pair, by both doors: (refusal or None, why unserved or None)."""
    families, helpers = some_families(family), some_helpers(helper)
    told = explain_pair(families, helpers, rules, 1, 1)
    made = plan(families, helpers, rules)
    assert (told.refusal is None) == (made.counts["served"] == 1) == (told.fit is not None)
    return told.refusal, None if made.counts["served"] else made.why_unserved(1).code


@pytest.mark.parametrize(
    ("family", "helper", "rules"),
    [
        ({}, {}, Rules()),
        ({"organisation": 1}, {"organisation": 2}, ORGANISATIONS),
        ({"place": MECHELEN}, {"travel_km": 22.2}, Rules()),
        ({}, {"travel_km": 0.0}, Rules()),
        ({"level": (0, 3, 6)}, {"level": (6, 3, 0)}, Rules()),
        ({"level": (2, 0, 0)}, {"level": (2, 0, 0)}, Rules(conversation_level=2)),
        ({"level": (0, 0, 0), "practises": True}, {"practises": True}, Rules()),
        ({"wished_gender": 2}, {"gender": 2}, Rules()),
        ({"gender": 1}, {"wished_gender": 1}, Rules()),
        ({"gender": 0}, {"gender": 0}, Rules()),
        ({"certificates": 0b101}, {"certificates": 0b111}, Rules()),
        ({}, {}, Rules(forbidden=np.array([[1, 2], [2, 1]]))),
    ],
)
def test_what_is_possible(family, helper, rules):
    assert outcome(family, helper, rules) == (None, None)


@pytest.mark.parametrize(
    ("family", "helper", "rules", "code", "parameters", "unserved"),
    [
        ({"organisation": 2}, {}, Rules(), "not_together", {}, "no_helper_of_organisation"),
        ({"organisation": 2}, {}, ORGANISATIONS, "not_together", {}, "no_helper_of_organisation"),
        (
            {"place": MECHELEN}, {"travel_km": 21.5}, Rules(),
            "too_far", {"km": 22.1, "travel_km": 21.5}, "no_helper_in_reach",
        ),
        ({"level": (2, 6, 0)}, {"level": (6, 2, 6)}, Rules(), "no_shared_language", {}, "no_shared_language"),
        ({"level": (3, 0, 0)}, {}, Rules(conversation_level=4), "no_shared_language", {}, "no_shared_language"),
        ({"level": (0, 0, 0), "practises": True}, {}, Rules(), "no_shared_language", {}, "no_shared_language"),
        ({"level": (0, 0, 0)}, {"practises": True}, Rules(), "no_shared_language", {}, "no_shared_language"),
        ({"wished_gender": 1}, {"gender": 2}, Rules(), "wishes", {"of": ["family"]}, "wishes"),
        ({"wished_gender": 1}, {"gender": 0}, Rules(), "wishes", {"of": ["family"]}, "wishes"),
        ({"gender": 3}, {"wished_gender": 2}, Rules(), "wishes", {"of": ["helper"]}, "wishes"),
        (
            {"gender": 1, "wished_gender": 1}, {"gender": 2, "wished_gender": 2}, Rules(),
            "wishes", {"of": ["family", "helper"]}, "wishes",
        ),
        ({"certificates": 0b101}, {"certificates": 0b001}, Rules(), "certificate", {"missing": [2]}, "certificate"),
        ({}, {}, PAIR_1_1, "forbidden", {}, "forbidden"),
        ({"organisation": 2, "place": GHENT, "wished_gender": 2}, {}, PAIR_1_1, "not_together", {},
         "no_helper_of_organisation"),
    ],
)  # fmt: skip
def test_what_is_not_and_the_first_rule_that_says_so(family, helper, rules, code, parameters, unserved):
    assert outcome(family, helper, rules) == (Refusal(code, parameters), unserved)


def test_working_together_goes_one_way():
    families, helpers = some_families({"organisation": 2}), some_helpers({"organisation": 1})
    assert plan(families, helpers, ORGANISATIONS).counts["pairs"] == 0


def test_the_rule_named_is_the_first_that_leaves_no_helper_at_all():
    families = some_families({"level": (0, 4, 0), "place": ANTWERP})
    helpers = some_helpers({"level": (0, 4, 0), "place": GHENT}, {"level": (4, 0, 0), "place": ANTWERP})
    assert plan(families, helpers, Rules()).why_unserved(1).code == "no_shared_language"


def test_without_any_helper_the_first_rule_is_named():
    nobody = take(some_helpers({}), slice(0))
    assert plan(some_families({}), nobody, Rules()).why_unserved(1).code == HARD_RULES[0].unserved


def test_all_pairs_at_once_are_the_pairs_one_by_one(monkeypatch):
    families, helpers = (canonical(side) for side in a_programme(25, 30))
    rules = Rules(works_together=frozenset({(0, 1)}), forbidden=np.c_[families.key[:5], helpers.key[:5]])
    one_by_one = [
        (f, h) for f in range(25) for h in range(30) if refusal(row_of(families, f), row_of(helpers, h), rules) is None
    ]
    assert len(one_by_one) > 20
    for cells in (1, 70, 2_000_000):
        monkeypatch.setattr(possible_module, "CELLS", cells)
        found = possible(families, helpers, rules)
        assert list(zip(found.family.tolist(), found.helper.tolist(), strict=True)) == one_by_one


def row_of(columns, row):
    return take(columns, slice(row, row + 1))


def test_every_rule_has_its_codes():
    assert len(RULES) == len(HARD_RULES)
    assert len({rule.unserved for rule in HARD_RULES} | {"all_taken"}) == len(HARD_RULES) + 1
