"""Questions with municipalities, and what is fair, said again without the engine."""

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from tests.matching.engine.instances import all_plans, questions, value_of


@st.composite
def uneven_questions(draw, families=5, helpers=4):
    """Arguments of `assign_fairly`: as `questions`, families in up to four municipalities."""
    question = draw(questions(families, helpers))
    number = question["priority"].size
    ids = draw(st.lists(st.sampled_from([0, 3, 4, 9]), min_size=number, max_size=number))
    return {**question, "municipality": np.array(ids, dtype=np.int64)}


def in_municipalities(question, towns, seed=0):
    """The same question, its families in so many municipalities, some far larger than others."""
    share = 1 / np.arange(1, towns + 1)
    dice = np.random.default_rng(seed)
    return {**question, "municipality": 7 * dice.choice(towns, question["priority"].size, p=share / share.sum())}


def without_municipality(question):
    """The arguments of `assign`."""
    return {name: value for name, value in question.items() if name != "municipality"}


def served_of(question, pairs):
    """{municipality: (families, served)} of a list of pair indices."""
    ids, place = np.unique(question["municipality"], return_inverse=True)
    served = np.bincount(place[question["family"][pairs]], minlength=ids.size)
    return dict(zip(ids.tolist(), zip(np.bincount(place).tolist(), served.tolist(), strict=True), strict=True))


def shares_of(question, pairs):
    """The shares served, smallest first: of two plans, the fairer has the larger list."""
    return sorted(Fraction(served, families) for families, served in served_of(question, pairs).values())


def turns_of(question, pairs):
    """Of all turns in order of (share so far, families, id), which ones are granted: the earlier, the fairer."""
    rows = served_of(question, pairs).items()
    every = [(Fraction(k, t), t, town, k < served) for town, (t, served) in rows for k in range(t)]
    return [granted for *_, granted in sorted(every)]


def plans_best_for_the_classes(question):
    """Every allowed plan with the best class counts."""
    plans = list(all_plans(question))
    best = max(value_of(question, pairs)[0] for pairs in plans)
    return [pairs for pairs in plans if value_of(question, pairs)[0] == best]
