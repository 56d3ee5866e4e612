"""Cards of the share of its families that each municipality has served in a run. Names only; the rest are numbers."""

from dataclasses import dataclass
from typing import Final

from backend.places.selectors import municipality_names
from matching.models import Run

SHARES_SHOWN: Final = 12


@dataclass(frozen=True)
class ShareCard:
    """One municipality: how many of its families have a helper in the plan."""

    name: str
    served: int
    families: int


def share_cards(run: Run, language: str) -> list[ShareCard]:
    """Return the municipalities of a run with their names in `language`, the least served first. One query."""
    shown = run.municipalities[:SHARES_SHOWN]
    named = municipality_names([share["municipality"] for share in shown], language)
    return [
        ShareCard(named[share["municipality"]], share["served"], share["families"])
        for share in shown
        if share["municipality"] in named  # one may have been merged into another since
    ]
