"""What pairs are worth beside each other: the same scale for everybody of a question, whichever pairs are looked at."""

from typing import NamedTuple

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.assign import tie_bits
from matching.engine.objective import class_step, most_worth, require_exact


class Scale(NamedTuple):
    """The scale comes from everybody's priority and places, not from any pair.

    classes   int64[classes]: the distinct priorities, ascending
    step      what one class is worth above the next, in 1/10,000 of fit: larger than the fit of any plan
    tie_bits  how long the number is that decides between plans of equal weight
    """

    classes: Ints
    step: int
    tie_bits: int

    def rank(self, priority: Ints) -> Ints:
        """Return int64[families]: 1 for the class that goes last, up to the number of classes for the first."""
        rank: Ints = self.classes.size - np.searchsorted(self.classes, priority)
        return rank


def scale_of(priority: Ints, capacity: Ints, keep_bonus: float) -> Scale:
    """Return the scale of a question whose families and helpers are all at hand. Raises ValueError as `require_exact`."""
    step, classes = class_step(most_worth(keep_bonus), capacity, priority.size), np.unique(priority)
    require_exact(classes.size, step)
    return Scale(classes, step, tie_bits(priority.size, capacity.size))
