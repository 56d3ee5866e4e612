"""A plan over given pairs, with the prices that prove it. How it is found lives in `assign`."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from matching.engine.arrays import Floats, Ints
from matching.engine.blocking import Blocking, Reach
from matching.engine.certificate import verify
from matching.engine.inputs import Problem


@dataclass(frozen=True, eq=False)
class Assignment:
    """The best plan over the possible pairs. Arrays are read-only.

    pairs            int64[n]         indices into the pairs as they were given, ascending
    total_fit        float            sum of the fit of these pairs, as given, without bonus
    classes          int64[classes]   the distinct priorities, ascending
    served_by_class  int64[classes]   how many families of each are served
    unserved         int64[]          families without a helper, ascending
    family_price     float64[F]       what a served family's pair is worth above its helper's price; 0 if unserved
    helper_price     float64[H]       what one more place of the helper would add to the plan at the margin; 0 if
                                      a place is free
    queue            int64[H]         rank (1 = last class) of the most urgent unserved family that one more
                                      place here could serve, directly or by moving others; 0 = none

    price_tie        int64[H]         of the helper prices, what decides between plans of equal weight; None where the
                                      solver does not tell, and 0 for a helper without a place
    begun_with       int              how many pairs of a plan that was it could begin with

    Prices are in units of fit and include the class bonuses: serving one more family of rank r is worth
    r · `class_bonus` plus its fit, where `class_bonus` exceeds the fit of any whole plan. They are the least
    helper prices there are, so they do not depend on which of several best plans was taken.
    """

    pairs: Ints
    total_fit: float
    classes: Ints
    served_by_class: Ints
    unserved: Ints
    family_price: Floats
    helper_price: Floats
    queue: Ints
    class_bonus: float
    problem: Problem = field(repr=False)
    price_tie: Ints | None = field(default=None, repr=False, kw_only=True)
    begun_with: int = field(default=0, kw_only=True)

    def why_unserved(self, family: int) -> Blocking:
        """Return the families and helpers that block an unserved `family`.

        Raises ValueError if the family is served or there is no such family.
        """
        if not np.isin(family, self.unserved):
            raise ValueError(f"family {family} is not unserved")
        return self._reach.blocking(family)

    def verify(self) -> None:
        """Raise CertificateError unless the plan is allowed, proven best, and its blocking sets are true.

        Independent of how the plan was found. Time O(pairs).
        """
        verify(self)

    @property
    def family_bonus(self) -> Floats:
        """float64[F]: what serving each family is worth besides its pair and its class; 0, but see FairAssignment."""
        return np.zeros(self.problem.priority.size)

    def proof(self) -> dict[str, Any]:
        """Return what the checker found, ready for JSON. Raises CertificateError as `verify` does.

        primal and dual are whole steps of 1/10,000 of fit, bonuses included, and equal: no plan is better.
        """
        found: dict[str, Any] = dict(verify(self))
        found |= {"served": self.pairs.size, "unserved": self.unserved.size, "total_fit": self.total_fit}
        return found | {"class_bonus": self.class_bonus}

    @cached_property
    def _reach(self) -> Reach:
        asked = self.problem
        return Reach(asked.family, asked.helper, self.pairs, asked.priority.size, asked.capacity.size)
