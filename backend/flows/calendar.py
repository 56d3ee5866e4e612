"""What the calendar does to helpers: checks that lapse, absences that begin and end. By the day it is where they are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q

from backend.errors import Conflict
from backend.flows.absences import PRESENT_OR_AWAY, follow
from backend.people.group_requirements import is_only_below_quorum
from backend.people.lifecycle import HelperMove, HelperState
from backend.people.models import Helper, Organisation
from backend.people.moves import HELPERS
from backend.people.time_zones import local_date
from matching.models import Match
from matching.models.match import ReviewReason
from matching.services.closing import hold_still, withdraw_all
from matching.services.matches import flag_for_review
from matching.services.quorum import flag_groups_below_quorum


@dataclass(frozen=True)
class Turned:
    """How many helpers lapsed, how many absences began or ended, and how many matches of groups that have been below
    their quorum for too long are to be looked at."""

    lapsed: int
    absences: int
    flagged: int = 0


def turn_the_day(*, now: datetime) -> Turned:
    """Bring every helper in line with the day it is in its organisation's time zone.

    Matching looks at the day itself: nothing is proposed or agreed too long because this has not run yet. One
    transaction for each helper concerned; again at the same time, or later, it finds nothing to do.
    """
    zones = Organisation.objects.values_list("time_zone", flat=True).distinct()
    days = {zone: local_date(zone, now) for zone in zones}
    lapsed = _each(_ids(days, lambda day: Q(cleared_until__lte=day)), _lapse, now)
    absences = _each(_ids(days, _is_out_of_line), _follow, now)
    return Turned(lapsed=lapsed, absences=absences, flagged=flag_groups_below_quorum(now=now))


def _is_out_of_line(day: date) -> Q:
    gone = Q(away_from__lte=day) & (Q(away_until__isnull=True) | Q(away_until__gte=day))
    return (Q(state=HelperState.APPROVED) & gone) | Q(away_until__lt=day)


def _ids(days: dict[str, date], condition: Callable[[date], Q]) -> list[int]:
    if not days:
        return []
    by_zone = (Q(organisation__time_zone=zone) & condition(day) for zone, day in days.items())
    found = Helper.objects.filter(reduce(or_, by_zone), state__in=PRESENT_OR_AWAY)
    return list(found.order_by("pk").values_list("pk", flat=True))


def _each(helper_ids: list[int], turn: Callable[[int, datetime], bool], now: datetime) -> int:
    done = 0
    for helper_id in helper_ids:
        try:
            done += turn(helper_id, now)
        except Conflict:  # somebody was faster; the next hour sees how it stands
            continue
    return done


@transaction.atomic(durable=True)
def _lapse(helper_id: int, now: datetime) -> bool:
    """Let the helper's approval lapse, if something that is asked of it is not met today."""
    held = hold_still(helper_id=helper_id)
    helper = Helper.objects.select_related("organisation").get(pk=helper_id)
    today = _today(helper, now)
    if helper.state not in PRESENT_OR_AWAY or helper.cleared_until > today or is_only_below_quorum(helper, today):
        return False
    HELPERS.move(helper, HelperMove.LAPSE, actor=None, now=now)
    withdraw_all(held, actor=None, now=now)
    flag_for_review(Match.objects.filter(helper=helper), ReviewReason.CHECK_LAPSED, now=now)
    return True


@transaction.atomic(durable=True)
def _follow(helper_id: int, now: datetime) -> bool:
    held = hold_still(helper_id=helper_id)
    helper = Helper.objects.select_related("organisation").get(pk=helper_id)
    before = helper.state
    if before in PRESENT_OR_AWAY:
        follow(helper, held, _today(helper, now), actor=None, now=now)
    return helper.state != before


def _today(helper: Helper, now: datetime) -> date:
    return local_date(helper.organisation.time_zone, now)
