"""The plan of many people is that over every possible pair, byte for byte, though most pairs are never listed."""

from importlib import import_module

import numpy as np
import pytest

from matching.engine import CertificateError, Rules
from matching.engine.search import PLAIN
from matching.engine.wide import WideAssignment
from tests.matching.engine.instances import a_programme, some_families, some_helpers

planning, wide = import_module("matching.engine.plan"), import_module("matching.engine.wide")
SAME = ("family_key", "helper_key", "fit", "unserved", "stopped")
PROVEN = ("family_price", "helper_price", "queue", "classes", "served_by_class", "unserved", "class_bonus", "total_fit")


@pytest.fixture
def searched(monkeypatch):
    """`plan` as of many people, beginning with `few` pairs of each family."""

    def make(*people, few, on_progress=None):
        with monkeypatch.context() as patch:
            patch.setattr(planning, "FEW_CELLS", -1)
            patch.setattr(planning, "looking", lambda: PLAIN)
            patch.setitem(wide.solve_widely.__kwdefaults__, "few", few)
            return planning.plan(*people, on_progress)

    return make


def rules(people, seed):
    families, helpers = people
    dice = np.random.default_rng(seed)
    some = [np.stack([dice.choice(families.key, n), dice.choice(helpers.key, n)], axis=1) for n in (50, 80)]
    together = frozenset({(0, 1), (1, 2), (2, 0)})
    return Rules(works_together=together, forbidden=some[0], pending=some[1], keep_bonus=[0.03, 1.0][seed % 2])


@pytest.mark.parametrize("few", [1, 2, 3])
@pytest.mark.parametrize("helpers", [12, 50])
@pytest.mark.parametrize("seed", range(5))
def test_the_plan_is_that_over_every_pair(searched, few, helpers, seed):
    people = a_programme(60, helpers, seed)
    asked = rules(people, seed)
    listed, made = planning.plan(*people, asked), searched(*people, asked, few=few)
    assert isinstance(made.assignment, WideAssignment)
    assert made.counts["pairs"] < listed.counts["pairs"]
    assert made.counts == listed.counts | {"pairs": made.counts["pairs"]}
    for name in SAME:
        assert getattr(made, name).tobytes() == getattr(listed, name).tobytes(), name
    for name in PROVEN:
        np.testing.assert_array_equal(getattr(made.assignment, name), getattr(listed.assignment, name), name)
    assert made.certificate() == listed.certificate() | {"pairs_priced": made.counts["pairs"]}
    unserved = made.unserved.tolist()
    assert list(map(made.why_unserved, unserved)) == list(map(listed.why_unserved, unserved))


def test_pairs_of_equal_worth_are_chosen_between_as_if_all_were_known(searched):
    people = some_families(*[{}] * 7), some_helpers(*[{"capacity": n % 3} for n in range(9)])
    listed, made = planning.plan(*people, Rules()), searched(*people, Rules(), few=1)
    assert made.helper_key.tolist() == listed.helper_key.tolist()


def test_nobody_gets_nobody(searched):
    families, helpers = a_programme(4, 4)
    for one, other in ((families, planning.take(helpers, slice(0))), (planning.take(families, slice(0)), helpers)):
        made, listed = searched(one, other, Rules(), few=2), planning.plan(one, other, Rules())
        assert made.certificate() == listed.certificate()
        assert made.stopped.tolist() == listed.stopped.tolist()


def test_it_tells_how_far_it_is(searched):
    told: list[tuple[str, float]] = []
    both_prefer_one = some_families({"needs": 1}, {"needs": 1}), some_helpers({"skills": 1}, {})
    searched(*both_prefer_one, Rules(), few=1, on_progress=lambda phase, share: told.append((phase, share)))
    phases = [phase for phase, _ in told]
    assert phases[0] == "shortlist"
    assert set(phases) == {"shortlist", "price", "mend", "prove"}
    assert phases[-1] == "prove"
    assert all(0 <= share <= 1 for _, share in told)


def test_an_interruption_ends_it(searched):
    def stop(phase, share):
        if phase == "price":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        searched(*a_programme(60, 12), Rules(), few=1, on_progress=stop)


@pytest.mark.parametrize(
    ("name", "change", "broken"),
    [
        ("helper_price", -0.0001, "would improve|weighs|exact"),
        ("queue", -1, "way out|class|queue"),
    ],
)
def test_a_plan_that_is_not_proven_is_refused(searched, name, change, broken):
    made = searched(*a_programme(60, 12), Rules(), few=1)
    made.assignment.verify()
    value = getattr(made.assignment, name).copy()
    value[np.argmax(value)] += change
    object.__setattr__(made.assignment, name, value)
    with pytest.raises(CertificateError, match=broken):
        made.assignment.verify()


def test_a_pair_that_was_never_listed_is_missed_by_no_proof(searched):
    """Two helpers without a place: nobody listed their pairs, and their prices and queues are proven all the same."""
    people = some_families({}, {}), some_helpers({"capacity": 0}, {"capacity": 1}, {"capacity": 0})
    for name, message in (("helper_price", "2 families would improve"), ("queue", "a way out of a blocking set")):
        made = searched(*people, Rules(), few=1)
        value = getattr(made.assignment, name).copy()
        value[2] = 0
        object.__setattr__(made.assignment, name, value)
        with pytest.raises(CertificateError, match=message):
            made.certificate()
