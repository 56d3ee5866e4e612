"""The plain twin of the search: every pair is listed with numpy, then sorted."""

import numpy as np

from matching.engine.fit import points
from matching.engine.objective import tie_break
from matching.engine.possible import possible

BITS = 40


def every_pair(families, helpers, rules):
    """family, helper, points, tie of all possible pairs."""
    pairs = possible(families, helpers, rules)
    told = points(families, helpers, pairs.family, pairs.helper, rules)
    tie = tie_break(families.key[pairs.family], helpers.key[pairs.helper], BITS)
    return pairs.family, pairs.helper, told, tie


def the_best_above(programme, asks, price, few):
    """family, helper, points of the `few` best pairs of each family that are worth more than asked."""
    family, helper, told, tie = every_pair(*programme)
    over, over_tie = told - asks[family, 0] - price[helper, 0], tie - asks[family, 1] - price[helper, 1]
    rows = np.flatnonzero((over > 0) | ((over == 0) & (over_tie > 0)))
    rows = rows[np.lexsort((-over_tie[rows], -over[rows], family[rows]))]
    turn = np.arange(rows.size) - np.searchsorted(family[rows], family[rows])
    rows = rows[turn < few]
    return family[rows], helper[rows], told[rows]


def the_highest_bids(programme, asks, price):
    """price, or what the highest bidder above it would pay."""
    family, helper, told, tie = every_pair(*programme)
    bids = price.tolist()
    for f, h, hi, lo in zip(family, helper, told, tie, strict=True):
        bids[h] = max(bids[h], [hi - asks[f, 0], lo - asks[f, 1]])
    return np.array(bids, dtype=np.int64).reshape(-1, 2)
