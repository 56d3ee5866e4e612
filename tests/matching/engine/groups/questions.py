"""Questions of families and sponsor groups: tiny ones from hypothesis, middle ones from a seed, some with a known best."""

from itertools import product

import numpy as np
from hypothesis import strategies as st

from matching.engine.groups.question import Question


def a_question(family, group, value, rank, need, room, tie=None):
    """A Question from lists, pairs in any order."""
    family, group = np.array(family, dtype=np.int64), np.array(group, dtype=np.int64)
    order = np.lexsort((group, family))
    need = np.array(need, dtype=np.int64).reshape(len(rank), -1 if len(rank) else 1)
    tie = np.arange(1, family.size + 1)[order] if tie is None else np.array(tie, dtype=np.int64)[order]
    return Question(
        family=family[order],
        group=group[order],
        value=np.array(value, dtype=np.int64)[order],
        tie=tie.astype(np.int64),
        rank=np.array(rank, dtype=np.int64),
        need=need,
        room=np.array(room, dtype=np.int64).reshape(-1, need.shape[1]),
    )


@st.composite
def tiny_questions(draw, families=5, groups=3):
    """Few families and groups, every kind of tie, needs and rooms that get in each other's way."""
    f, g = draw(st.integers(1, families)), draw(st.integers(0, groups))
    every = list(product(range(f), range(g)))
    pairs = draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    worths = st.sampled_from(draw(st.sampled_from([[7], [0, 10], [1, 2, 300, 10_000]])))
    one = st.tuples(st.just(1), st.integers(0, 5), st.integers(0, 4))
    each = st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(0, 9))
    return a_question(
        [pair[0] for pair in pairs],
        [pair[1] for pair in pairs],
        draw(st.lists(worths, min_size=len(pairs), max_size=len(pairs))),
        draw(st.lists(st.integers(1, 3), min_size=f, max_size=f)),
        draw(st.lists(one, min_size=f, max_size=f)),
        draw(st.lists(each, min_size=g, max_size=g)),
        draw(st.permutations(range(1, len(pairs) + 1))),
    )


def every_plan(asked):
    """Each plan that keeps the room of every group, as int64[families] of rows or -1."""
    rows = [[-1, *np.flatnonzero(asked.family == f)] for f in range(asked.rank.size)]
    for choice in product(*rows):
        chosen = np.array(choice, dtype=np.int64)
        if asked.fits(chosen).all():
            yield chosen


def best_plan(asked):
    """The best of all plans, by trying each; ties by the largest sum of `tie`."""
    return max(every_plan(asked), key=lambda chosen: (asked.worth(chosen), int(asked.tie[chosen[chosen >= 0]].sum())))


def a_programme(families, groups, seed=0, density=0.3, classes=4, most_places=3):
    """Families of one to eight persons who need 2,000 euro and 1,000 a head; groups that pledge 4,000 to 20,000."""
    dice = np.random.default_rng(seed)
    persons = dice.choice(np.arange(1, 9), families, p=[0.15, 0.15, 0.15, 0.2, 0.15, 0.1, 0.06, 0.04])
    need = np.stack([np.ones_like(persons), persons, 2_000 + 1_000 * persons], axis=1)
    room = np.stack(
        [
            dice.integers(1, most_places + 1, groups),
            dice.integers(3, 13, groups),
            500 * dice.integers(8, 40, groups),
        ],
        axis=1,
    )
    family, group = np.nonzero((dice.random((families, groups)) < density) & (need[:, None] <= room).all(axis=2))
    value = dice.integers(2_000, 9_500, family.size)
    return a_question(family, group, value, dice.integers(1, classes + 1, families), need, room)


def planted(families, groups, seed=0):
    """A generalised assignment whose best is known because it was built around it: (question, its best value).

    Each family is worth most with its own group, which has just the room for its own; other groups value it less.
    One kind of room, as in the instances of the literature; needs differ from group to group only there.
    """
    dice = np.random.default_rng(seed)
    own = dice.integers(0, groups, families)
    need = dice.integers(5, 25, families)
    value = dice.integers(10, 40, (families, groups))
    value[np.arange(families), own] = dice.integers(40, 60, families)
    room = np.bincount(own, weights=need, minlength=groups).astype(np.int64)
    family, group = np.nonzero(np.ones_like(value))
    best = int(value[np.arange(families), own].sum())
    return a_question(family, group, value[family, group], np.ones(families), need, room), best
