"""Suggest now: the helper that the best plan of this moment gives one waiting family, and whom that would move.

The family comes into the plan that the last run left, at the prices that it left; the best plan is one (ties are broken
too), so planning anew would end there as well. Of what differs from the proposals that people look at, only what makes
room for this family is moved.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from backend.errors import Conflict, NotAllowed
from backend.people.models import Family, Helper, Person
from backend.people.models.helper import HelperKind
from matching import snapshot
from matching.access import family_to_explain, is_on_a_side
from matching.engine import Plan
from matching.models import Proposal, Run
from matching.reasons import stored
from matching.selectors import families_in_full, helpers_in_full
from matching.services.proposals import Pair, exchange
from matching.snapshot.instant import at_one_instant
from matching.while_you_wait import plan_now

KIND: Final = HelperKind.VOLUNTEER


@dataclass(frozen=True)
class Move:
    """An unanswered proposal that would be taken back, and whom its family would be proposed instead; None = nobody."""

    family: Family
    before: Helper
    after: Helper | None


@dataclass(frozen=True)
class Suggestion:
    """What would be proposed to `family` now: `pair` and `helper`, or None and why not, as a code of `unserved_text`.

    moves  by family
    pairs  all that would be proposed, for those who move too
    token  stands for exactly this: who says yes to it, says yes to nothing else
    """

    family: Family
    helper: Helper | None
    pair: Pair | None
    why_not: str
    moves: tuple[Move, ...]
    pairs: tuple[Pair, ...]
    token: str

    @property
    def reasons(self) -> list[dict[str, Any]]:
        """Return why they fit, as a proposal would keep it."""
        told: list[dict[str, Any]] = json.loads(self.pair.reasons) if self.pair else []
        return told


def suggest(*, actor: Person, family_uuid: UUID, now: datetime) -> Suggestion:
    """Return what the best plan of now gives a waiting family in the care of `actor`; writes nothing.

    Raises NotFound, also for a family of their own, Conflict (family_not_waiting, scope_too_large).
    """
    family = family_to_explain(actor, family_uuid)
    with at_one_instant():
        read = snapshot.read(family.organisation, KIND, now=now)
    if family.pk not in read.families.key or family.pk in read.rules.pending[:, 0]:
        raise Conflict("this family does not wait for a helper", code="family_not_waiting")
    return _suggestion(family, plan_now(family.organisation, read))


def propose_suggested(*, actor: Person, family_uuid: UUID, token: str, now: datetime) -> Proposal:
    """Propose what `suggest` gave under this token, and move whom it moves: all of it or nothing.

    Raises as `suggest` does, Conflict (suggestion_overtaken) if it is no longer what would be suggested, NotAllowed
    (coordinator_only) for who is on a side of anything that would change.
    """
    found = suggest(actor=actor, family_uuid=family_uuid, now=now)
    if found.pair is None or found.token != token:
        raise Conflict("something has changed since this was suggested", code="suggestion_overtaken")
    families = {pair.family_id for pair in found.pairs} | {move.family.pk for move in found.moves}
    helpers = {pair.helper_id for pair in found.pairs} | {move.before.pk for move in found.moves}
    if is_on_a_side(actor, families, helpers):
        raise NotAllowed("only a coordinator may do this", code="coordinator_only")
    return _written(found, actor, now)


@transaction.atomic(durable=True)
def _written(found: Suggestion, actor: Person, now: datetime) -> Proposal:
    scope = Run(organisation=found.family.organisation, helper_kind=KIND)  # never saved: what no run proposed
    moved = {(move.family.pk, move.before.pk) for move in found.moves}
    exchange(scope, moved, found.pairs, actor=actor, now=now)
    return Proposal.objects.get(family=found.family, helper=found.helper, closed_at=None)


def _suggestion(family: Family, planned: Plan) -> Suggestion:
    after = dict(zip(planned.family_key.tolist(), planned.helper_key.tolist(), strict=True))
    if family.pk not in after:
        return Suggestion(family, None, None, planned.why_unserved(family.pk).code, (), (), "")
    moved = _moved(family.pk, after, planned)
    before = dict(planned.rules.pending.tolist())
    pairs = [_pair(planned, key) for key in (family.pk, *sorted(moved)) if key in after]
    families = families_in_full(moved)
    helpers = helpers_in_full({*(pair.helper_id for pair in pairs), *(before[key] for key in moved)})
    moves = [Move(families[key], helpers[before[key]], helpers.get(after.get(key, -1))) for key in sorted(moved)]
    told = [(pair.family_id, pair.helper_id) for pair in pairs], [(key, before[key]) for key in sorted(moved)]
    token = sha256(json.dumps(told).encode()).hexdigest()[:32]
    return Suggestion(family, helpers[pairs[0].helper_id], pairs[0], "", tuple(moves), tuple(pairs), token)


def _moved(asked: int, after: Mapping[int, int], planned: Plan) -> set[int]:
    """Return the families whose unanswered proposals make room, one for another, until somebody's place is free.

    Whoever gives a place up is not planned there any more; as the plan keeps all capacities, there always is one.
    """
    pending = dict(planned.rules.pending.tolist())
    room = Counter(dict(zip(planned.helpers.key.tolist(), planned.helpers.capacity.tolist(), strict=True)))
    room.subtract(pending.values())
    moved: set[int] = set()
    arriving = [after[asked]]
    while arriving:
        helper = arriving.pop()
        room[helper] -= 1
        if room[helper] >= 0:
            continue
        leaving = min(
            family for family, its in pending.items() if its == helper != after.get(family) and family not in moved
        )
        moved.add(leaving)
        room[helper] += 1
        if leaving in after:
            arriving.append(after[leaving])
    return moved


def _pair(planned: Plan, family: int) -> Pair:
    row = int(planned.family_key.searchsorted(family))
    reasons = json.dumps([stored(reason) for reason in planned.explain(row)])
    return Pair(family, int(planned.helper_key[row]), float(planned.fit[row]), reasons)
