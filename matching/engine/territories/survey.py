"""From pieces, seen one at a time, to what all of them have in common. Keeps a few numbers per family, no columns."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from matching.engine.arrays import Bools, Floats, Ints
from matching.engine.assign import tie_bits
from matching.engine.canonical import fingerprint
from matching.engine.columns import Bytes, FamilyColumns, HelperColumns, Rules, take
from matching.engine.objective import class_step, most_worth
from matching.engine.territories.piece import Asked, Common, Piece
from matching.engine.territories.split import MOST_HELPERS, split, touches


class Seen(NamedTuple):
    """What is kept of a piece.

    family … municipality           of its families
    theirs                          the organisations of its helpers, once each
    capacity                        int64[2, n]: numbers of free places, and how many helpers have so many
    fingerprint                     of the piece
    """

    family: Ints
    priority: Ints
    organisation: Ints
    municipality: Ints
    theirs: Ints
    capacity: Ints
    fingerprint: str


class Territories(NamedTuple):
    """How a question is cut.

    of_place  int64[places of helpers]: the territory of each
    touched   bool[places of families, territories]
    """

    of_place: Ints
    touched: Bools


def territories(
    family_places: tuple[Floats, Floats],
    helper_places: tuple[Floats, Floats],
    helpers: Ints,
    reach_km: Floats,
    most: int = MOST_HELPERS,
) -> Territories:
    """Return how to cut, from distinct places (latitude, longitude), how many helpers live at each, and how far they go."""
    of_place = split(*helper_places, helpers, most)
    return Territories(of_place, touches(*family_places, *helper_places, reach_km, of_place))


def piece(families: FamilyColumns, helpers: HelperColumns, inner: Bools, rules: Rules) -> Piece:
    """Return the piece of these people, from canonical columns and rules, with the rules that concern them."""
    return Piece(families, helpers, inner, _concerning(families, helpers, rules))


def seen(one: Piece) -> Seen:
    """Return what is kept of a piece. Families that touch no territory are a piece without helpers."""
    return Seen(
        family=one.families.key,
        priority=one.families.priority,
        organisation=one.families.organisation,
        municipality=one.families.municipality,
        theirs=np.unique(one.helpers.organisation),
        capacity=np.stack(np.unique(one.helpers.capacity, return_counts=True)),
        fingerprint=fingerprint(one.families, one.helpers, one.rules),
    )


def common(everybody: Sequence[Seen], rules: Rules) -> Common:
    """Return what all pieces have in common. The order of the pieces does not matter."""
    key, first = np.unique(_joined([one.family for one in everybody]), return_index=True)
    priority, ours, municipality = (
        _joined([getattr(one, name) for one in everybody])[first]
        for name in ("priority", "organisation", "municipality")
    )
    places, helpers = np.concatenate([one.capacity for one in everybody], axis=1)
    room = int((np.minimum(places, key.size) * helpers).sum())
    return Common(
        family=key,
        priority=priority,
        municipality=municipality,
        floor=_floor(ours, np.unique(_joined([one.theirs for one in everybody])), rules),
        step=class_step(most_worth(rules.keep_bonus), np.array([room]), key.size),
        tie_bits=tie_bits(key.size, int(helpers.sum())),
        helpers=int(helpers.sum()),
        places=int((places * helpers).sum()),
    )


def fingerprint_of(everybody: Sequence[Seen]) -> str:
    """Return the SHA-256, in hexadecimal, of those of the pieces: equal for the same question cut in the same way."""
    return sha256("\n".join(one.fingerprint for one in everybody).encode()).hexdigest()


def nothing_asked(known: Common) -> Asked:
    """Return the scale of weights, without a question about prices."""
    none = np.zeros(0, dtype=np.int64)
    return Asked(*known.scale, none, none, none, none)


def cut(families: FamilyColumns, helpers: HelperColumns, rules: Rules, most: int = MOST_HELPERS) -> list[Piece]:
    """Return the pieces of canonical columns that are all at hand; the last, without helpers, has who touches none."""
    here, at = np.unique(np.c_[families.latitude, families.longitude], axis=0, return_inverse=True)
    there, lives = np.unique(np.c_[helpers.latitude, helpers.longitude], axis=0, return_inverse=True)
    reach = np.zeros(len(there))
    np.maximum.at(reach, lives, helpers.travel_km)
    found = territories(tuple(here.T), tuple(there.T), np.bincount(lives, minlength=len(there)), reach, most)
    touched = found.touched[at]
    often = touched.sum(axis=1)
    pieces = []
    for number in range(touched.shape[1]):
        rows = np.flatnonzero(touched[:, number])
        theirs = np.flatnonzero(found.of_place[lives] == number)
        pieces.append(piece(take(families, rows), take(helpers, theirs), often[rows] == 1, rules))
    nowhere = np.flatnonzero(often == 0)
    return [*pieces, piece(take(families, nowhere), take(helpers, slice(0)), often[nowhere] == 1, rules)]


def _joined(arrays: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])


def _floor(ours: Ints, theirs: Ints, rules: Rules) -> Bytes:
    """Return 0 (no helper of its organisation) or 1 (none in reach) for each family, as if it touched no territory."""
    there = set(theirs.tolist())
    partners = {one: {one} for one in np.unique(ours).tolist()}
    for here, partner in rules.works_together:
        if here in partners:
            partners[here].add(partner)
    return np.array([not partners[one].isdisjoint(there) for one in ours.tolist()], dtype=np.int8)


def _concerning(families: FamilyColumns, helpers: HelperColumns, rules: Rules) -> Rules:
    """Return the rules with only the pairs whose family and helper are both there."""

    def known(pairs: Ints) -> Ints:
        return pairs[np.isin(pairs[:, 0], families.key) & np.isin(pairs[:, 1], helpers.key)]

    return replace(rules, forbidden=known(rules.forbidden), pending=known(rules.pending))
