"""Where one more volunteer would help most: in which municipality, with which language, for which need."""

from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np

from matching.engine.arrays import Floats, Ints, starts_of
from matching.engine.columns import FamilyColumns, HelperColumns, take
from matching.engine.explain.newcomer import TRAVEL_KM, newcomer
from matching.engine.explain.worth import STEP, Gain, Worths, is_possible, worths
from matching.engine.fit import points
from matching.engine.nearness import distance_km, distance_value
from matching.engine.plan import Plan
from matching.engine.weights import weight_points

MOST: Final = 20
GENDERS: Final = (0, 1, 2)  # not told, woman, man: told only where a wish makes it matter
CELLS: Final = 4_000_000  # places × places looked at together
NOTHING: Final = -(2**62)
NOBODY: Final = 2**62


class Recruit(NamedTuple):
    """A volunteer who is not there yet, as `newcomer` makes one, and what they would add.

    municipality  id of where they would live
    language      column
    skill         bit of the need; None: none matters more than another
    gender        as in HelperColumns; 0: it does not matter
    gain          what the best plan gains by one place of theirs, exactly
    waiting       how many unserved families they could go to
    """

    municipality: int
    language: int
    skill: int | None
    gender: int
    gain: Gain
    waiting: int


class _Places(NamedTuple):
    """The distinct municipalities of the families, and which lie within a newcomer's reach of each other.

    example     int64[places]: a family that lives there
    of_family   int64[families]: the place of each
    home, near  int64[n]: a newcomer at `home` reaches families at `near`; home ascending
    bonus       int64[n]: points for that distance
    """

    example: Ints
    of_family: Ints
    home: Ints
    near: Ints
    bonus: Ints


class _Best(NamedTuple):
    """The best newcomer of one language at one place: what they add, and the family whose bid that is."""

    worth: int
    family: int
    place: int
    language: int
    skill: int | None
    gender: int


def recruitment(made: Plan, *, organisation: int, skills: int, most: int = MOST) -> tuple[Recruit, ...]:
    """Return whom to look for first, best gain first, at most `most`; each would join `organisation`.

    skills  how many bits of needs there are

    Over all municipalities where families live, languages, needs and genders; the gain of each is exact (`gain_of`).
    Of newcomers with one language whose gain is the same family's bid only the best is told: all its neighbours
    would say the same. Families that need a certificate are not counted: finding somebody for them takes more.
    Time O((families + pairs of places in reach) × languages × skills), numpy.
    """
    worth = worths(made)
    if not made.families.key.size:
        return ()
    places = _places(made, organisation)
    found: list[_Best] = []
    for language in np.flatnonzero((made.families.level >= made.rules.conversation_level).any(axis=0)):
        found += _of_language(made, worth, places, int(language), organisation, skills)
    town = made.families.municipality[places.example]
    found.sort(key=lambda best: (-best.worth, int(town[best.place]), best.language))
    waiting = take(made.families, made.assignment.unserved)
    return tuple(
        _told(made, worth, waiting, int(places.example[best.place]), best, organisation) for best in found[:most]
    )


def _places(made: Plan, organisation: int) -> _Places:
    families = made.families
    towns = np.c_[families.municipality, families.latitude, families.longitude]
    _, example, of_family = np.unique(towns, axis=0, return_index=True, return_inverse=True)
    there = take(families, example)
    size = max(1, CELLS // example.size)
    blocks = [np.zeros((2, 0), dtype=np.int64)]
    for start in range(0, example.size, size):
        home, near = np.nonzero(_km(there, slice(start, start + size)) <= TRAVEL_KM)
        blocks.append(np.stack([home + start, near]))
    home, near = np.concatenate(blocks, axis=1)
    one = newcomer(made, organisation=organisation, latitude=0.0, longitude=0.0, language=None)
    helpers = _several(one, example.size, latitude=there.latitude, longitude=there.longitude)
    weight = weight_points(made.rules.weights)["distance"]
    bonus = np.rint(weight * distance_value(there, helpers, near, home)).astype(np.int64)
    return _Places(example, of_family, home, near, bonus)


def _km(there: FamilyColumns, part: slice) -> Floats:
    return distance_km(there.latitude[part, None], there.longitude[part, None], there.latitude, there.longitude)


def _of_language(
    made: Plan, worth: Worths, places: _Places, language: int, organisation: int, skills: int
) -> list[_Best]:
    """Return the best newcomer at each place, one for each family whose bid is the gain."""
    rows = np.flatnonzero(made.families.level[:, language] >= made.rules.conversation_level)
    origin = {"latitude": np.zeros(rows.size), "longitude": np.zeros(rows.size)}
    families = replace(take(made.families, rows), **origin)  # all at one point: what distance takes off comes after
    one = newcomer(made, organisation=organisation, latitude=0.0, longitude=0.0, language=language)
    able = is_possible(families, _several(one, len(GENDERS), gender=np.array(GENDERS)), made.rules)
    skilled = _several(one, skills, skills=1 << np.arange(skills))
    f, h = np.divmod(np.arange(rows.size * skills), skills)
    fit = points(families, skilled, f, h, made.rules).reshape(rows.size, skills)
    clear = worth.rank[rows] * STEP - worth.family[rows] - weight_points(made.rules.weights)["distance"]
    bid = fit + clear[:, None]
    ways = [_at_places(bid[ok], rows[ok], places) for ok in able.T]
    gain, family = (np.stack([way[part] for way in ways], axis=1) for part in (0, 1))  # [places, genders, skills]
    return _one_for_each(gain, family, language)


def _at_places(bid: Ints, rows: Ints, places: _Places) -> tuple[Ints, Ints]:
    """Return int64[places, skills]: the best bid that reaches each place, and whose it is."""
    size = places.example.size
    order = np.argsort(places.of_family[rows], kind="stable")
    best, whose = _best_of(
        bid[order], np.broadcast_to(rows[order, None], bid.shape), places.of_family[rows[order]], size
    )
    reached = best[places.near] + places.bonus[:, None]
    return _best_of(reached, whose[places.near], places.home, size)


def _best_of(value: Ints, whose: Ints, group: Ints, groups: int) -> tuple[Ints, Ints]:
    """Return the largest value of each group, per column, and the smallest `whose` that has it. `group` ascends."""
    best = np.full((groups, value.shape[1]), NOTHING)
    least = np.full_like(best, NOBODY)
    starts = starts_of(group, groups)
    there = np.flatnonzero(np.diff(starts))
    if there.size:
        best[there] = np.maximum.reduceat(value, starts[there], axis=0)
        has_it = np.where(value == best[group], whose, NOBODY)
        least[there] = np.minimum.reduceat(has_it, starts[there], axis=0)
    return best, least


def _one_for_each(gain: Ints, family: Ints, language: int) -> list[_Best]:
    """Return the best way at each place that gains anything; of places that gain by the same family, the best."""
    places, _, skills = gain.shape
    flat = gain.reshape(places, -1)
    way = flat.argmax(axis=1)  # the first: no gender if none is needed, then the first skill
    worth = flat[np.arange(places), way]
    whose = family.reshape(places, -1)[np.arange(places), way]
    found: dict[int, _Best] = {}
    for place in np.argsort(-worth, kind="stable"):
        if worth[place] <= 0:
            break
        gender, skill = divmod(int(way[place]), skills)
        is_any = bool((gain[place, gender] == worth[place]).all())
        told = None if is_any else skill
        best = _Best(int(worth[place]), int(whose[place]), int(place), language, told, GENDERS[gender])
        found.setdefault(best.family, best)
    return list(found.values())


def _told(made: Plan, worth: Worths, waiting: FamilyColumns, at: int, best: _Best, organisation: int) -> Recruit:
    families = made.families
    helper = newcomer(
        made,
        organisation=organisation,
        latitude=float(families.latitude[at]),
        longitude=float(families.longitude[at]),
        language=best.language,
        skill=best.skill,
        gender=best.gender,
    )
    could_go = int(np.count_nonzero(is_possible(waiting, helper, made.rules)))
    town = int(families.municipality[at])
    return Recruit(town, best.language, best.skill, best.gender, worth.gain(best.worth), could_go)


def _several(one: HelperColumns, number: int, **changed: Any) -> HelperColumns:
    """Return as many copies of one helper, with these columns instead."""
    copies: HelperColumns = take(one, np.zeros(number, dtype=np.int64))
    return replace(copies, **changed)
