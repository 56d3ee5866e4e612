"""What came of a run in pieces: the plan by key, proven in plain numpy, and each territory's own share of it."""

from typing import NamedTuple

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.certificate import require
from matching.engine.codes import ALL_TAKEN, HARD_RULES, WhyUnserved
from matching.engine.fit import points
from matching.engine.objective import RESOLUTION
from matching.engine.possible import rows_of_keys
from matching.engine.scale import Scale
from matching.engine.territories.piece import Common, Found, Piece


class Share(NamedTuple):
    """The pairs of the plan whose helpers live in one territory, by rows of its piece, and what the plan counts them.

    classes, step, tie_bits  the scale
    at, to, weight           int64[pairs]
    """

    classes: Ints
    step: int
    tie_bits: int
    at: Ints
    to: Ints
    weight: Ints


class Fitting(NamedTuple):
    """How the same pairs fit, as the territory finds it: int64[pairs] in 1/10,000; and how many were pending."""

    points: Ints
    kept: int


def share_of(known: Common, joined: Found, family: Ints, helper: Ints) -> Share:
    """Return the pairs of the plan with helpers of the territory that has these keys."""
    ours = np.flatnonzero(joined.mate >= 0)
    ours = ours[np.isin(joined.helper[joined.mate[ours]], helper)]
    to = joined.helper[joined.mate[ours]]
    weight = joined.weight[joined.chosen[ours]]
    return Share(*known.scale, np.searchsorted(family, known.family[ours]), np.searchsorted(helper, to), weight)


def fitting(piece: Piece, share: Share) -> Fitting:
    """Return how the pairs fit, from the columns alone. Raises CertificateError if one is worth something else."""
    families, helpers, rules = piece.families, piece.helpers, piece.rules
    fit = points(families, helpers, share.at, share.to, rules)
    f, h = rows_of_keys(families.key, helpers.key, rules.pending)
    kept = np.isin(share.at * helpers.key.size + share.to, f * helpers.key.size + h)
    scale = Scale(share.classes, share.step, share.tie_bits)
    worth = scale.rank(families.priority[share.at]) * scale.step + fit + kept * round(rules.keep_bonus * RESOLUTION)
    require(np.array_equal(worth, share.weight), "a pair is not worth what the plan says")
    return Fitting(fit, int(kept.sum()))


def proof(known: Common, joined: Found) -> dict[str, int | float]:
    """Return the certificate of a plan whose prices no pair of any territory bids more than, ready for JSON.

    Weak duality as in `certificate`. Raises CertificateError.
    """
    served = np.flatnonzero(joined.mate >= 0)
    rows, keeps, price = joined.chosen[served], joined.family_price, joined.helper_price
    require(
        np.array_equal(joined.at[rows], served) and np.array_equal(joined.to[rows], joined.mate[served]),
        "a pair that was not possible",
    )
    load = np.bincount(joined.mate[served], minlength=joined.helper.size)
    require((load <= joined.capacity).all(), "a helper beyond its capacity")
    require((keeps >= 0).all() and (price >= 0).all(), "a price below 0")
    violations = int((joined.weight > keeps[joined.at] + price[joined.to]).sum())
    require(violations == 0, f"{violations} pairs would improve the plan")
    primal = sum(joined.weight[rows].tolist())
    held = np.flatnonzero(price)
    dual = sum(keeps.tolist()) + sum(
        p * c for p, c in zip(price[held].tolist(), joined.capacity[held].tolist(), strict=True)
    )
    require(primal == dual, f"the plan weighs {primal}, its prices {dual}")
    return {
        "primal": primal,
        "dual": dual,
        "violations": violations,
        "pairs_priced": joined.at.size,
        "served": served.size,
        "unserved": joined.mate.size - served.size,
        "class_bonus": known.step / RESOLUTION,
    }


def counts(known: Common, joined: Found) -> dict[str, int]:
    """Return how many went in and came out, as `Plan.counts` names them."""
    served = int((joined.mate >= 0).sum())
    return {
        "families": known.family.size,
        "helpers": known.helpers,
        "places": known.places,
        "pairs": joined.at.size,
        "served": served,
        "unserved": known.family.size - served,
        "pending": joined.pending,
    }


def why_unserved(known: Common, joined: Found, most: int) -> dict[int, WhyUnserved]:
    """Return, for the first `most` families without a helper by key, the hard rule that leaves them nobody.

    Where every helper is taken, who holds their places is not told: that would take all pairs of whole regions.
    """
    waiting = np.flatnonzero(joined.mate < 0)[:most]
    codes = [*(rule.unserved for rule in HARD_RULES), ALL_TAKEN]
    rules = joined.stopped[waiting].tolist()  # -1 is the last
    return {
        key: WhyUnserved(codes[rule], (), ()) for key, rule in zip(known.family[waiting].tolist(), rules, strict=True)
    }
