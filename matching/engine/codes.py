"""Every code the engine gives, with its parameters: what a text in the reader's language can be made of.

Codes are stored with proposals and runs; they are only ever added, never renamed. Bits are positions in
the shared taxonomy. `missing` lists who did not tell: "family", "helper". Each record is a NamedTuple, so
`_asdict()` is ready for JSON.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

REASONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "language.shared": ("language", "level"),  # column of the language, CEFR step of the weaker side
        "language.practise_together": (),
        "distance.same_municipality": (),
        "distance.km": ("km",),  # one decimal
        "needs.covered": ("covered", "of"),  # bits; how many needs there are
        "needs.not_covered": ("of",),
        "needs.unknown": ("missing",),
        "availability.shared": ("count", "slots"),  # bits 0 … 20, Monday morning first
        "availability.different": (),
        "availability.unknown": ("missing",),
        "household.alike": ("shared", "of"),  # bits; how many traits the family has
        "household.different": ("of",),
        "household.unknown": ("missing",),
        "interests.shared": ("shared", "of"),
        "interests.different": ("of",),
        "interests.unknown": ("missing",),
        "origin.same": (),
        "origin.other": (),
        "origin.unknown": ("missing",),
        "origin.not_wished": (),
    }
)


class HardRule(NamedTuple):
    """The codes of one hard rule: for a family that it leaves no helper, and for one pair that it forbids."""

    unserved: str
    refusal: str
    parameters: tuple[str, ...]  # of the refusal


# In the order they are asked; `possible.RULES` has the test of each.
HARD_RULES: Final = (
    HardRule("no_helper_of_organisation", "not_together", ()),
    HardRule("no_helper_in_reach", "too_far", ("km", "travel_km")),
    HardRule("no_shared_language", "no_shared_language", ()),
    HardRule("wishes", "wishes", ("of",)),  # whose wish does not hold: "family", "helper"
    HardRule("certificate", "certificate", ("missing",)),  # bits
    HardRule("forbidden", "forbidden", ()),
)
# Asked of sponsor groups after these: can one that is left house so many persons, and has one that can pledged enough?
GROUP_RULES: Final = (
    HardRule("too_many_persons", "too_many_persons", ("persons", "room")),
    HardRule("not_enough_money", "not_enough_money", ("euro", "left")),
)
ALL_TAKEN: Final = "all_taken"  # with the families and helpers that block it


class Reason(NamedTuple):
    """Why a pair fits, by one criterion: `points` of 10,000 = rounded value · weight."""

    criterion: str
    value: float  # in [0, 1]
    weight: float  # share of the whole, in [0, 1]
    points: int
    code: str
    parameters: dict[str, Any]


class Refusal(NamedTuple):
    """The first hard rule that makes a pair impossible."""

    code: str
    parameters: dict[str, Any]


class WhyUnserved(NamedTuple):
    """Why a family has no helper. Keys of who blocks it, ascending, only for `all_taken`."""

    code: str
    families: tuple[int, ...]
    helpers: tuple[int, ...]
