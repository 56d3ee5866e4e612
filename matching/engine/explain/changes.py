"""What would help a family that the plan leaves without a helper: one change at a time, and what it would bring."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np

from matching.engine.arrays import Bools, Ints
from matching.engine.codes import HARD_RULES
from matching.engine.columns import CLASSES, FamilyColumns, HelperColumns, take
from matching.engine.explain.newcomer import newcomer, offers
from matching.engine.explain.worth import STEP, Gain, Worths, bids, helper_of, kept_rules, row_of, worths
from matching.engine.fit import points
from matching.engine.nearness import distance_km
from matching.engine.plan import Plan
from matching.engine.weights import POINTS

MOST: Final = 3  # changes of one kind
FAR: Final = 2**20  # steps of language that nobody has to learn: the other side does not speak it either

# Every code, with its parameters.
TRAVEL: Final = "travel"  # km between them, travel_km of the helper, more_km: the helper would have to come farther
LANGUAGE: Final = "language"  # language (column), level (CEFR step needed), has (that of the one who lacks it), of
PRACTISE: Final = "practise"  # of: who would have to want to practise the local language, as the other does
WISH: Final = "wish"  # of: whose wish about the other's gender would have to go
CERTIFICATE: Final = "certificate"  # missing: bits
ONE_MORE_PLACE: Final = "one_more_place"
ONE_MORE_HELPER: Final = "one_more_helper"  # municipality, language (column or None), gender, certificates (bits)


@dataclass(frozen=True)
class Change:
    """One thing that, if it were otherwise, would give the family a helper.

    helper      key of the helper it is about; None for one who is yet to come
    fit         in [0, 1], of the family with that helper after the change
    gain        what the best plan gains when this pair becomes possible, or by the one place or helper more
    is_certain  whether a best plan then serves this very family; else one that goes first gets the place, or may:
                under the policy "municipalities" it hangs on the shares of all
    """

    code: str
    helper: int | None
    parameters: dict[str, Any]
    fit: float
    gain: Gain
    is_certain: bool


class _Asked(NamedTuple):
    """One family and all helpers: which have a place to spare, and which hard rules each would keep."""

    made: Plan
    row: int
    family: FamilyColumns
    worth: Worths
    is_spare: Bools
    kept: Bools  # [rules, helpers]


def what_helps(made: Plan, family_key: int) -> tuple[Change, ...]:
    """Return changes that would help an unserved family, at most MOST of a kind, the least of each kind first.

    A change of a rule needs a helper who has a place to spare and keeps every other rule: the family is served by
    that pair, nobody is moved, so the gain is exactly the pair. What is forbidden, or between organisations that do
    not work together, is not for us to change. Time O(helpers + families), numpy.

    Raises ValueError if the family is served or there is no such family.
    """
    row = row_of("family", made.families, family_key)
    taken = helper_of(made)
    if taken[row] >= 0:
        raise ValueError(f"family {family_key} is not unserved")
    family = take(made.families, slice(row, row + 1))
    load = np.bincount(taken[taken >= 0], minlength=made.helpers.key.size)
    kept = kept_rules(family, made.helpers, made.rules)[:, 0]
    asked = _Asked(made, row, family, worths(made), load < made.helpers.capacity, kept)
    kinds = (_travel, _language, _practise, _wish, _certificate, _one_more_place, _one_more_helper)
    return tuple(change for kind in kinds for change in kind(asked))


def _only(asked: _Asked, refusal: str) -> Ints:
    """Return the helpers with a place to spare whom this rule alone keeps from the family."""
    place = [rule.refusal for rule in HARD_RULES].index(refusal)
    others = np.delete(asked.kept, place, axis=0).all(axis=0)
    return np.flatnonzero(asked.is_spare & others & ~asked.kept[place])


def _least(found: Ints, cost: Any) -> Ints:
    """Return the MOST of `found` that cost least; of equals, the first."""
    best: Ints = found[np.argsort(cost, kind="stable")[:MOST]]
    return best


def _travel(asked: _Asked) -> Iterator[Change]:
    helpers = asked.made.helpers
    found = _only(asked, "too_far")
    km = distance_km(asked.family.latitude, asked.family.longitude, helpers.latitude, helpers.longitude)
    more = km - helpers.travel_km
    for h in _least(found, more[found]):
        told = {"km": float(km[h]), "travel_km": float(helpers.travel_km[h]), "more_km": round(float(more[h]), 3)}
        yield _possible(asked, TRAVEL, h, told, asked.family, _one(helpers, h, travel_km=km[h]))


def _language(asked: _Asked) -> Iterator[Change]:
    level = asked.made.rules.conversation_level
    found = _only(asked, "no_shared_language")
    ours, theirs = asked.family.level[0].astype(np.int64), asked.made.helpers.level[found].astype(np.int64)
    # To learn: [who, helpers, languages]; only what the other side speaks already.
    if not theirs.size:
        return
    missing = np.stack([np.where(theirs >= level, level - ours, FAR), np.where(ours >= level, level - theirs, FAR)])
    easiest = missing.min(axis=0).argmin(axis=1)
    steps = missing[:, np.arange(found.size), easiest]
    for place in _least(np.arange(found.size), steps.min(axis=0)):
        h, language, is_helper = found[place], int(easiest[place]), bool(steps[1, place] < steps[0, place])
        if steps[:, place].min() < FAR:
            has = int(theirs[place, language] if is_helper else ours[language])
            told = {"language": language, "level": level, "has": has, "of": "helper" if is_helper else "family"}
            yield _possible(asked, LANGUAGE, h, told, *_learned(asked, h, language, is_helper))


def _learned(asked: _Asked, h: int, language: int, is_helper: bool) -> tuple[FamilyColumns, HelperColumns]:
    family, helper = asked.family, _one(asked.made.helpers, h)
    who = helper if is_helper else family
    level = who.level.copy()
    level[0, language] = asked.made.rules.conversation_level
    return (family, replace(helper, level=level)) if is_helper else (replace(family, level=level), helper)


def _practise(asked: _Asked) -> Iterator[Change]:
    found = _only(asked, "no_shared_language")
    ours, theirs = bool(asked.family.practises[0]), asked.made.helpers.practises[found]
    of = "helper" if ours else "family"
    family = replace(asked.family, practises=np.ones(1, dtype=np.bool_))
    for h in found[theirs != ours][:MOST]:
        yield _possible(asked, PRACTISE, h, {"of": of}, family, _one(asked.made.helpers, h, practises=True))


def _wish(asked: _Asked) -> Iterator[Change]:
    helpers, family = asked.made.helpers, asked.family
    found = _only(asked, "wishes")
    of_family = (family.wished_gender[0] != 0) & (helpers.gender[found] != family.wished_gender[0])
    of_helper = (helpers.wished_gender[found] != 0) & (helpers.wished_gender[found] != family.gender[0])
    for h in found[of_family & ~of_helper][:MOST]:
        without = replace(family, wished_gender=np.zeros(1, dtype=np.int8))
        yield _possible(asked, WISH, h, {"of": "family"}, without, _one(helpers, h))
    for h in found[of_helper & ~of_family][:MOST]:
        yield _possible(asked, WISH, h, {"of": "helper"}, family, _one(helpers, h, wished_gender=0))


def _certificate(asked: _Asked) -> Iterator[Change]:
    helpers = asked.made.helpers
    found = _only(asked, "certificate")
    missing = asked.family.certificates[0] & ~helpers.certificates
    for h in _least(found, np.bitwise_count(missing[found])):
        complete = _one(helpers, h, certificates=helpers.certificates[h] | missing[h])
        yield _possible(asked, CERTIFICATE, h, {"missing": _bits(int(missing[h]))}, asked.family, complete)


def _one_more_place(asked: _Asked) -> Iterator[Change]:
    """Where the family's own bid is the price, nobody goes before it."""
    found = np.flatnonzero(asked.kept.all(axis=0))
    fit = bids(asked.made.families, asked.made.helpers, np.full_like(found, asked.row), found, asked.made.rules)
    price = asked.worth.helper[found]
    is_first = (asked.worth.rank[asked.row] * STEP + fit == price) & (asked.made.rules.policy == CLASSES)
    for place in np.lexsort((-fit, ~is_first))[:MOST]:
        h, gain = found[place], asked.worth.gain(int(price[place]))
        fitting = _fit(asked, asked.family, _one(asked.made.helpers, h))
        yield Change(ONE_MORE_PLACE, int(asked.made.helpers.key[h]), {}, fitting, gain, bool(is_first[place]))


def _one_more_helper(asked: _Asked) -> Iterator[Change]:
    """One made for the family: next door, its best language, the wished gender, the needed certificates."""
    made, family = asked.made, asked.family
    best = int(family.level[0].argmax()) if family.level.size else 0
    talks = bool(family.level.max(initial=0) >= made.rules.conversation_level)
    if not (talks or family.practises[0]):
        return
    language, gender, certificates = best if talks else None, int(family.wished_gender[0]), int(family.certificates[0])
    helper = newcomer(
        made,
        organisation=int(family.organisation[0]),
        latitude=float(family.latitude[0]),
        longitude=float(family.longitude[0]),
        language=language,
        gender=gender,
        certificates=certificates,
    )
    offered = offers(made, helper)
    most = int((offered - asked.worth.family).max())
    told = {
        "municipality": int(family.municipality[0]),
        "language": language,
        "gender": gender,
        "certificates": _bits(certificates),
    }
    is_first = bool(offered[asked.row] == most) and made.rules.policy == CLASSES
    yield Change(ONE_MORE_HELPER, None, told, _fit(asked, family, helper), asked.worth.gain(most), is_first)


def _possible(
    asked: _Asked, code: str, h: int, told: dict[str, Any], family: FamilyColumns, helper: HelperColumns
) -> Change:
    key, rank = int(asked.made.helpers.key[h]), int(asked.worth.rank[asked.row])
    first = np.zeros(1, dtype=np.int64)
    points = int(bids(family, helper, first, first, asked.made.rules)[0])
    gain, is_certain = asked.worth.gain(rank * STEP + points), asked.made.rules.policy == CLASSES
    return Change(code, key, told, _fit(asked, family, helper), gain, is_certain)


def _fit(asked: _Asked, family: FamilyColumns, helper: HelperColumns) -> float:
    first = np.zeros(1, dtype=np.int64)
    return int(points(family, helper, first, first, asked.made.rules)[0]) / POINTS


def _one(helpers: HelperColumns, h: int, **changed: Any) -> HelperColumns:
    """Return the columns of one helper with these values instead."""
    one: HelperColumns = take(helpers, slice(h, h + 1))
    return replace(one, **{name: np.array([value], getattr(one, name).dtype) for name, value in changed.items()})


def _bits(mask: int) -> list[int]:
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]
