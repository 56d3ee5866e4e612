"""Small programmes where places are scarce, and what a plan of them amounts to."""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from matching.engine import DEFAULT_WEIGHTS, FamilyColumns, HelperColumns, Rules
from matching.engine.columns import take
from matching.engine.explain.worth import Gain, bids, helper_of
from tests.matching.engine.instances import ANTWERP, GHENT, MECHELEN

ONLY_NEEDS = {name: float(name == "needs") for name in DEFAULT_WEIGHTS}  # fits of 0 and 1: as far apart as can be
UNHURRIED = settings(deadline=None)  # many plans in one example, on a machine that does other things too
TOWNS = (ANTWERP, MECHELEN, GHENT)


@st.composite
def programmes(draw, families=5, helpers=4):
    """Families, helpers and rules: few of each, three towns, three languages, every wish and gap, pending pairs."""
    f, h = draw(st.integers(1, families)), draw(st.integers(1, helpers))

    def many(of, number):
        return np.array(draw(st.lists(st.sampled_from(of), min_size=number, max_size=number)))

    def side(number):
        town = many([0, 1, 2], number)
        return town, {
            "key": np.arange(number) * 3 + 1,
            "organisation": many([1, 1, 1, 2], number),
            "latitude": np.array([TOWNS[t][0] for t in town]),
            "longitude": np.array([TOWNS[t][1] for t in town]),
            "level": many([0, 0, 2, 3, 5, 6], number * 3).reshape(number, 3),
            "practises": many([False, True], number),
            "gender": many([0, 1, 2], number),
            "wished_gender": many([0, 0, 0, 1, 2], number),
            "certificates": many([0, 0, 0, 1, 3], number),
            "availability": many([0, 1, 7], number),
            "interests": np.zeros(number, dtype=np.int64),
            "household": np.zeros(number, dtype=np.int64),
            "origin": np.full(number, -1),
        }

    town, family = side(f)
    rest = {"municipality": town, "priority": many([0, 1, 7], f), "needs": many([0, 1, 2, 3, 7], f)}
    _, helper = side(h)
    may = {"travel_km": many([0.0, 30.0, 80.0], h), "capacity": many([0, 1, 1, 2], h), "skills": many([0, 1, 6], h)}
    pairs = [(int(a), int(b)) for a in family["key"] for b in helper["key"]]
    few = st.lists(st.sampled_from(pairs), max_size=3, unique=True)
    rules = Rules(
        weights=draw(st.sampled_from([{}, ONLY_NEEDS])),
        works_together=draw(st.sampled_from([frozenset(), frozenset({(1, 2)})])),
        forbidden=np.array(draw(few), dtype=np.int64).reshape(-1, 2),
        pending=np.array(draw(few), dtype=np.int64).reshape(-1, 2),
        keep_bonus=draw(st.sampled_from([0.0, 0.03, 1.0])),
    )
    return (
        FamilyColumns(**family, **rest, wishes_same_origin=np.zeros(f, dtype=np.bool_)),
        HelperColumns(**helper, **may),
        rules,
    )


def amounts(made):
    """How many families of each class a plan serves, first class first, and its points."""
    taken = helper_of(made)
    served = np.flatnonzero(taken >= 0)
    points = int(bids(made.families, made.helpers, served, taken[served], made.rules).sum())
    return made.assignment.served_by_class.tolist(), points


def gained(before, after):
    """The Gain between two plans of the same families, one of which has something more."""
    (counts, points), (more, most) = amounts(before), amounts(after)
    [*plus] = np.flatnonzero(np.array(more) - counts)
    assert len(plus) <= 1
    priority = int(before.assignment.classes[plus[0]]) if plus else None
    assert [b - a for a, b in zip(counts, more, strict=True) if a != b] == [1] * len(plus)
    return Gain(priority, most - points)


def joined(helpers, more):
    """The helpers and more of them."""
    return HelperColumns(
        **{name: np.concatenate([column, getattr(more, name)]) for name, column in vars(helpers).items()}
    )


def without(columns, key):
    """The columns without this one."""
    return take(columns, np.flatnonzero(columns.key != key))
