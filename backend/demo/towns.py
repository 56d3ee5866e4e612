"""The forty municipalities of the demo programme."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from backend.demo.draw import Draw
from backend.places.distance import distance_km
from backend.places.models import Municipality

# REFNIS codes: large and middle-sized towns of all provinces and regions (our choice).
CODES: Final = [
    "11002",
    "12014",
    "12025",
    "13040",
    "23016",
    "24062",
    "31005",
    "34022",
    "35013",
    "36015",
    "41002",
    "43005",
    "44021",
    "46021",
    "46029",
    "71004",
    "71016",
    "71053",
    "71072",
    "73111",
    "21001",
    "21004",
    "21009",
    "21010",
    "21012",
    "21013",
    "21015",
    "21016",
    "25112",
    "25121",
    "51004",
    "52011",
    "53053",
    "57081",
    "58001",
    "62063",
    "62096",
    "63079",
    "81001",
    "92094",
]
MECHELEN: Final = "12025"
# Only the named family and volunteer live here, so that no other family needs this volunteer more.
EEKLO: Final = "43005"
_POPULATION_WHERE_UNKNOWN: Final = 20_000


@dataclass(frozen=True)
class Towns:
    """The municipalities by code."""

    by_code: Mapping[str, Municipality]

    @classmethod
    def load(cls) -> "Towns":
        """Return the forty, from the database, in the order of their codes."""
        found = Municipality.objects.filter(country="BE", code__in=CODES).order_by("code")
        return cls({town.code: town for town in found})

    def draw(self, draw: Draw, *, near: str = "", within_km: float = 0) -> Municipality:
        """Return a municipality, the more likely the more people live there; with `near`, a code, only one nearby."""
        towns = [town for code, town in self.by_code.items() if code != EEKLO]
        if near:
            centre = self.by_code[near]
            towns = [town for town in towns if distance_km(town, centre) <= within_km]
        return self.by_code[
            draw.share({town.code: (town.population or _POPULATION_WHERE_UNKNOWN) // 1000 for town in towns})
        ]
