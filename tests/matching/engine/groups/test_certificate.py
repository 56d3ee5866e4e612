"""The checker accepts what is true and refuses what is not."""

from dataclasses import replace

import numpy as np
import pytest

from matching.engine import CertificateError
from matching.engine.groups import certificate
from matching.engine.groups.certificate import verify
from matching.engine.groups.prices import Prices
from matching.engine.groups.solve import solve
from tests.matching.engine.groups.questions import a_programme, a_question, planted

ASKED = a_programme(30, 10, seed=3, classes=3)
TRUE = solve(ASKED)


def with_row(family, row):
    chosen = TRUE.chosen.copy()
    chosen[family] = row
    return replace(TRUE, chosen=chosen)


def with_stage(place, **other):
    stages = list(TRUE.stages)
    stages[place] = replace(stages[place], **other)
    return replace(TRUE, stages=stages)


SERVED = int(np.flatnonzero(TRUE.chosen >= 0)[0])
OUT = int(np.flatnonzero(TRUE.chosen < 0)[0])
ROW_OF_OUT = int(np.flatnonzero(ASKED.family == OUT)[0])
LAST = len(TRUE.stages) - 1
FAMILY, AIM = TRUE.stages[LAST].prices

TAMPERED = {
    "a row that is not there": with_row(SERVED, ASKED.family.size),
    "a row below none": with_row(SERVED, -2),
    "a pair of another family": with_row(SERVED, ROW_OF_OUT),
    "a group beyond its room": with_row(OUT, ROW_OF_OUT),
    "a family dropped": with_row(SERVED, -1),
    "half the rows": replace(TRUE, chosen=TRUE.chosen[:-1]),
    "rows of another type": replace(TRUE, chosen=TRUE.chosen.astype(np.int32)),
    "an aim left out": replace(TRUE, stages=TRUE.stages[:-1]),
    "more than it reaches": with_stage(0, value=TRUE.stages[0].value + 1),
    "a bound too low": with_stage(LAST, bound=TRUE.stages[LAST].bound - 1),
    "a bound below the plan": with_stage(0, bound=TRUE.stages[0].value - 1),
    "prices for too few families": with_stage(LAST, prices=Prices(FAMILY[:-1], AIM)),
    "a price below zero": with_stage(LAST, prices=Prices(FAMILY - FAMILY.max() - 1, AIM)),
    "an aim that is worth less than nothing": with_stage(LAST, prices=Prices(FAMILY, AIM - AIM.max() - 1)),
    "prices that are no whole numbers": with_stage(LAST, prices=Prices((FAMILY / 2).astype(object), AIM)),
    "prices of nothing": with_stage(LAST, prices=Prices(0 * FAMILY, AIM)),
    "a bound that counts on what comes after": with_stage(0, prices=Prices(FAMILY, AIM)),
    "a bound that counts on an open aim": with_stage(0, bound=TRUE.stages[0].value + 1, is_best=False),
}


def test_a_true_plan_is_accepted():
    verify(ASKED, TRUE)


@pytest.mark.parametrize("name", TAMPERED)
def test_a_tampered_plan_is_refused(name):
    with pytest.raises(CertificateError):
        verify(ASKED, TAMPERED[name])


def test_a_family_is_not_left_out_for_one_of_a_later_class():
    asked = a_question([0, 1], [0, 0], [1, 1], [2, 1], [[1], [1]], [[1]])
    plan = solve(asked)
    wrong = replace(plan, chosen=np.array([-1, 1], dtype=np.int64))
    with pytest.raises(CertificateError, match="goes first"):
        verify(asked, wrong)


def test_where_sums_are_too_many_to_remember_families_are_split(monkeypatch):
    asked, best = planted(8, 3)
    plan = solve(asked)
    loose = replace(
        plan.stages[1], bound=10 * best, is_best=True, prices=Prices(np.zeros(8, np.int64), np.zeros(1, np.int64))
    )
    monkeypatch.setattr(certificate, "MOST_SUMS", 3)
    verify(asked, replace(plan, stages=[plan.stages[0], loose]))
    low = replace(loose, bound=best)
    with pytest.raises(CertificateError, match="a bound of"):
        verify(asked, replace(plan, stages=[plan.stages[0], low]))


def test_a_split_family_counts_in_part_and_one_that_takes_no_room_counts_whole():
    assert certificate._split([3, 10, 4], [0, 4, 4], 6) == 3 + 10 + 2
