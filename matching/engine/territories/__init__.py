"""One question in pieces: cut by territory, solved side by side, joined; the same plan as in one piece, to the byte.

Every stage is a pure function of records that can be stored as bytes: `search` and `price` look at one territory,
`join` and `add` at the whole; nobody ever holds all columns. A stage that was interrupted is simply done again.
"""

from matching.engine.territories.join import add, ask, join
from matching.engine.territories.outcome import Share, counts, fitting, proof, share_of, why_unserved
from matching.engine.territories.piece import Asked, Bids, Common, Found, Piece
from matching.engine.territories.split import MOST_HELPERS
from matching.engine.territories.stages import price, search
from matching.engine.territories.stored import Blob, keys_of, record_bytes, record_of
from matching.engine.territories.survey import (
    Seen,
    common,
    cut,
    fingerprint_of,
    nothing_asked,
    piece,
    seen,
    territories,
)

__all__ = [
    "MOST_HELPERS",
    "Asked",
    "Bids",
    "Blob",
    "Common",
    "Found",
    "Piece",
    "Seen",
    "Share",
    "add",
    "ask",
    "common",
    "counts",
    "cut",
    "fingerprint_of",
    "fitting",
    "join",
    "keys_of",
    "nothing_asked",
    "piece",
    "price",
    "proof",
    "record_bytes",
    "record_of",
    "search",
    "seen",
    "share_of",
    "territories",
    "why_unserved",
]
