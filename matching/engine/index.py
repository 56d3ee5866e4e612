"""Helpers in order of place, in narrow rows, and by language: what the search for pairs walks through."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matching.engine.arrays import Bools, Ints, starts_of
from matching.engine.columns import Bytes, HelperColumns
from matching.engine.compiled import people
from matching.engine.overlap import OVERLAPS
from matching.engine.places import Places, places_of, travel_metres


@dataclass(frozen=True, eq=False)
class Index:
    """Helpers by position `at`: in order of place, then of row.

    helper         int64[helpers]: the row of each position; at: the position of each row
    places, reach  places with helpers; int64[places]: metres that the farthest traveller of each goes
    place          int64[helpers]: the place of each position
    rows, levels   by position, as in `people.Question`; so are homes, entries, cells, words and slices
    column         int64[kinds, 63]: of each bit in `slices`, or -1 if no helper has it
    organisations  int64[organisations]: ids, ascending
    """

    helper: Ints
    at: Ints
    places: Places
    reach: Ints
    place: Ints
    rows: Ints
    levels: Bytes
    homes: Ints
    entries: Ints
    cells: Ints
    words: Ints
    slices: Ints
    column: Ints
    organisations: Ints


def index(helpers: HelperColumns, step: int) -> Index:
    """Return the index of canonical columns for a conversation level. Time O(helpers · languages)."""
    places = places_of(helpers)
    number = places.latitude.size
    order = np.argsort(places.of, kind="stable")
    at = np.empty(order.size, dtype=np.int64)
    at[order] = np.arange(order.size)
    place, travel = places.of[order], travel_metres(helpers.travel_km)
    reach = np.zeros(number, dtype=np.int64)
    np.maximum.at(reach, places.of, travel)
    organisations, of = np.unique(helpers.organisation, return_inverse=True)
    levels = np.ascontiguousarray(helpers.level[order])
    rows = _rows(helpers, travel, of.astype(np.int64), order)
    postings = _postings(rows, levels, helpers.practises[order], place, number, step)
    return Index(order, at, places, reach, place, rows, levels, starts_of(place, number), *postings, organisations)


def _rows(helpers: HelperColumns, travel: Ints, organisation: Ints, order: Ints) -> Ints:
    traits = organisation << people.ORGANISATION_BITS | (helpers.origin.astype(np.int64) + 1) << people.ORIGIN_BITS
    traits |= helpers.practises.astype(np.int64) << people.PRACTISES_BITS
    traits |= helpers.gender.astype(np.int64) << people.GENDER_BITS | helpers.wished_gender
    rows = np.empty((order.size, people.HELPER), dtype=np.int64)
    for column, kind in enumerate(OVERLAPS.values()):
        rows[:, column] = getattr(helpers, kind.of_helper)[order]
    rows[:, people.CERTIFICATES] = helpers.certificates[order]
    rows[:, people.TRAVEL], rows[:, people.TRAITS] = travel[order], traits[order]
    rows[:, people.KEY] = helpers.key[order]
    return rows


class Postings(NamedTuple):
    """As in `people.Question`; column: int64[kinds, 63], of each bit in `slices`, or -1 if no helper has it."""

    entries: Ints
    cells: Ints
    words: Ints
    slices: Ints
    column: Ints


def _postings(rows: Ints, levels: Bytes, practises: Bools, place: Ints, places: int, step: int) -> Postings:
    by_cell, entries = _entries(rows[:, 0], levels, practises, place, places, step)
    cell = by_cell // 8
    start = starts_of(cell, (levels.shape[1] + 1) * places)
    turn = np.arange(entries.size) - start[cell]
    first = np.flatnonzero(turn % people.LANES == 0)
    words = np.stack([np.append(first, entries.size), np.append(entries[first] & 7, 0)], axis=1)
    lane = np.int64(1) << turn % people.LANES
    slices, column = _slices(rows, entries >> 3, lane, first)
    return Postings(entries, starts_of(cell[first], start.size - 1), words, slices, column)


def _entries(skills: Ints, levels: Bytes, practises: Bools, place: Ints, places: int, step: int) -> tuple[Ints, Ints]:
    """Return cell · 8 + 7 - level and the entry of who speaks what where: best level first, then most skills, so that
    the best are likely found first, and those beside each other have much in common."""
    masks, mask = np.unique(skills, return_inverse=True)
    turn = np.empty(masks.size, dtype=np.int64)
    turn[np.argsort(-np.bitwise_count(masks).astype(np.int64), kind="stable")] = np.arange(masks.size)
    key = (place * 8 + people.PRACTISE) * masks.size + turn[mask]
    found = [(np.zeros(0, np.int64),) * 2]
    for language in range(levels.shape[1] + 1):
        spoken = levels[:, language - 1] if language else practises * np.int8(people.PRACTISE)
        who = np.flatnonzero(spoken >= step)
        level = spoken[who].astype(np.int64)
        keys = key[who] - level * masks.size
        order = np.argsort(keys, kind="stable")
        found.append((keys[order] // masks.size + language * places * 8, (who * 8 + level)[order]))
    by_cell, entries = (np.concatenate(side) for side in zip(*found, strict=True))
    return by_cell, entries


def _slices(rows: Ints, at: Ints, lane: Ints, first: Ints) -> tuple[Ints, Ints]:
    column = np.full((people.KINDS, people.LANES + 1), -1, dtype=np.int64)
    slices = np.zeros((first.size, people.KINDS), dtype=np.int64)
    more: list[Ints] = []
    for kind in range(people.KINDS if first.size else 0):
        offered = rows[at, kind]
        slices[:, kind] = np.bitwise_or.reduceat(np.where(offered > 0, lane, 0), first)
        used = int(np.bitwise_or.reduce(offered))
        for bit in range(used.bit_length()):
            if used >> bit & 1:
                column[kind, bit] = people.KINDS + len(more)
                more.append(np.bitwise_or.reduceat((offered >> bit & 1) * lane, first))
    return np.column_stack([slices, *more]), column
