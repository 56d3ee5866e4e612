"""How reasons are stored with a proposal: codes of the taxonomy instead of the engine's positions and columns.

A stored reason can be shown again years later, in any language, whatever has been added to the taxonomy since.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from backend.people.vocabulary import HOUSEHOLD, INTERESTS, LANGUAGES, NEEDS, SLOTS
from matching.engine import Reason
from matching.engine.telling import Told

_BITS: Final[Mapping[str, dict[str, list[str]]]] = {
    "needs": {"covered": list(NEEDS)},
    "availability": {"slots": list(SLOTS)},
    "household": {"shared": list(HOUSEHOLD)},
    "interests": {"shared": list(INTERESTS)},
}


def stored(reason: Reason) -> dict[str, Any]:
    """Return the reason as JSON: criterion, value, weight, points, code and parameters."""
    return reason._asdict() | {"parameters": _parameters(reason.criterion, reason.parameters)}


def stored_at_once(told: Sequence[Told]) -> list[str]:
    """Return the reasons of each pair as the text of a JSON list: what `stored` gives for each, made once for all."""
    parts = [[json.dumps(stored(reason)) for reason in criterion.reasons] for criterion in told]
    places = zip(*(criterion.of_pair.tolist() for criterion in told), strict=True)
    return [f"[{', '.join(part[at] for part, at in zip(parts, row, strict=True))}]" for row in places]


def _parameters(criterion: str, given: Mapping[str, Any]) -> dict[str, Any]:
    parameters = dict(given)
    if "language" in parameters:
        parameters["language"] = list(LANGUAGES)[parameters["language"]]
    for name, vocabulary in _BITS.get(criterion, {}).items():
        if name in parameters:
            parameters[name] = [vocabulary[bit] for bit in parameters[name]]
    if "covered" in parameters:
        parameters["count"] = len(parameters["covered"])
    return parameters
