"""python -m tests.bench.orlibrary FILE …: assignment instances of the OR-Library, beside their published optima.

The files are J. E. Beasley's (OR-Library, Journal of the Operational Research Society 41, 1990, 1069-1072; licence MIT),
`assign100.txt` to `assign800.txt` and `assignp800.txt` to `assignp5000.txt`. They are not kept here: fetch them where
they are published, under those names.
"""

import sys
import time
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from matching.engine import assign
from matching.engine.arrays import Ints
from matching.engine.objective import RESOLUTION

PUBLISHED: Final = MappingProxyType(
    {
        "assign100": 305,
        "assign200": 475,
        "assign300": 626,
        "assign400": 804,
        "assign500": 991,
        "assign600": 1176,
        "assign700": 1362,
        "assign800": 1552,
        "assignp800": 2239,
        "assignp1500": 5839,
        "assignp3000": 18696,
        "assignp5000": 48533,
    }
)


class Costs(NamedTuple):
    """n items on both sides, and the pairs that are allowed with what they cost."""

    size: int
    item: Ints
    to: Ints
    cost: Ints


def main(files: list[str]) -> None:
    """Solve and print."""
    for file in files:
        path = Path(file)
        costs, start = read(path), time.perf_counter()
        found = least_cost(costs)
        seconds, published = time.perf_counter() - start, PUBLISHED.get(path.stem, "not known")
        sys.stdout.write(f"{path.stem:12}{costs.size:6} items, cost {found}, published {published}, {seconds:.3f} s\n")


def read(path: Path) -> Costs:
    """Return an instance: n, then n × n costs; or n, then i, j (from 1) and cost of each pair that is allowed."""
    size, *numbers = map(int, path.read_text().split())
    if len(numbers) == size * size:
        item, to = np.indices((size, size)).reshape(2, -1)
        return Costs(size, item, to, np.array(numbers))
    item, to, cost = np.array(numbers).reshape(-1, 3).T
    return Costs(size, item - 1, to - 1, cost)


def least_cost(costs: Costs) -> int:
    """Return what the cheapest complete assignment costs. Raises ValueError if there is none."""
    most = int(costs.cost.max())
    if most > RESOLUTION:
        raise ValueError(f"a cost of {most} is above {RESOLUTION}, where fit would be rounded")
    fit = (most - costs.cost) / RESOLUTION
    plan = assign(costs.item, costs.to, fit, np.ones(costs.size, np.int64), np.zeros(costs.size, np.int64))
    plan.verify()
    if plan.pairs.size < costs.size:
        raise ValueError(f"{plan.unserved.size} of {costs.size} cannot be assigned together")
    return int(costs.cost[plan.pairs].sum())


if __name__ == "__main__":
    main(sys.argv[1:])
