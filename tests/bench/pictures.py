"""python -m tests.bench.pictures [NAME …]: draw the pictures of docs/matching.md anew.

`map` and `fairness` are the same on every machine; `growth` is measured here and now, in about two minutes.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from matching.engine import assign
from matching.engine.fairness.solve import assign_fairly
from matching.engine.objective import RESOLUTION
from tests.bench.drawing import Drawing
from tests.bench.fairness import gini
from tests.bench.growth import FAMILIES, Step, exponent, growth
from tests.bench.instances import CLASSES, instance, where
from tests.bench.peers import engine

FOLDER: Final = Path(__file__).parents[2] / "docs" / "matching"
WIDTH, HEIGHT = 960, 600
MAP_SAYS: Final = (
    "A circle is a town, its area how many",
    "families live there, clay those who",
    "wait: every helper they could go to,",
    "or could be brought to by moving",
    "others, is taken.",
)
PEOPLE: Final = (3_000, 2_200)


def main(arguments: list[str]) -> None:
    """Draw and save."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pictures")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PICTURES))
    parser.add_argument("--into", type=Path, default=FOLDER)
    given = parser.parse_args(arguments)
    given.into.mkdir(exist_ok=True)
    for name in given.names or PICTURES:
        PICTURES[name]().save(given.into / f"{name}.svg")
        sys.stdout.write(f"{name}.svg\n")


def a_plan() -> Drawing:
    """A map: towns, how many of their families are served, and from where."""
    made, places = instance(*PEOPLE, 24, most_places=1), where(*PEOPLE)
    chosen = engine(made)
    draw = Drawing(
        WIDTH, HEIGHT, "Map of a plan: towns with the share of families served, and who helps whom from where"
    )
    _title(draw, "A plan on the map", f"{PEOPLE[0]:,} families, {PEOPLE[1]:,} helpers with one place each, made up")
    low, high = places.town.min(axis=0), places.town.max(axis=0)
    scale = min((WIDTH - 330) / (high[0] - low[0]), (HEIGHT - 150) / (high[1] - low[1]))
    at = [(float(x), float(y)) for x, y in (places.town - low) * scale + np.array([60, 100])]
    served = np.flatnonzero(chosen >= 0)
    roads = Counter(
        zip(places.helper[made.helper[chosen[served]]].tolist(), places.family[served].tolist(), strict=True)
    )
    for (start, end), number in sorted(roads.items()):
        if start != end:
            look = f'opacity="{min(0.75, 0.2 + number / 30):.2f}"'
            draw.line([at[start], at[end]], "green", 0.7 + number**0.5 / 2, look=look)
    living = np.bincount(places.family, minlength=len(at))
    helped = np.bincount(places.family[served], minlength=len(at))
    for town in np.argsort(-living).tolist():
        (x, y), radius = at[town], 2 + 0.85 * living[town] ** 0.5
        draw.dot(x, y, radius + 1.5, "paper")
        draw.dot(x, y, radius, "clay")
        draw.slice(x, y, radius, helped[town] / max(1, living[town]), "green")
    _legend(draw, served.size, roads)
    return draw


def _legend(draw: Drawing, served: int, roads: Counter[tuple[int, int]]) -> None:
    x = WIDTH - 235
    near = sum(number for (start, end), number in roads.items() if start == end)
    for row, (colour, text) in enumerate((("green", f"{served:,} served"), ("clay", f"{PEOPLE[0] - served:,} wait"))):
        draw.dot(x, 120 + 28 * row, 7, colour)
        draw.words(x + 16, 125 + 28 * row, f"{text}", size=14)
    draw.line([(x - 8, 176), (x + 8, 176)], "green", 2)
    draw.words(x + 16, 181, f"{served - near:,} helped from elsewhere", size=14)
    for row, text in enumerate(MAP_SAYS):
        draw.words(x - 8, 226 + 20 * row, text, colour="soft")


def a_growth() -> Drawing:
    """Seconds against families, both logarithmic."""
    steps = list(growth(FAMILIES, 5))
    draw = Drawing(WIDTH, HEIGHT, "Growth: seconds against families, engine and OR-Tools")
    _title(draw, "Growth at constant density", "ten helpers and up to twenty pairs per family; both scales logarithmic")
    left, right, top, bottom = 90, WIDTH - 240, 100, HEIGHT - 70
    all_seconds = [one.seconds for step in steps for one in step.measured.values()]
    low, high = np.floor(np.log10(min(all_seconds))), np.ceil(np.log10(max(all_seconds)))
    first, last = np.log10(steps[0].families), np.log10(steps[-1].families)

    def spot(families: float, seconds: float) -> tuple[float, float]:
        x = left + (np.log10(families) - first) / (last - first) * (right - left)
        return float(x), float(bottom - (np.log10(seconds) - low) / (high - low) * (bottom - top))

    for power in range(int(low), int(high) + 1):
        y = spot(steps[0].families, 10.0**power)[1]
        draw.line([(left, y), (right, y)], "rule", 1)
        draw.words(left - 10, y + 4, f"{10.0**power:g} s", colour="soft", anchor="end")
    for step in steps:
        draw.words(spot(step.families, 1)[0], bottom + 24, f"{step.families:,}", colour="soft", anchor="middle")
    draw.words((left + right) / 2, bottom + 48, "families", colour="soft", anchor="middle")
    begin = min(one.seconds for one in steps[0].measured.values())
    linear = [spot(step.families, begin * step.families / steps[0].families) for step in steps]
    draw.line(linear, "soft", 1.2, look='stroke-dasharray="4 5"')
    x, y = linear[len(linear) // 2]
    draw.words(x, y - 14, "linear", colour="soft", anchor="end")
    for name, colour in zip(steps[0].measured, ("green", "clay"), strict=True):
        _curve(draw, steps, name, colour, spot)
    return draw


def _curve(
    draw: Drawing, steps: list[Step], name: str, colour: str, spot: Callable[[float, float], tuple[float, float]]
) -> None:
    points = [spot(step.families, step.measured[name].seconds) for step in steps]
    draw.line(points, colour, 2.5)
    for x, y in points:
        draw.dot(x, y, 4, colour)
    x, y = points[-1]
    draw.words(x + 14, y, name.partition(" (")[0], colour=colour, size=14, look='font-weight="600"')
    last, steep = steps[-1].measured[name].seconds, exponent(steps, name)
    draw.words(x + 14, y + 19, f"{last:.2f} s, exponent {steep:.2f}", colour="soft")


def a_fair_share() -> Drawing:
    """Share of families served in each town, by the policy of classes alone and by that of municipalities."""
    made, town = instance(*PEOPLE, 24, most_places=1), where(*PEOPLE).family
    question = made.family, made.helper, made.fit / RESOLUTION, made.capacity, CLASSES - made.rank
    plans = assign(*question), assign_fairly(*question, town)
    towns, of, living = np.unique(town, return_inverse=True, return_counts=True)
    before, after = (np.bincount(of[made.family[one.pairs]], minlength=towns.size) / living for one in plans)
    draw = Drawing(WIDTH, HEIGHT, "Fairness: share of families served in each municipality, before and after")
    below = f"share of families served in each of {towns.size} municipalities, the worst-off first; {PEOPLE[0]:,} families, made up"
    _title(draw, "Fairness between municipalities", below)
    left, right, top, bottom = 90, WIDTH - 250, 110, HEIGHT - 60
    for percent in range(0, 101, 20):
        y = bottom - percent / 100 * (bottom - top)
        draw.line([(left, y), (right, y)], "rule", 1)
        draw.words(left - 10, y + 4, f"{percent} %", colour="soft", anchor="end")
    for place, at in enumerate(np.lexsort((after, before)).tolist()):
        x = left + (place + 0.5) * (right - left) / towns.size
        ends = [(x, float(bottom - share[at] * (bottom - top))) for share in (before, after)]
        draw.line(ends, "soft", 1.5)
        draw.dot(x, ends[0][1], 4, "clay")
        draw.dot(x, ends[0][1], 2, "paper")  # a ring, for whoever does not see the colours
        draw.dot(x, ends[1][1], 4, "green")
    for row, (text, colour, share) in enumerate(
        (("classes only", "clay", before), ("and fair shares", "green", after))
    ):
        y = top + 14 + 110 * row
        draw.dot(right + 34, y - 5, 5, colour)
        draw.dot(right + 34, y - 5, 2.5 * (row == 0), "paper")
        draw.words(right + 48, y, text, colour=colour, size=14, look='font-weight="600"')
        draw.words(right + 48, y + 22, f"{plans[row].pairs.size:,} families served", colour="soft")
        draw.words(right + 48, y + 42, f"worst {share.min():.0%}, tenth {np.quantile(share, 0.1):.0%}", colour="soft")
        draw.words(right + 48, y + 62, f"Gini {gini(share):.3f}", colour="soft")
    return draw


def _title(draw: Drawing, title: str, below: str) -> None:
    draw.words(40, 44, title, size=20, look='font-weight="600"')
    draw.words(40, 68, below, colour="soft", size=14)


PICTURES: Final[Mapping[str, Callable[[], Drawing]]] = MappingProxyType(
    {"map": a_plan, "growth": a_growth, "fairness": a_fair_share}
)

if __name__ == "__main__":
    main(sys.argv[1:])
