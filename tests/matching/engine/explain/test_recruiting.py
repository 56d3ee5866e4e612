"""Whom to look for: exact over all municipalities, languages, needs and genders, shown once each."""

import numpy as np
import pytest
from hypothesis import given

from matching.engine import Rules, plan
from matching.engine.columns import take
from matching.engine.explain import Gain, gain_of, newcomer, recruitment
from tests.matching.engine.explain.programmes import UNHURRIED, programmes
from tests.matching.engine.instances import ANTWERP, GHENT, MECHELEN, a_programme, some_families, some_helpers

NEEDS = 3


def _everyone(made, organisation):
    """Gain of each newcomer there could be, by place, language, gender, skill."""
    families = made.families
    towns, rows = np.unique(families.municipality, return_index=True)
    return {
        (town, language, gender, skill): gain_of(made, _newcomer(made, organisation, row, language, gender, skill))
        for town, row in zip(towns.tolist(), rows.tolist(), strict=True)
        for language in range(families.level.shape[1])
        for gender in range(3)
        for skill in range(NEEDS)
    }


def _newcomer(made, organisation, row, language, gender, skill):
    return newcomer(
        made,
        organisation=organisation,
        latitude=float(made.families.latitude[row]),
        longitude=float(made.families.longitude[row]),
        language=language,
        gender=gender,
        skill=skill,
    )


def _order(made, gain):
    rank = -1 if gain.priority is None else -made.assignment.classes.tolist().index(gain.priority)
    return (gain.priority is not None, rank, gain.points)


@UNHURRIED
@given(programmes())
def test_every_gain_is_that_of_such_a_newcomer_and_none_is_better(programme):
    made = plan(*programme)
    every = _everyone(made, 1)
    found = recruitment(made, organisation=1, skills=NEEDS)
    for one in found:
        skills = range(NEEDS) if one.skill is None else [one.skill]
        assert {every[one.municipality, one.language, one.gender, skill] for skill in skills} == {one.gain}
    best = max(every.values(), key=lambda gain: _order(made, gain))
    assert (found[0].gain if found else Gain(None, 0)) == best
    assert [_order(made, one.gain) for one in found] == sorted((_order(made, one.gain) for one in found), reverse=True)


@UNHURRIED
@given(programmes())
def test_of_each_language_the_best_is_there(programme):
    made = plan(*programme)
    every = _everyone(made, 1)
    found = recruitment(made, organisation=1, skills=NEEDS)
    for language in range(3):
        best = max((gain for (_, of, *_), gain in every.items() if of == language), key=lambda g: _order(made, g))
        told = [one.gain for one in found if one.language == language]
        assert (told[0] if told else Gain(None, 0)) == best


def test_a_neighbour_who_would_help_the_same_family_is_not_told_again():
    families = some_families(
        {"level": (0, 5, 0), "needs": 0b10, "municipality": 4},
        {"place": MECHELEN, "municipality": 7},
        {"place": GHENT, "municipality": 9, "level": (0, 5, 0)},
    )
    made = plan(families, some_helpers({}), Rules())
    found = recruitment(made, organisation=1, skills=NEEDS)
    assert [(one.municipality, one.language, one.skill, one.waiting) for one in found] == [
        (4, 1, 1, 1),
        (9, 1, None, 1),
        (7, 0, None, 0),
    ]
    assert [one.gain.priority for one in found] == [0, 0, None]


def test_the_gender_is_told_only_where_a_wish_makes_it_matter():
    asks = {"wished_gender": 1, "municipality": 2, "place": MECHELEN}
    made = plan(some_families({"level": (0, 5, 0)}, asks), some_helpers({"capacity": 0}), Rules())
    assert {(one.municipality, one.language, one.gender) for one in recruitment(made, organisation=1, skills=1)} == {
        (1, 1, 0),
        (2, 0, 1),
    }


def test_at_most_so_many_are_told():
    families, helpers = a_programme(60, 5)
    made = plan(families, helpers, Rules(works_together=frozenset({(0, 1)})))
    assert len(recruitment(made, organisation=1, skills=12, most=3)) == 3
    assert len(recruitment(made, organisation=1, skills=12)) <= 20


def test_where_everybody_has_the_best_there_is_nobody_to_look_for():
    best = {"level": (6, 0, 0), "needs": 1, "availability": 7, "household": 1, "interests": 3}
    offered = {name: value for name, value in best.items() if name != "needs"} | {"skills": 1}
    made = plan(some_families(best), some_helpers(offered), Rules())
    assert recruitment(made, organisation=1, skills=NEEDS) == ()


@pytest.mark.parametrize("nobody", [slice(0), slice(0, 0)])
def test_without_families_there_is_nobody_to_look_for(nobody):
    made = plan(take(some_families({}), nobody), some_helpers({"place": ANTWERP}), Rules())
    assert recruitment(made, organisation=1, skills=NEEDS) == ()


def test_it_does_not_matter_in_how_many_pieces_the_places_are_looked_at(monkeypatch):
    families, helpers = a_programme(60, 5)
    made = plan(families, helpers, Rules())
    whole = recruitment(made, organisation=1, skills=12)
    monkeypatch.setattr("matching.engine.explain.recruiting.CELLS", 30)
    assert recruitment(made, organisation=1, skills=12) == whole
