"""How reasons are stored with a proposal: codes of the taxonomy instead of the engine's positions and columns.

A stored reason can be shown again years later, in any language, whatever has been added to the taxonomy since.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from backend.people.vocabulary import CERTIFICATES, HOUSEHOLD, INTERESTS, LANGUAGES, NEEDS, SLOTS, Gender
from matching.engine import Reason, Refusal
from matching.engine.explain import Change, Recruit
from matching.engine.telling import Told

_BITS: Final[Mapping[str, dict[str, list[str]]]] = {
    "needs": {"covered": list(NEEDS)},
    "availability": {"slots": list(SLOTS)},
    "household": {"shared": list(HOUSEHOLD)},
    "interests": {"shared": list(INTERESTS)},
}
_GENDERS: Final = (None, Gender.FEMALE.value, Gender.MALE.value)


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


def stored_refusal(refusal: Refusal) -> dict[str, Any]:
    """Return why a pair is not possible as JSON: code and parameters."""
    return {"code": refusal.code, "parameters": _named(refusal.parameters)}


def stored_change(change: Change) -> dict[str, Any]:
    """Return what would help a family as JSON: code and parameters."""
    return {"code": change.code, "parameters": _named(change.parameters)}


def stored_recruit(recruit: Recruit, municipality: str) -> dict[str, Any]:
    """Return a newcomer as JSON. `priority` is the class of the family they would serve; null: it would only fit better."""
    return {
        "municipality": municipality,
        "language": list(LANGUAGES)[recruit.language],
        "need": None if recruit.skill is None else list(NEEDS)[recruit.skill],
        "gender": _GENDERS[recruit.gender],
        "priority": recruit.gain.priority,
        "points": recruit.gain.points,
        "waiting": recruit.waiting,
    }


def _named(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters with codes of the taxonomy; the family's own municipality is left out."""
    told = {name: value for name, value in given.items() if name != "municipality"}
    if told.get("language") is not None:
        told["language"] = list(LANGUAGES)[told["language"]]
    if "gender" in told:
        told["gender"] = _GENDERS[told["gender"]]
    for name in {"missing", "certificates"} & told.keys():
        told[name] = [list(CERTIFICATES)[bit] for bit in told[name]]
    return told
