"""The benchmark from people to the plan runs, its people are as uneven as life, and its peer scores as we do."""

import subprocess
import sys

import numpy as np

from matching.engine import Rules
from matching.engine.canonical import canonical
from matching.engine.fit import points
from matching.engine.possible import possible
from tests.bench.pair_by_pair import Scorer
from tests.bench.programmes import programme


def test_every_size_is_shown_and_the_peer_beside():
    line = [sys.executable, "-m", "tests.bench.people", "60x400", "100x500", "--peer", "60x200"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [row.split()[0] for row in lines[2:4]] == ["60x400", "100x500"]
    assert lines[-3].startswith("60x200, columns → plan and proof: ")
    assert "s on a part of 12x40, times 25" in lines[-2]
    assert lines[-1].startswith("the same families served and the same fit; ")


def test_the_peer_scores_every_pair_as_the_engine_does():
    one, other = programme(60, 150)
    families, helpers = canonical(one), canonical(other)
    scorer = Scorer(families, helpers)
    told = [[scorer.score(family, helper) for helper in scorer.helpers] for family in scorer.families]
    pairs = possible(families, helpers, Rules())
    weighed = np.full((60, 150), -1)
    weighed[pairs.family, pairs.helper] = points(families, helpers, pairs.family, pairs.helper, Rules())
    assert [[-1 if score is None else score for score in row] for row in told] == weighed.tolist()


def test_people_are_as_uneven_as_life_and_always_the_same():
    families, helpers = programme(2000, 20_000)
    again = programme(2000, 20_000)
    for one, other in zip((families, helpers), again, strict=True):
        for name, column in vars(one).items():
            np.testing.assert_array_equal(column, getattr(other, name))
    towns = np.sort(np.bincount(families.municipality))
    assert towns[-1] > 5 * np.median(towns), "some towns are much larger than most"
    speakers = (helpers.level > 0).sum(axis=0)
    assert speakers.min() < speakers.max() / 100, "some languages are rare"
    assert 0.05 < (helpers.capacity == 0).mean() < 0.15
