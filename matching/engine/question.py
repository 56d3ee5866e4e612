"""What the families of one question look for, row by row, beside the index of the helpers."""

import numpy as np

from matching.engine.arrays import Bools, Ints, starts_of
from matching.engine.columns import FamilyColumns, HelperColumns, Rules
from matching.engine.compiled import people
from matching.engine.compiled.people import Question
from matching.engine.compiled.ties import mix
from matching.engine.index import Index
from matching.engine.nearness import value_of_km
from matching.engine.overlap import OVERLAPS
from matching.engine.places import neighbours, places_of
from matching.engine.possible import rows_of_keys
from matching.engine.tables import Tables, enough_bits, tables
from matching.engine.weights import weight_points, whole_points


def question(families: FamilyColumns, helpers: HelperColumns, rules: Rules, given: Index, tie_bits: int) -> Question:
    """Return what the compiled search is asked, from canonical columns and the index of these helpers.

    tie_bits  as in `objective.tie_break`

    Time O(families · languages + pairs of places in reach of each other).
    """
    weights = weight_points(rules.weights)
    table = tables(weights)
    here = places_of(families)
    near = neighbours(here, given.places, given.reach)
    points = whole_points(weights["distance"], value_of_km(near.km))
    tongues, first_tongue = _tongues(families, table, rules.conversation_level)
    family, helper = rows_of_keys(families.key, helpers.key, rules.forbidden)
    rows, ours = _rows(families, table)
    bits, rows[:, people.BITS :] = _bits(rows, given.column)
    rows[:, people.TONGUES], rows[:, people.TONGUES_END] = first_tongue[:-1], first_tongue[1:]
    rows[:, people.NEAR], rows[:, people.NEAR_END] = near.starts[here.of], near.starts[here.of + 1]
    ruled_out = starts_of(family, families.key.size)
    rows[:, people.FORBIDDEN], rows[:, people.FORBIDDEN_END] = ruled_out[:-1], ruled_out[1:]
    return Question(
        families=rows,
        helpers=given.rows,
        keys=given.rows.view(np.uint64),
        mixed=mix(families.key.astype(np.uint64)),
        tongues=tongues,
        near=np.stack([near.place, near.metres, points], axis=1),
        allowed=_allowed(ours, given.organisations, rules),
        forbidden=given.at[helper],
        entries=given.entries,
        cells=given.cells,
        words=given.words,
        slices=given.slices,
        bits=bits,
        homes=given.homes,
        levels=given.levels,
        talk=table.talk,
        lost=table.lost,
        strange=table.strange,
        step=int(rules.conversation_level),
        shift=np.uint64(64 - tie_bits),
    )


def without_points(asked: Question) -> Question:
    """Return the same question where every possible pair is worth 0 points."""
    families, near = asked.families.copy(), asked.near.copy()
    families[:, people.MOST] = families[:, people.WORST] = 0
    near[:, people.POINTS] = 0
    tables = {name: np.zeros_like(getattr(asked, name)) for name in ("talk", "lost", "strange")}
    return asked._replace(families=families, near=near, **tables)


def _rows(families: FamilyColumns, table: Tables) -> tuple[Ints, Ints]:
    """Return the rows without what points into other arrays, and the ids of their organisations."""
    ours, organisation = np.unique(families.organisation, return_inverse=True)
    enough = enough_bits(families)
    wished = families.wishes_same_origin & (families.origin >= 0)
    rows = np.zeros((families.key.size, people.FAMILY), dtype=np.int64)
    for column, kind in enumerate(OVERLAPS.values()):
        rows[:, column] = getattr(families, kind.of_family)
    rows[:, people.ENOUGH : people.ENOUGH + people.KINDS] = enough
    rows[:, people.CERTIFICATES], rows[:, people.ORGANISATION] = families.certificates, organisation
    rows[:, people.GENDER], rows[:, people.WISH] = families.gender, families.wished_gender
    rows[:, people.ORIGIN] = np.where(wished, families.origin.astype(np.int64) + 1, 0)
    rows[:, people.MOST] = table.most[np.arange(people.KINDS), enough].sum(axis=1) + table.origin[wished.astype(int)]
    rows[:, people.WORST] = table.lost.max(axis=2)[np.arange(people.KINDS), enough].sum(axis=1)
    return rows, ours


def _bits(rows: Ints, column: Ints) -> tuple[Ints, Ints]:
    """Return the columns that each family asks for, by kind, and where those of each family and kind start."""
    found = []
    for kind in range(people.KINDS):
        for bit in np.flatnonzero(column[kind] >= 0):
            family = np.flatnonzero(rows[:, kind] >> bit & 1)
            found.append(np.stack([family * people.KINDS + kind, np.full_like(family, column[kind, bit])]))
    of, columns = np.concatenate([np.zeros((2, 0), np.int64), *found], axis=1)
    order = np.argsort(of, kind="stable")
    starts = starts_of(of[order], rows.shape[0] * people.KINDS)
    first = np.arange(rows.shape[0])[:, None] * people.KINDS + np.arange(people.KINDS + 1)
    return columns[order], starts[first]


def _tongues(families: FamilyColumns, table: Tables, step: int) -> tuple[Ints, Ints]:
    """Return the languages of each family and their levels, best points first, and where those of each start."""
    family, column = np.nonzero(families.level >= step)
    practising = np.flatnonzero(families.practises)
    of = np.concatenate([family, practising])
    language = np.concatenate([column + 1, np.zeros(practising.size, np.int64)])
    level = np.concatenate([families.level[family, column], np.full(practising.size, people.PRACTISE, np.int64)])
    order = np.lexsort((language, -table.talk[level], of))
    return np.stack([language, level], axis=1)[order].astype(np.int64), starts_of(of[order], families.key.size)


def _allowed(ours: Ints, theirs: Ints, rules: Rules) -> Bools:
    allowed: Bools = ours[:, None] == theirs
    for family, helper in rules.works_together:
        allowed |= (ours == family)[:, None] & (theirs == helper)
    return allowed
