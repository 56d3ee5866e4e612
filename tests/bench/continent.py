"""How a continent would be cut, and what it would take: counted from its towns, estimated at rates that were measured."""

from typing import Final, NamedTuple

import numpy as np

from matching.engine import territories as engine
from tests.bench.lands import towns_of_a_continent

TOWNS: Final = 30_000
HELPERS_PER_FAMILY: Final = 10
REACH_KM: Final = 40.0
WORKERS: Final = (16, 64)
MB, GB = 1_000_000, 1_000_000_000
ROW: Final = 8 * 4  # bytes of a pair in the join: family, helper, weight and tie
BOARD: Final = (
    8 * 12
)  # bytes that the standing plan keeps beside it, for each pair, family and helper (measured, rounded)


class Rates(NamedTuple):
    """Seconds of work per family: of a search, of one round of prices, of all joins. Bytes: of a stored piece per
    person, of what is found per family, of what is asked per person. Pairs kept per family, rounds of prices.
    """

    search: float
    price: float
    join: float
    piece: float
    found: float
    asked: float
    pairs: float
    rounds: int


class Cut(NamedTuple):
    """Families and helpers of each territory, families counted wherever they touch; how many families cross."""

    families: np.ndarray
    helpers: np.ndarray
    crossing: int
    everybody: int


def cut(helpers: int, most: int) -> Cut:
    """Return how a continent with so many helpers is cut into territories of at most `most`."""
    latitude, longitude, theirs, ours = towns_of_a_continent(TOWNS, helpers, helpers // HELPERS_PER_FAMILY)
    here = (latitude, longitude)
    found = engine.territories(here, here, theirs, np.full(TOWNS, REACH_KM), most)
    often = found.touched.sum(axis=1)
    families = (found.touched * ours[:, None]).sum(axis=0)
    return Cut(families, np.bincount(found.of_place, theirs), int(ours[often > 1].sum()), int(ours.sum()))


def estimate(helpers: int, rates: Rates, most: int = engine.MOST_HELPERS) -> str:
    """Return a table of what a continent would take."""
    made = cut(helpers, most)
    parts, every = made.families.size, made.everybody
    touching = int(made.families.sum())
    people = touching + helpers
    messages = parts * (2 + rates.rounds) + rates.rounds + 3
    join = (ROW + BOARD) * rates.pairs * every + BOARD * (every + helpers)
    rows = [
        ("helpers, families", f"{helpers:,}, {every:,}"),
        ("territories of at most", f"{parts:,} of {most:,} helpers; the largest has {int(made.helpers.max()):,}"),
        ("families that cross", f"{made.crossing / every:.1%}; each is in {touching / every:.2f} territories"),
        (
            "stored for a part",
            f"{rates.piece * (made.families + made.helpers).mean() / MB:.0f} MB, and {rates.found * made.families.mean() / MB:.1f} MB found",
        ),
        (
            "stored in all",
            f"{rates.piece * people / GB:.1f} GB, and {rates.asked * people * rates.rounds / GB:.1f} GB of prices in {rates.rounds} rounds",
        ),
        ("tasks settled", f"{messages:,}"),
        ("memory of the join", f"{join / GB:.1f} GB"),
    ]
    work = touching * (rates.search + rates.price * rates.rounds)
    for workers in WORKERS:
        hours = (max(work / workers, made.families.max() * rates.search) + rates.join * every) / 3600
        rows.append((f"hours with {workers} workers", f"{hours:.1f}, of which joins {rates.join * every / 3600:.1f}"))
    return "\n".join(f"{name:<26}{value}" for name, value in [("a continent, estimated", ""), *rows]) + "\n"
