"""A whole run in pieces, one stage after the other, every record through bytes as if another worker had it next."""

from math import fsum
from typing import NamedTuple

import numpy as np

from matching.engine import WhyUnserved
from matching.engine import territories as engine
from matching.engine.canonical import canonical, canonical_rules
from matching.engine.objective import RESOLUTION
from matching.engine.weights import POINTS


class InPieces(NamedTuple):
    """What came of it, as `Plan` and its `Assignment` name it; and in how many pieces and rounds of prices."""

    family_key: np.ndarray
    helper_key: np.ndarray
    fit: np.ndarray
    unserved: np.ndarray
    family_price: np.ndarray
    helper_price: np.ndarray
    counts: dict[str, int]
    certificate: dict[str, float]
    why_unserved: dict[int, WhyUnserved]
    pieces: int
    rounds: int


def stored(record):
    """The record as the next worker reads it."""
    return engine.record_of(type(record), engine.record_bytes(record))


def in_pieces(families, helpers, rules, *, most, few):
    """Return the plan of any columns and rules, cut into territories of at most `most` helpers."""
    pieces = engine.cut(canonical(families), canonical(helpers), canonical_rules(rules), most)
    known = stored(engine.common([engine.seen(piece) for piece in pieces], canonical_rules(rules)))
    pieces = [engine.Piece.from_bytes(piece.to_bytes()) for piece in pieces]
    asked = stored(engine.nothing_asked(known))
    joined = stored(engine.join(known, [stored(engine.search(piece, asked, few)) for piece in pieces]))
    rounds = 0
    while True:
        rounds += 1
        asks = [stored(engine.ask(known, joined, piece.families.key, piece.helpers.key)) for piece in pieces]
        bids = [stored(engine.price(piece, ask, few)) for piece, ask in zip(pieces, asks, strict=True)]
        if not any(bid.at.size for bid in bids):
            break
        joined = stored(engine.add(known, joined, bids))
    proof = engine.proof(known, joined)
    return _told(known, joined, pieces, proof, rounds)


def _told(known, joined, pieces, proof, rounds):
    shares = [stored(engine.share_of(known, joined, piece.families.key, piece.helpers.key)) for piece in pieces]
    fits = [engine.fitting(piece, share) for piece, share in zip(pieces, shares, strict=True)]
    family = np.concatenate([piece.families.key[share.at] for piece, share in zip(pieces, shares, strict=True)])
    helper = np.concatenate([piece.helpers.key[share.to] for piece, share in zip(pieces, shares, strict=True)])
    fit = np.concatenate([one.points for one in fits]) / POINTS
    order = np.argsort(family)
    kept = sum(one.kept for one in fits)
    return InPieces(
        family_key=family[order],
        helper_key=helper[order],
        fit=fit[order],
        unserved=known.family[joined.mate < 0],
        family_price=joined.family_price / RESOLUTION,
        helper_price=joined.helper_price / RESOLUTION,
        counts=engine.counts(known, joined) | {"kept": kept},
        certificate=proof | {"total_fit": fsum(fit.tolist())},
        why_unserved=engine.why_unserved(known, joined, known.family.size),
        pieces=len(pieces),
        rounds=rounds,
    )
