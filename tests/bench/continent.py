"""How a continent would be cut, and what it would take: counted from its towns, estimated at rates that were measured."""

from typing import Final, NamedTuple

import numpy as np

from matching.engine import territories as engine
from tests.bench.lands import towns_of_a_continent

HELPERS_PER_TOWN: Final = 3_300
HELPERS_PER_FAMILY: Final = 10
REACH_KM: Final = 40.0
SIZES: Final = (engine.MOST_HELPERS, 5 * engine.MOST_HELPERS)
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
    towns = max(1, helpers // HELPERS_PER_TOWN)
    latitude, longitude, theirs, ours = towns_of_a_continent(towns, helpers, helpers // HELPERS_PER_FAMILY)
    here = (latitude, longitude)
    found = engine.territories(here, here, theirs, np.full(towns, REACH_KM), most)
    often = found.touched.sum(axis=1)
    families = (found.touched * ours[:, None]).sum(axis=0)
    return Cut(families, np.bincount(found.of_place, theirs), int(ours[often > 1].sum()), int(ours.sum()))


def estimate(helpers: int, rates: Rates) -> str:
    """Return a table of what a continent would take, cut into smaller and into larger territories."""
    columns = [_column(cut(helpers, most), rates, most) for most in SIZES]
    lines = [f"  {name:<40}" + "".join(f"{column[name]:>16}" for column in columns) for name in columns[0]]
    head = f"a continent of {helpers:,} helpers, estimated at the rates of the last cut above"
    return "\n".join([head, *lines, ""])


def _column(made: Cut, rates: Rates, most: int) -> dict[str, str]:
    parts, every, helpers = made.families.size, made.everybody, int(made.helpers.sum())
    touching = int(made.families.sum())
    join = BOARD * (rates.pairs * every + every + helpers) + ROW * rates.pairs * every
    work = touching * (rates.search + rates.price * rates.rounds)
    told = {
        "helpers in a territory, at most": f"{most:,}",
        "territories": f"{parts:,}",
        "families that cross": f"{made.crossing / every:.1%}",
        "territories of a family": f"{touching / every:.2f}",
        "MB stored for a territory": f"{rates.piece * (touching + helpers) / parts / MB:.0f}",
        "MB that it finds": f"{rates.found * touching / parts / MB:.1f}",
        "GB stored, all territories": f"{rates.piece * (touching + helpers) / GB:.1f}",
        "GB of prices, all rounds": f"{rates.asked * (touching + helpers) * rates.rounds / GB:.1f}",
        "tasks settled": f"{parts * (2 + rates.rounds) + rates.rounds + 3:,}",
        "GB of memory of the join": f"{join / GB:.1f}",
        "hours of one processor, territories": f"{work / 3600:.1f}",
        "hours of one processor, joins": f"{rates.join * every / 3600:.1f}",
    }
    for workers in WORKERS:
        told[f"hours with {workers} workers"] = f"{(work / workers + rates.join * every) / 3600:.1f}"
    return told
