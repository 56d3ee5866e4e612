"""Absences: a helper is away from one day to another, and gets no proposals meanwhile. Its matches go on."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from backend.errors import Conflict, Invalid
from backend.people.access import helper_to_change
from backend.people.lifecycle import HelperMove, HelperState
from backend.people.models import Helper, Person
from backend.people.moves import HELPERS
from backend.people.time_zones import local_date
from matching.services.closing import Held, hold_still, withdraw_all

PRESENT_OR_AWAY = (HelperState.APPROVED, HelperState.AWAY)


@transaction.atomic(durable=True)
def go_away(*, actor: Person, helper_uuid: UUID, away_from: date, away_until: date | None, now: datetime) -> Helper:
    """Let the helper be away on these days, the last one included; None: until they come back.

    If it begins today, its open proposals end at once; else on that day. Told again, the new days count.
    Raises NotFound, NotAllowed (not_yours_to_answer), Invalid (away_in_the_past, away_ends_before_it_begins)
    or Conflict (helper_moved_on).
    """
    held = hold_still(helper_id=helper_to_change(actor, helper_uuid).pk)
    helper = helper_to_change(actor, helper_uuid)
    today = local_date(helper.organisation.time_zone, now)
    _require_days(helper, away_from, away_until, today)
    _require_present_or_away(helper)
    helper.away_from, helper.away_until = away_from, away_until
    helper.save(update_fields=["away_from", "away_until"])
    follow(helper, held, today, actor=actor, now=now)
    return helper


@transaction.atomic(durable=True)
def come_back(*, actor: Person, helper_uuid: UUID, now: datetime) -> Helper:
    """Let the helper be here again, or not go away after all.

    Raises NotFound, NotAllowed (not_yours_to_answer), Conflict (not_away).
    """
    helper = helper_to_change(actor, helper_uuid, locked=True)
    if helper.away_from is None or helper.state not in PRESENT_OR_AWAY:
        raise Conflict("this helper is not away", code="not_away", facts={"state": helper.state})
    _end(helper, actor=actor, now=now)
    return helper


def follow(helper: Helper, held: Held, today: date, *, actor: Person | None, now: datetime) -> None:
    """Bring the helper's state in line with its days away: gone, back, or as it is.

    Part of a use case: call it inside its transaction, with `held` locked.
    """
    is_away = is_away_on(helper, today)
    if is_away and helper.state == HelperState.APPROVED:
        HELPERS.move(helper, HelperMove.GO_AWAY, actor=actor, now=now)
        withdraw_all(held, actor=actor, now=now)
    elif not is_away and helper.away_from is not None and helper.away_from > today:
        if helper.state == HelperState.AWAY:
            HELPERS.move(helper, HelperMove.COME_BACK, actor=actor, now=now)
    elif not is_away and helper.away_from is not None:
        _end(helper, actor=actor, now=now)


def is_away_on(helper: Helper, day: date) -> bool:
    """Return whether `day` is one of the helper's days away."""
    if helper.away_from is None or helper.away_from > day:
        return False
    return helper.away_until is None or helper.away_until >= day


def _end(helper: Helper, *, actor: Person | None, now: datetime) -> None:
    here: dict[str, None] = {"away_from": None, "away_until": None}
    if helper.state == HelperState.AWAY:
        HELPERS.move(helper, HelperMove.COME_BACK, actor=actor, now=now, **here)
        return
    helper.away_from, helper.away_until = None, None
    helper.save(update_fields=list(here))


def _require_days(helper: Helper, away_from: date, away_until: date | None, today: date) -> None:
    # Somebody who is away already may change the last day and keep the first.
    if away_from < today and away_from != helper.away_from:
        raise Invalid("that day is over", code="away_in_the_past", facts={"field": "away_from"})
    if away_until is not None and away_until < max(away_from, today):
        raise Invalid(
            "the last day comes before the first", code="away_ends_before_it_begins", facts={"field": "away_until"}
        )


def _require_present_or_away(helper: Helper) -> None:
    if helper.state not in PRESENT_OR_AWAY:
        raise Conflict(HELPERS.sentence, code=HELPERS.code, facts={"state": helper.state})
