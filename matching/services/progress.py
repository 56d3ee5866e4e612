"""How far a run is while it is planned, in percent: written once per percent, and it never falls."""

from collections.abc import Callable
from typing import Final

BEGUN: Final = 20  # percent of the run, once everybody is read
SEARCHED: Final = 40  # once the best few pairs of each family are found
DONE: Final = 70  # once nobody bids more than the prices


class Planning:
    """Takes what the engine tells, and passes the percent on where it has risen.

    Each round of prices counts half of what is left, since nobody knows how many there will be (seven at the most on
    every measured programme).
    """

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell, self._percent, self._round = tell, BEGUN, 0

    def __call__(self, phase: str, share: float) -> None:
        """`phase` and `share` in [0, 1] as `matching.engine.plan` tells them."""
        percent = int(self._reached(phase, share))
        if percent > self._percent:
            self._percent = percent
            self._tell(percent)

    def _reached(self, phase: str, share: float) -> float:
        if phase == "mend":
            self._round += 1
        if phase == "shortlist":
            return BEGUN + (SEARCHED - BEGUN) * share
        if phase == "prove":
            return DONE
        left = (DONE - SEARCHED) * 0.5**self._round
        return DONE - left + left / 2 * (share if phase == "price" else 0)
