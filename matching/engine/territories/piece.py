"""One territory's piece of the question, what all pieces have in common, and what they tell each other."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matching.engine.arrays import Bools, Ints
from matching.engine.columns import Bytes, FamilyColumns, HelperColumns, Rules
from matching.engine.prices import ExactPrices
from matching.engine.scale import Scale
from matching.engine.territories.stored import Blob, packed, people_arrays, people_of, unpacked


@dataclass(frozen=True, eq=False)
class Piece:
    """Canonical columns of the helpers of one territory and of every family that touches it.

    inner  bool[families]: touches no other territory
    rules  with the pairs ruled out or pending among these people only
    """

    families: FamilyColumns
    helpers: HelperColumns
    inner: Bools
    rules: Rules

    def to_bytes(self) -> bytes:
        """Return the piece as it is stored."""
        return packed(people_arrays(self.families, self.helpers, self.rules) | {"inner": self.inner})

    @classmethod
    def from_bytes(cls, data: Blob) -> "Piece":
        """Return the piece that was stored."""
        arrays = unpacked(data)
        inner = arrays.pop("inner")
        families, helpers, rules = people_of(arrays)
        return cls(families, helpers, inner, rules)


class Common(NamedTuple):
    """What is known of everybody before any piece is looked at.

    family          int64[families], keys, ascending
    priority        int64[families]
    municipality    int64[families], ids
    floor           int8[families]: place in HARD_RULES of the rule that stops a family that touches no territory
    helpers         how many there are
    places          how many free places they have
    step, tie_bits  as in `Scale`
    """

    family: Ints
    priority: Ints
    municipality: Ints
    floor: Bytes
    helpers: int
    places: int
    step: int
    tie_bits: int

    @property
    def scale(self) -> Scale:
        """The scale that all pieces weigh by."""
        return Scale(np.unique(self.priority), self.step, self.tie_bits)


class Pairs(NamedTuple):
    """Possible pairs by rows of families and helpers, with what decides between them. All int64[pairs]."""

    at: Ints
    to: Ints
    weight: Ints
    tie: Ints


class Found(NamedTuple):
    """The best plan over the pairs known so far, with its least prices: of one territory's inner families, or joined.

    family, helper      keys of the people, ascending: of the piece, or everybody's
    inner               bool[families]: touches no territory but this one; of the whole, all
    capacity            int64[helpers]
    stopped             int8[families]: place in HARD_RULES of the first rule that leaves it nobody here, or -1
    pending             how many possible pairs people are looking at already
    at, to              rows of the pairs in family and helper: of the whole in this order, of a piece, which also has
                        the shortlist of those who cross, in none
    weight, tie         int64[pairs]
    mate                int64[families]: row of the helper, or -1; only inner families have one
    family_price …      the prices that prove it, int64; of the whole, 0 for a helper without a place, whose pairs are
                        not looked for
    """

    family: Ints
    helper: Ints
    inner: Bools
    capacity: Ints
    stopped: Bytes
    pending: int
    at: Ints
    to: Ints
    weight: Ints
    tie: Ints
    mate: Ints
    family_price: Ints
    family_tie: Ints
    helper_price: Ints
    helper_tie: Ints

    @property
    def pairs(self) -> Pairs:
        """The four arrays of pairs together."""
        return Pairs(self.at, self.to, self.weight, self.tie)

    @property
    def chosen(self) -> Ints:
        """int64[families]: row of the pair, or -1; of the whole."""
        served, chosen = np.flatnonzero(self.mate >= 0), np.full(self.mate.size, -1, dtype=np.int64)
        code = self.at * self.helper.size + self.to
        chosen[served] = np.searchsorted(code, served * self.helper.size + self.mate[served])
        return chosen

    @property
    def prices(self) -> ExactPrices:
        """The four arrays of prices together."""
        return ExactPrices(self.family_price, self.family_tie, self.helper_price, self.helper_tie)


class Asked(NamedTuple):
    """What the whole asks a territory: the scale, and does anybody bid more than these prices? By rows of the piece.

    Before the first plan there are no prices: arrays of nothing.
    """

    classes: Ints
    step: int
    tie_bits: int
    family_price: Ints
    family_tie: Ints
    helper_price: Ints
    helper_tie: Ints

    @property
    def scale(self) -> Scale:
        """The scale to weigh by."""
        return Scale(self.classes, self.step, self.tie_bits)

    @property
    def prices(self) -> ExactPrices:
        """The four arrays of prices together."""
        return ExactPrices(self.family_price, self.family_tie, self.helper_price, self.helper_tie)


class Bids(NamedTuple):
    """The best pairs of each family that bid more than the prices, by rows of its people."""

    family: Ints
    helper: Ints
    at: Ints
    to: Ints
    weight: Ints
    tie: Ints
