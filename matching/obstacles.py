"""What stands in the way of one family and one helper now: every rule that fails, by its code."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np

from backend.people.models import Family, Helper
from backend.people.models.helper import HelperKind
from backend.people.time_zones import local_date
from matching.engine import FamilyColumns, HelperColumns, Rules
from matching.engine.plan import refuse_pair
from matching.lifecycle import RUNNING_MATCH, MatchState, ProposalState
from matching.models import Match, Proposal
from matching.reasons import stored_refusal
from matching.snapshot import WAITING_STATES, columns_of_families, columns_of_helpers, read_rules, ready_helpers
from matching.snapshot.scope import running_matches
from matching.snapshot.sponsoring import persons_of, room_left


class Obstacle(NamedTuple):
    """One thing that stands in the way: a code of `explanation_texts.obstacle_text`, with its parameters."""

    code: str
    parameters: dict[str, Any]


class Columns(NamedTuple):
    """One family and one helper as the engine reads them, with the rules of the family's organisation."""

    families: FamilyColumns
    helpers: HelperColumns
    rules: Rules


def columns_of(family: Family, helper: Helper, *, now: datetime) -> Columns:
    """Return the columns of this pair, or of no family while it has no municipality. Eight queries."""
    placed = Family.objects.filter(pk=family.pk, municipality__isnull=False)
    helpers = columns_of_helpers(Helper.objects.filter(pk=helper.pk))
    return Columns(columns_of_families(placed, now=now), helpers, read_rules(family.organisation, helper.kind, now=now))


def obstacles_of(
    family: Family, helper: Helper, columns: Columns, *, stands_in_for: Match | None, now: datetime
) -> tuple[Obstacle, ...]:
    """Return all that stands in the way of this pair at `now`: of the family, of the helper, and of the two together.

    With `stands_in_for`, a match of the family, the helper would stand in while it is paused. At most nine queries.
    Of a helper of another organisation only codes are told, no distances.
    """
    own = (*_of_family(family, helper, stands_in_for), *_of_helper(family, helper, now))
    alone = (Obstacle(code, {}) for code in own)
    return (*alone, *_of_both(family, helper, columns), *_of_group(family, helper))


def _of_family(family: Family, helper: Helper, stands_in_for: Match | None) -> Iterator[str]:
    if family.is_on_hold:
        yield "on_hold"
    if family.state not in WAITING_STATES or family.municipality_id is None:
        yield "not_placed"
    if Proposal.objects.filter(family=family, helper_kind=helper.kind, state=ProposalState.OPEN).exists():
        yield "has_proposal"
    if stands_in_for is not None:
        yield from _of_pause(stands_in_for, helper)
    elif running_matches(helper.kind).filter(family=family).exists():
        yield "has_helper"


def _of_pause(match: Match, helper: Helper) -> Iterator[str]:
    if match.state != MatchState.PAUSED or match.stands_in_for_id is not None:
        yield "not_paused"
    if match.helper_kind != helper.kind:
        yield "other_kind"
    if match.helper_id == helper.pk:
        yield "same_helper"
    if match.stand_ins.filter(state__in=sorted(RUNNING_MATCH)).exists():
        yield "has_stand_in"


def _of_helper(family: Family, helper: Helper, now: datetime) -> Iterator[str]:
    today = local_date(family.organisation.time_zone, now)
    if not ready_helpers(helper.organisation, helper.kind, on=today).filter(pk=helper.pk).exists():
        yield "not_ready"
    if helper.places_taken >= helper.capacity:
        yield "no_place"


def _of_both(family: Family, helper: Helper, columns: Columns) -> Iterator[Obstacle]:
    if not columns.families.key.size:
        return
    is_ours = family.organisation_id == helper.organisation_id
    for refused in refuse_pair(*columns, family.pk, helper.pk):
        told = stored_refusal(refused)
        yield Obstacle(told["code"], told["parameters"] if is_ours or refused.code != "too_far" else {})


def _of_group(family: Family, helper: Helper) -> Iterator[Obstacle]:
    if helper.kind != HelperKind.SPONSOR_GROUP:
        return
    one = np.array([helper.pk], dtype=np.int64)
    room, left = (int(column[0]) for column in room_left(one, besides=Proposal.objects.none()))
    persons = int(persons_of(np.array([family.pk], dtype=np.int64))[0])
    organisation = family.organisation
    euro = organisation.sponsor_base_euro + organisation.sponsor_person_euro * persons
    if persons > room:
        yield Obstacle("too_many_persons", {"persons": persons, "room": room})
    if euro > left:
        yield Obstacle("not_enough_money", {"euro": euro, "left": left})
