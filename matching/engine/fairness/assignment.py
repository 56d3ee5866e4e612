"""A plan that is fair between municipalities, with the prices and labels that prove it. How it is found: `solve`."""

from dataclasses import dataclass
from typing import Any

from matching.engine.arrays import Floats, Ints
from matching.engine.assignment import Assignment
from matching.engine.columns import MUNICIPALITIES
from matching.engine.fairness.certificate import verify
from matching.engine.fairness.turns import towns_of


@dataclass(frozen=True, eq=False)
class FairAssignment(Assignment):
    """The best plan, within the best class counts, with leximin shares served per municipality.

    municipality            int64[F]      of each family, its id as given
    municipalities          int64[towns]  the distinct ids, ascending
    families_by_municipality, served_by_municipality   int64[towns]
    municipality_price      float64[towns]  what the plan would gain in fit if this municipality had to have one family
                                            less than its fair number; 0 if nothing
    drawn_by, town_drawn_by  int64[H], int64[towns]: the municipality whose turn would come first, of those that could
                                            get a place there by letting families move; an index, or -1 for none

    `family_price` and `helper_price` are as in Assignment, of a plan in which the number of each municipality may grow
    but not fall: a pair's worth is its own plus the price of the family's municipality.
    """

    municipality: Ints
    municipalities: Ints
    families_by_municipality: Ints
    served_by_municipality: Ints
    municipality_price: Floats
    drawn_by: Ints
    town_drawn_by: Ints

    @property
    def family_bonus(self) -> Floats:
        """float64[F]: the price of each family's municipality."""
        return self.municipality_price[towns_of(self.municipality).of]

    def verify(self) -> None:
        """Raise CertificateError unless the plan is allowed, leximin-fair, the best of the fair plans, and its blocking
        sets are true. Independent of how the plan was found. Time O(pairs)."""
        verify(self)

    def proof(self) -> dict[str, Any]:
        """Return what the checker found, ready for JSON, with families, served and price of each municipality by id."""
        verify(self)
        columns = (
            self.municipalities,
            self.families_by_municipality,
            self.served_by_municipality,
            self.municipality_price,
        )
        rows = zip(*(column.tolist() for column in columns), strict=True)
        named = [dict(zip(("municipality", "families", "served", "price"), row, strict=True)) for row in rows]
        return super().proof() | {"policy": MUNICIPALITIES, "municipalities": named}
