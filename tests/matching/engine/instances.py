"""Questions to the engine: small ones from hypothesis, middle ones from a seed, and people by a few words."""

from itertools import product

import numpy as np
from hypothesis import strategies as st

from matching.engine import FamilyColumns, HelperColumns
from matching.engine.objective import RESOLUTION, ranks, worth


@st.composite
def questions(draw, families=5, helpers=4):
    """Arguments of `assign`: few families and helpers, few distinct fits (so many ties), any pairs, any capacities."""
    f, h = draw(st.integers(0, families)), draw(st.integers(0, helpers))
    every = list(product(range(f), range(h)))
    pairs = draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    steps = draw(st.sampled_from([[0.5], [0.0, 1.0], [0.1, 0.1003, 0.4, 0.97]]))
    return {
        "family": np.array([p[0] for p in pairs], dtype=np.int64),
        "helper": np.array([p[1] for p in pairs], dtype=np.int64),
        "fit": np.array(draw(_many(st.sampled_from(steps), len(pairs))), dtype=np.float64),
        "capacity": np.array(draw(_many(st.integers(0, 2), h)), dtype=np.int64),
        "priority": np.array(draw(_many(st.sampled_from([0, 1, 7]), f)), dtype=np.int64),
        "keep": np.array(draw(_many(st.booleans(), len(pairs))), dtype=np.bool_),
        "keep_bonus": draw(st.sampled_from([0.0, 0.03, 1.0])),
    }


def _many(of, number):
    return st.lists(of, min_size=number, max_size=number)


def a_question(families, helpers, per_family, *, seed=0, classes=3, capacity=2, steps=RESOLUTION):
    """Arguments of `assign`: random pairs, fits in `steps` steps, capacities 0 … capacity."""
    dice = np.random.default_rng(seed)
    pairs = np.unique(
        np.repeat(np.arange(families), per_family) * helpers + dice.integers(0, helpers, families * per_family)
    )
    return {
        "family": pairs // helpers,
        "helper": pairs % helpers,
        "fit": dice.integers(0, steps + 1, pairs.size) / steps,
        "capacity": dice.integers(0, capacity + 1, helpers),
        "priority": dice.integers(0, classes, families),
        "keep": dice.random(pairs.size) < 0.1,
    }


def shuffled(question, seed):
    """The same question with its pairs in another order, and where each pair came from."""
    order = np.random.default_rng(seed).permutation(question["family"].size)
    return {**question, **{name: question[name][order] for name in ("family", "helper", "fit", "keep")}}, order


def value_of(question, pairs):
    """(served per class, first class first; summed worth in 1/10,000) of a list of pair indices."""
    value = worth(question["fit"], question["keep"], question.get("keep_bonus", 0.03))
    rank = ranks(question["priority"])
    counts = np.bincount(rank[question["family"][pairs]], minlength=rank.max(initial=0) + 1)[1:]
    return tuple(counts[::-1].tolist()), int(value[pairs].sum())


def all_plans(question):
    """Every plan that keeps the capacities, as lists of pair indices."""
    rows = [[None, *np.flatnonzero(question["family"] == f)] for f in range(question["priority"].size)]
    for choice in product(*rows):
        pairs = np.array(sorted(int(row) for row in choice if row is not None), dtype=np.int64)
        load = np.bincount(question["helper"][pairs], minlength=question["capacity"].size)
        if (load <= question["capacity"]).all():
            yield pairs


ANTWERP, MECHELEN, GHENT = (51.2194, 4.4025), (51.0259, 4.4776), (51.0543, 3.7174)


def some_families(*rows):
    """FamilyColumns from dicts of what is special; else: key 1, 2, …, Antwerp, speaks language 0 at B2, no data."""
    return FamilyColumns(
        **_columns(rows, {"priority": 0, "municipality": 1, "needs": 0, "wishes_same_origin": False}, np.int64)
    )


def some_helpers(*rows):
    """HelperColumns likewise; one free place, travels 30 km."""
    return HelperColumns(**_columns(rows, {"travel_km": 30.0, "capacity": 1, "skills": 0}, np.int64))


def _columns(rows, more, whole):
    usual = {"organisation": 1, "place": ANTWERP, "level": (4, 0, 0), "practises": False, "gender": 1}
    usual |= {"wished_gender": 0, "certificates": 0, "availability": 0, "interests": 0, "household": 0, "origin": -1}
    full = [{"key": number, **usual, **more, **row} for number, row in enumerate(rows, start=1)]
    names = [name for name in full[0] if name != "place"] if full else []
    columns = {name: np.array([row[name] for row in full]) for name in names}
    columns["latitude"], columns["longitude"] = np.array([row["place"] for row in full]).T
    return columns


def a_programme(families, helpers, seed=0):
    """Columns of random people with every kind of wish, need and gap, in twelve places."""
    dice = np.random.default_rng(seed)
    places = np.c_[dice.uniform(50.7, 51.3, 12), dice.uniform(3.2, 5.4, 12)]

    def side(number, talks):
        town = dice.integers(0, 12, number)
        at = places[town]
        return town, {
            "key": dice.permutation(number * 3)[:number],
            "organisation": dice.integers(0, 3, number),
            "latitude": at[:, 0],
            "longitude": at[:, 1],
            "level": ((dice.random((number, 6)) < talks) * dice.integers(0, 7, (number, 6))).astype(np.int8),
            "practises": dice.random(number) < 0.3,
            "gender": dice.integers(0, 4, number),
            "wished_gender": np.where(dice.random(number) < 0.2, dice.integers(0, 3, number), 0),
            "certificates": dice.integers(0, 8, number) & dice.integers(0, 8, number) & dice.integers(0, 8, number),
            "availability": dice.integers(0, 2**21, number) * (dice.random(number) < 0.8),
            "interests": dice.integers(0, 2**12, number) & dice.integers(0, 2**12, number),
            "household": dice.integers(0, 32, number) & dice.integers(0, 32, number),
            "origin": dice.integers(-1, 4, number),
        }

    (town, family), (_, helper) = side(families, 0.4), side(helpers, 0.6)
    return (
        FamilyColumns(
            **family,
            municipality=town,
            priority=dice.integers(0, 4, families),
            needs=dice.integers(0, 2**12, families) & dice.integers(0, 2**12, families),
            wishes_same_origin=dice.random(families) < 0.3,
        ),
        HelperColumns(
            **helper,
            travel_km=dice.uniform(0, 80, helpers),
            capacity=dice.integers(0, 4, helpers),
            skills=dice.integers(0, 2**12, helpers),
        ),
    )
