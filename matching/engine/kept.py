"""What a plan leaves behind for the next one to begin with: who was planned for whom, and what places cost."""

from dataclasses import dataclass

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.assignment import Assignment
from matching.engine.compiled.solver import LARGEST
from matching.engine.objective import RESOLUTION
from matching.engine.possible import rows_of_keys
from matching.engine.prices import Start, not_below


@dataclass(frozen=True, eq=False)
class Kept:
    """A plan that was, by keys. Whatever is wrong in it, or gone since, costs the next plan time and changes nothing.

    family, helper    int64[n]: keys of the pairs
    dear              int64[m]: keys of the helpers whose places had a price
    price, price_tie  int64[m]: the price in 1/10,000 of fit, class bonuses included, and its tie
    step              what one class was worth above the next, in 1/10,000 of fit
    """

    family: Ints
    helper: Ints
    dear: Ints
    price: Ints
    price_tie: Ints
    step: int

    def start(self, family_key: Ints, helper_key: Ints, step: int) -> Start:
        """Return it by row of these keys, which ascend, where one class is worth `step` above the next.

        The prices keep their difference in classes and their difference in fit; one that cannot be right is 0.
        """
        mate = np.full(family_key.size, -1, dtype=np.int64)
        family, helper = rows_of_keys(family_key, helper_key, np.stack([self.family, self.helper], axis=1))
        mate[family] = helper
        rows, here = np.searchsorted(helper_key, self.dear), np.isin(self.dear, helper_key)
        price, price_tie = np.zeros(helper_key.size, dtype=np.int64), np.zeros(helper_key.size, dtype=np.int64)
        price[rows[here]], price_tie[rows[here]] = self._at(step)[here], self.price_tie[here]
        sane = not_below(price, price_tie) & (price < LARGEST) & (price_tie > -LARGEST) & (price_tie < LARGEST)
        return Start(mate, np.where(sane, price, 0), np.where(sane, price_tie, 0))

    def _at(self, step: int) -> Ints:
        classes = (self.price + self.step // 2) // max(self.step, 1)
        scaled: Ints = self.price + classes * (step - self.step)
        return scaled


def kept_of(best: Assignment, family_key: Ints, helper_key: Ints) -> Kept | None:
    """Return what a plan leaves, by these keys; None where its solver gave no prices down to the tie.

    Without the prices of helpers who had no place: nobody was there.
    """
    if best.price_tie is None:
        return None
    asked, price = best.problem, np.rint(best.helper_price * RESOLUTION).astype(np.int64)
    dear = np.flatnonzero(((price > 0) | (best.price_tie > 0)) & (asked.capacity > 0))
    return Kept(
        family=family_key[asked.family[best.pairs]],
        helper=helper_key[asked.helper[best.pairs]],
        dear=helper_key[dear],
        price=price[dear],
        price_tie=best.price_tie[dear],
        step=round(best.class_bonus * RESOLUTION),
    )
